"""The columns of the scored library and of the candidates; the one place where they are named."""

from collections.abc import Sequence
from enum import StrEnum

import pyarrow as pa

from discovery.chem.descriptors import NAMES as DESCRIPTORS


class Status(StrEnum):
    """Where a row of a library ended."""

    scored = "scored"
    rejected = "rejected"


TEXT = pa.schema(
    [
        ("row", pa.int64()),  # 1-based number of the record in the library
        ("file", pa.string()),  # file of the library that holds it
        ("line", pa.int64()),  # 1-based line of the text file, or record number
        ("id", pa.string()),
        ("smiles_in", pa.string()),  # structure as it stood in the library; of a rejected one the start
        ("smiles", pa.string()),  # structure the model saw; null when rejected
    ]
)
"""What is known of every record of a library before it is scored."""

FATE = pa.schema(
    [
        ("stage", pa.string()),  # where it was rejected; null when it was not
        ("code", pa.string()),
        ("reason", pa.string()),
    ]
)
"""Why a record was rejected."""

STATUS = pa.schema([("status", pa.string()), *FATE])  # Status
"""Where a record ended."""

PROFILE = pa.schema(
    [
        ("inchikey", pa.string()),
        ("salts", pa.string()),  # fragments taken off, joined by "; "
        ("direction", pa.string()),  # likeliest effect on the target; null where the model predicts none
        ("nearest_known", pa.string()),  # name of the most similar known ligand; null where none is known
        ("nearest_known_smiles", pa.string()),
        ("nearest_known_effect", pa.string()),
        ("similarity", pa.float64()),  # Tanimoto similarity to it, Morgan radius 2
        ("train_similarity", pa.float64()),  # to the most similar training compound
        ("strangeness", pa.float64()),  # share of held-out compounds nearer or surer; null without a calibration
        ("in_domain", pa.bool_()),
        *((name, pa.float64()) for name in DESCRIPTORS),
    ]
)
"""What profiling adds to a shortlisted row."""

FINISH = pa.schema(
    [
        ("alerts", pa.string()),  # structural alerts, joined by "; "
        ("pick", pa.int64()),  # order in which a diverse set was picked; null for the others
    ]
)
"""What is added to the candidates kept: too costly for the whole shortlist, or without meaning there."""

PROFILE_NUMBERS = tuple(field.name for field in PROFILE if pa.types.is_floating(field.type))
"""Columns of a profile that may serve as objectives."""


def spread_column(name: str) -> str:
    """Column of the spread of a predicted endpoint."""
    return f"{name}.spread"


def low_column(name: str) -> str:
    """Column of the lower end of the 90 % interval of a predicted number."""
    return f"{name}.low"


def high_column(name: str) -> str:
    """Column of the upper end of the 90 % interval of a predicted number."""
    return f"{name}.high"


def probability_column(name: str) -> str:
    """Column of the calibrated probability of a class, or of a potency's reaching the target's threshold."""
    return f"{name}.probability"


def raw_column(objective: str) -> str:
    """Column of an objective's value, caution included."""
    return f"{objective}.raw"


def desirability_column(objective: str) -> str:
    """Column of an objective's desirability."""
    return f"{objective}.desirability"


def prediction_fields(endpoints: Sequence[str]) -> list[pa.Field]:
    """Two columns an endpoint, mean and spread, in the endpoint's own unit; null when rejected."""
    names = [column for name in endpoints for column in (name, spread_column(name))]
    return [pa.field(name, pa.float32()) for name in names]


def scored_schema(endpoints: Sequence[str]) -> pa.Schema:
    """Columns of the scored library: one row a record of the library, in its order."""
    return pa.schema([*TEXT, *STATUS, *prediction_fields(endpoints)])


def stored_scored_schema(endpoints: Sequence[str]) -> pa.Schema:
    """Columns of a scored library whose texts are in a stored library."""
    return pa.schema([TEXT.field("row"), *STATUS, *prediction_fields(endpoints)])


def candidate_columns(endpoints: Sequence[str], objectives: Sequence[str], calibrated: Sequence[str] = ()) -> list[str]:
    """Columns of the candidates table, in its order: what is looked at first stands first.

    `calibrated` are the columns of intervals and probabilities that there are.
    """
    parts = [column for key in objectives for column in (raw_column(key), desirability_column(key))]
    predictions = [field.name for field in prediction_fields(endpoints)]
    return [
        "rank",
        "id",
        "smiles",
        "score",
        *parts,
        *calibrated,
        *predictions,
        *PROFILE.names,
        *FINISH.names,
        "row",
        "file",
        "line",
        "smiles_in",
    ]

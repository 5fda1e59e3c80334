"""The columns of every table that curation writes; the one place where they are named."""

from enum import StrEnum

import pyarrow as pa


class Relation(StrEnum):
    """How a recorded value bounds the true one, on the scale of that value."""

    equal = "="
    below = "<"
    """The true value lies below the recorded one."""
    above = ">"
    """The true value lies above the recorded one."""


class Quantity(StrEnum):
    """What a measurement says."""

    potency = "potency"
    """A concentration on the pX scale (-log10 of mol/L)."""
    response = "response"
    """A response in per cent, kept on its linear scale."""
    flag = "flag"
    """An effect was seen or not seen, without a number."""


COMPOUNDS = pa.schema(
    [
        ("compound", pa.string()),  # InChIKey of the standardised parent
        ("smiles", pa.string()),  # canonical SMILES of the parent
        ("skeleton", pa.string()),  # salt- and stereo-free key: the InChIKey's first block
        ("names", pa.list_(pa.string())),  # what people say before database codes
        ("originals", pa.list_(pa.string())),  # structures as they stood in the files
        ("salts", pa.list_(pa.string())),  # fragments taken off
    ]
)

MEASUREMENTS = pa.schema(
    [
        ("compound", pa.string()),
        ("target", pa.string()),  # gene symbol, or a family name where the isoform is not stated
        ("organism", pa.string()),
        ("assay", pa.string()),
        ("effect", pa.string()),  # Effect
        ("quantity", pa.string()),  # Quantity
        ("standard_type", pa.string()),  # IC50, EC50, Ki, ...
        ("relation", pa.string()),  # Relation, on the scale of `value`
        ("value", pa.float64()),  # null for a flag
        ("unit", pa.string()),  # pX or %
        ("n", pa.int32()),  # replicates aggregated here
        ("spread", pa.float64()),  # standard deviation of the replicates, or half the width of a range; else null
        ("conflict", pa.bool_()),  # contradicted by another measurement of this compound and target
        ("references", pa.list_(pa.string())),
        ("file", pa.string()),
        ("lines", pa.list_(pa.int64())),  # 1-based lines (or record numbers) this row was made from
    ]
)

REJECTED = pa.schema(
    [
        ("file", pa.string()),
        ("line", pa.int64()),  # 1-based line of the text file, or record number
        ("id", pa.string()),
        ("structure", pa.string()),  # original text
        ("stage", pa.string()),  # read, structure, standardise, value, curate, score, profile, rank
        ("code", pa.string()),  # short machine-readable reason
        ("reason", pa.string()),  # one sentence for a person
    ]
)

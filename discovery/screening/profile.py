"""Profile of the shortlist: what a chemist wants to know of a compound beside its predictions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.candidates.schema import PROFILE, spread_column
from discovery.chem.compound import Problem
from discovery.chem.descriptors import NAMES
from discovery.chem.fingerprint import morgan, nearest
from discovery.chem.settings import StandardizeSettings
from discovery.screening.applicability import Domain
from discovery.screening.describe import Description, describe_many
from discovery.spelling import cut
from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint

DIRECTIONS = (Effect.inhibitor, Effect.activator, Effect.stabiliser)


@dataclass(frozen=True)
class Profiled:
    """A shortlist with its profile, and the rows that had to leave it."""

    table: pa.Table
    """The rows kept, in their order, with the columns PROFILE after their own; `smiles` is the standard parent."""
    problems: dict[int, Problem]
    """Position in the shortlist -> why that row is not in `table`."""


@dataclass(frozen=True)
class Surroundings:
    """What a compound is compared with."""

    endpoints: tuple[Endpoint, ...]
    """All endpoints of the model."""
    target: str
    """Gene symbol of the target."""
    known: pa.Table
    """Known ligands of the target and its family: columns name, smiles, effect; maybe empty."""
    domain: Domain


def profile(shortlist: pa.Table, surroundings: Surroundings, settings: StandardizeSettings) -> Profiled:
    """Profile the rows of a scored table; of rows that turn out to be the same compound the first is kept."""
    found = describe_many(shortlist["smiles"].to_pylist(), settings)
    problems = _problems(found, shortlist["id"].to_pylist())
    kept = [position for position in range(len(found)) if position not in problems]
    described = [result for position in kept if isinstance(result := found[position], Description)]
    smiles = [description.compound.smiles for description in described]
    fingerprints = morgan(smiles)
    table = shortlist.take(pa.array(kept, pa.int64()))
    table = table.set_column(table.column_names.index("smiles"), "smiles", pa.array(smiles, pa.string()))
    columns = {
        **_own_columns(described),
        "direction": _direction(table, surroundings),
        **_known_columns(fingerprints, surroundings.known),
        **_domain_columns(table, fingerprints, surroundings.domain),
    }
    for field in PROFILE:
        table = table.append_column(field, columns[field.name])
    return Profiled(table, problems)


def _problems(found: Sequence[Description | Problem], ids: Sequence[str]) -> dict[int, Problem]:
    """Position -> why a row leaves the shortlist: it cannot be described, or it repeats an earlier one."""
    problems: dict[int, Problem] = {}
    first: dict[str, int] = {}
    for position, result in enumerate(found):
        if isinstance(result, Problem):
            problems[position] = result
        elif (original := first.setdefault(result.compound.inchikey, position)) != position:
            reason = f"The same compound as {cut(ids[original])}, which comes before it."
            problems[position] = Problem("rank", "duplicate", reason)
    return problems


def _own_columns(described: Sequence[Description]) -> dict[str, pa.Array]:
    texts = {
        "inchikey": [description.compound.inchikey for description in described],
        "salts": ["; ".join(description.compound.salts) for description in described],
    }
    numbers = {name: [description.descriptors[name] for description in described] for name in NAMES}
    return {
        **{name: pa.array(values, pa.string()) for name, values in texts.items()},
        **{name: pa.array(values, pa.float64(), from_pandas=True) for name, values in numbers.items()},
    }


def _direction(table: pa.Table, surroundings: Surroundings) -> pa.Array:
    """[n] the likeliest of the directed effects predicted for the target; null where the model predicts none."""
    directed = [e for e in surroundings.endpoints if e.target == surroundings.target and e.effect in DIRECTIONS]
    mine = [endpoint for endpoint in directed if table[endpoint.name].null_count < len(table)]
    if not mine:
        return pa.nulls(len(table), pa.string())
    likeliest = np.stack([table[endpoint.name].to_numpy() for endpoint in mine]).argmax(axis=0)
    return pa.array([str(mine[best].effect) for best in likeliest.tolist()], pa.string())


def _known_columns(fingerprints: NDArray[np.uint8], known: pa.Table) -> dict[str, pa.Array]:
    """The most similar known ligand of each of n compounds; nulls where none is known."""
    index, similarity = nearest(fingerprints, morgan(known["smiles"].to_pylist()))
    effects = _effects(known)
    ligands = known.take(pa.array(index, mask=index < 0))
    smiles = ligands["smiles"].combine_chunks()
    return {
        "nearest_known": ligands["name"].combine_chunks(),
        "nearest_known_smiles": smiles,
        "nearest_known_effect": pa.array([effects.get(text) for text in smiles.to_pylist()], pa.string()),
        "similarity": pa.array(similarity.astype(np.float64), mask=index < 0),
    }


def _effects(known: pa.Table) -> dict[str, str]:
    """SMILES of a known ligand -> every effect reported for it, joined by "; "."""
    effects: dict[str, list[str]] = {}
    for smiles, effect in zip(known["smiles"].to_pylist(), known["effect"].to_pylist(), strict=True):
        seen = effects.setdefault(smiles, [])
        if effect and effect not in seen:
            seen.append(effect)
    return {smiles: "; ".join(seen) for smiles, seen in effects.items()}


def _domain_columns(table: pa.Table, fingerprints: NDArray[np.uint8], domain: Domain) -> dict[str, pa.Array]:
    similarity = domain.similarity(fingerprints)
    measured = () if domain.strangeness is None else domain.strangeness.spread
    spread = {name: np.asarray(table[spread_column(name)].to_numpy(), np.float64) for name in measured}
    strangeness, inside = domain.judge(similarity, spread)
    return {
        "train_similarity": pa.array(similarity.astype(np.float64)),
        "strangeness": pa.array(strangeness, from_pandas=True),
        "in_domain": pa.array(inside),
    }

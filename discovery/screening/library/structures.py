"""What becomes of the texts of a library before a model sees them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.candidates.schema import FATE, TEXT
from discovery.chem.clean import may_skip
from discovery.chem.compound import Problem, is_mol_block
from discovery.chem.molblock import molblock_smiles
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import parent_smiles
from discovery.screening.library.records import LibraryChunk
from discovery.time_limit import timed

CRASHED = Problem(
    "score", "crashed", "The structure killed or hung the process that worked on it, or filled its memory."
)
START = 300
"""Characters that are kept of the text of a rejected structure."""


@dataclass(frozen=True)
class Structures:
    """What becomes of the n structures of a chunk before a model sees them."""

    usable: NDArray[np.int64]
    """[m] positions of the structures that a model can be asked about."""
    smiles: list[str]
    """[m] those structures, in the form that the model is to see."""
    problems: dict[int, Problem]
    """Position -> why that structure cannot be used; with `usable`, every position once."""


def with_smiles(chunk: LibraryChunk, settings: StandardizeSettings, quarantined: Collection[int] = ()) -> LibraryChunk:
    """The chunk with a SMILES for every connection table that can be read.

    Connection tables at the positions `quarantined` are not looked into.
    """
    smiles, unreadable = list(chunk.smiles), dict(chunk.unreadable)
    for position, text in enumerate(timed(chunk.smiles, settings.seconds)):
        if not is_mol_block(text) or position in unreadable:
            continue
        read = CRASHED if position in quarantined else molblock_smiles(text, settings)
        if isinstance(read, Problem):
            unreadable[position] = read
        else:
            smiles[position] = read
    return replace(chunk, smiles=smiles, unreadable=unreadable)


def prepare(chunk: LibraryChunk, settings: StandardizeSettings, quarantined: Collection[int] = ()) -> Structures:
    """Structures fit for a model: a text that is clean passes as it is, any other is standardised to its parent."""
    problems = chunk.unreadable | dict.fromkeys(quarantined, CRASHED)
    usable: list[int] = []
    smiles: list[str] = []
    for position, text in enumerate(timed(chunk.smiles, settings.seconds)):
        if position in problems:
            continue
        structure = _structure(text, settings)
        if isinstance(structure, Problem):
            problems[position] = structure
        else:
            usable.append(position)
            smiles.append(structure)
    return Structures(np.asarray(usable, np.int64), smiles, problems)


def text_columns(chunk: LibraryChunk, structures: Structures, problems: Collection[int]) -> dict[str, pa.Array]:
    """Columns TEXT of the n records of a chunk; of those at the positions in `problems` the start."""
    smiles: list[str | None] = [None] * len(chunk)
    for position, text in zip(structures.usable.tolist(), structures.smiles, strict=True):
        if position not in problems:
            smiles[position] = text
    values = {
        "row": chunk.row,
        "file": [chunk.file] * len(chunk),
        "line": chunk.line,
        "id": chunk.id,
        "smiles_in": [text[:START] if position in problems else text for position, text in enumerate(chunk.smiles)],
        "smiles": smiles,
    }
    return {field.name: pa.array(values[field.name], field.type) for field in TEXT}


def fate_columns(size: int, problems: Mapping[int, Problem]) -> dict[str, pa.Array]:
    """Columns FATE of n records, from the problems at some positions."""
    kinds = list(dict.fromkeys(problems.values()))
    number = {problem: kind for kind, problem in enumerate(kinds)}
    kind = np.full(size, -1, np.int64)
    kind[list(problems)] = [number[problem] for problem in problems.values()]
    index = pa.array(kind, mask=kind < 0)
    return {name: pa.array([getattr(one, name) for one in kinds], pa.string()).take(index) for name in FATE.names}


def problems_of(table: pa.Table) -> dict[int, Problem]:
    """The problems that `fate_columns` wrote."""
    rejected = np.flatnonzero(table["stage"].is_valid().to_numpy())
    values = table.select(FATE.names).take(pa.array(rejected)).to_pylist()
    return {place: Problem(**value) for place, value in zip(rejected.tolist(), values, strict=True)}


def _structure(text: str, settings: StandardizeSettings) -> str | Problem:
    return text if may_skip(text, settings) else parent_smiles(text, settings)

"""Shards of a stored library: what a worker makes of a chunk of records, and reads again to score them.

A shard is two files: `.parquet` with one row a record (columns TEXT and FATE), `.graphs` with their graphs.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.arrow import parquet_table
from discovery.chem.compound import Problem, parse
from discovery.chem.settings import StandardizeSettings
from discovery.errors import InputError
from discovery.graphs.featurize import featurize
from discovery.graphs.packed import pack, unpack
from discovery.graphs.store import GraphStore
from discovery.screening.library.records import LibraryChunk
from discovery.screening.library.structures import Structures, fate_columns, prepare, text_columns, with_smiles
from discovery.screening.work.parts import Part, part_table, write_part
from discovery.screening.work.task import Job, Task

TABLE, GRAPHS = ".parquet", ".graphs"
"""Suffixes of a shard's two files."""


def load_shelving(settings: StandardizeSettings) -> Job:
    """The job that makes shards of chunks."""
    return partial(_shelve, settings)


def _shelve(settings: StandardizeSettings, task: Task) -> Part:
    table, graphs = shelved(task.rows, settings, task.quarantined)
    part = Part(task.name, task.size, len(table) - table["smiles"].null_count, len(table) - table["stage"].null_count)
    return write_part(part, task.folder, {TABLE: part_table(table), GRAPHS: pack(graphs)})


def shelved(
    chunk: LibraryChunk, settings: StandardizeSettings, quarantined: Collection[int] = ()
) -> tuple[pa.Table, GraphStore]:
    """Table with columns TEXT and FATE, and graphs, of the n records of a chunk.

    A record that is rejected has no graph; one that is not may have none either, such as one of more than 255 atoms.
    """
    chunk = with_smiles(chunk, settings, quarantined)
    structures = prepare(chunk, settings, quarantined)
    graphs = featurize(structures.smiles)
    problems = structures.problems | _unread(structures, graphs.readable(), settings)
    columns = text_columns(chunk, structures, problems) | fate_columns(len(chunk), problems)
    return pa.table(columns), graphs.spread_out(structures.usable, len(chunk))


def _unread(structures: Structures, readable: NDArray[np.bool_], settings: StandardizeSettings) -> dict[int, Problem]:
    """Position -> why a structure that looked usable is none."""
    problems = {}
    for asked in np.flatnonzero(~readable).tolist():
        found = parse(structures.smiles[asked], settings)
        if isinstance(found, Problem):
            problems[int(structures.usable[asked])] = found
    return problems


@dataclass(frozen=True)
class Shard:
    """One shard of a stored library."""

    folder: Path
    part: Part
    first: int
    """1-based number in the library of its first record."""

    def __len__(self) -> int:
        return self.part.rows

    def graphs(self) -> GraphStore:
        """Graphs of its records; raises InputError where the file is missing or was altered."""
        return unpack(self._content(GRAPHS), str(self._path(GRAPHS)))

    def table(self, columns: list[str]) -> pa.Table:
        """These columns, of TEXT and FATE, of its records; raises InputError likewise."""
        return parquet_table(self._content(TABLE), columns)

    def _path(self, suffix: str) -> Path:
        return self.folder / f"{self.part.name}{suffix}"

    def _content(self, suffix: str) -> bytes:
        path = self._path(suffix)
        content = path.read_bytes() if path.is_file() else b""
        if hashlib.sha256(content).hexdigest() != self.part.files[path.name]:
            raise InputError(f"{path} is missing or was altered: make the library again")
        return content


@dataclass(frozen=True, eq=False)
class Picked:
    """Some records of a shard, to be scored."""

    shard: Shard
    places: NDArray[np.int64]
    """[n] positions in the shard, in rising order."""

    @classmethod
    def whole(cls, shard: Shard) -> Self:
        """All of its records."""
        return cls(shard, np.arange(len(shard)))

    def __len__(self) -> int:
        return len(self.places)

    @property
    def row(self) -> NDArray[np.int64]:
        """[n] 1-based numbers of the records in the library."""
        return self.shard.first + self.places

    def table(self, columns: list[str]) -> pa.Table:
        """These columns, of TEXT and FATE, of the records."""
        return self.shard.table(columns).take(pa.array(self.places))

    def graphs(self) -> GraphStore:
        """Graphs of the records."""
        return self.shard.graphs().take(self.places)

"""A library as a stream of chunks in which every record of its file has one row."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.assay.inputs import file_sha256
from discovery.assay.tables.records import STRUCTURES, Records, column, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.chem.compound import Problem
from discovery.screening.settings import LibrarySettings


@dataclass(frozen=True)
class LibraryChunk:
    """n consecutive records of a library, readable or not."""

    number: int
    """0-based number of the chunk."""
    row: NDArray[np.int64]
    """[n] 1-based number of each record in the library."""
    line: NDArray[np.int64]
    """[n] line on which each record starts, or record number; 1-based."""
    id: list[str]
    """[n] the compounds' identifiers."""
    smiles: list[str]
    """[n] structures as they stand in the file: SMILES, or the connection tables of an SDF."""
    unreadable: dict[int, Problem]
    """Position in the chunk -> why the file's reader could not read that record."""

    def __len__(self) -> int:
        return len(self.smiles)


def read_library(settings: LibrarySettings, rows: int) -> Iterator[LibraryChunk]:
    """The records of a library in the order of its file, `rows` a chunk.

    Raises InputError for a file that cannot be read at all, SettingsError for a column that it does not have.
    """
    first = 1
    for number, records in enumerate(read_records(settings.path, rows, settings.sheet, settings.encoding, "library")):
        chunk = _chunk(records, settings, number, first)
        first += len(chunk)
        yield chunk


def library_sha256(settings: LibrarySettings) -> str:
    """SHA-256 of the library's file."""
    return file_sha256(settings.path)


def _chunk(records: Records, settings: LibrarySettings, number: int, first: int) -> LibraryChunk:
    rejected = records.rejected.to_pylist()
    line = np.asarray([*records.lines, *(reject["line"] for reject in rejected)], np.int64)
    smiles = [*_structures(records, settings), *(reject["structure"] for reject in rejected)]
    ids = [*_ids(records, settings), *("" for _ in rejected)]
    order = np.argsort(line, kind="stable")
    readable = len(records)
    unreadable = {
        position: Problem(reject["stage"], reject["code"], reject["reason"])
        for position, old in enumerate(order.tolist())
        if old >= readable
        for reject in [rejected[old - readable]]
    }
    return LibraryChunk(
        number,
        np.arange(first, first + len(order), dtype=np.int64),
        line[order],
        [ids[old] or str(line[old]) for old in order.tolist()],
        [smiles[old] for old in order.tolist()],
        unreadable,
    )


def _structures(records: Records, settings: LibrarySettings) -> list[str]:
    name = "smiles" if unpacked_suffix(settings.path) in STRUCTURES else settings.smiles
    return column(records, name, settings.path, "library.smiles")


def _ids(records: Records, settings: LibrarySettings) -> list[str]:
    """Identifiers, empty where the file gives none."""
    if settings.id:
        return column(records, settings.id, settings.path, "library.id")
    return records.columns["title"] if unpacked_suffix(settings.path) in STRUCTURES else [""] * len(records)

"""A library as a stream of chunks in which every record of its files has one row."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.assay.tables.records import STRUCTURES, Records, column, read_columns, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.chem.compound import Problem
from discovery.screening.library.sources import files_sha256, library_files
from discovery.screening.settings import LibrarySettings


@dataclass(frozen=True)
class LibraryChunk:
    """n consecutive records of a library, readable or not."""

    number: int
    """0-based number of the chunk."""
    file: str
    """Name of the file whose records these are."""
    row: NDArray[np.int64]
    """[n] 1-based number of each record in the library."""
    line: NDArray[np.int64]
    """[n] line of the file on which each record starts, or record number; 1-based."""
    id: list[str]
    """[n] the compounds' identifiers."""
    smiles: list[str]
    """[n] structures as they stand in the file: SMILES, or the connection tables of an SDF."""
    unreadable: dict[int, Problem]
    """Position in the chunk -> why the file's reader could not read that record."""

    def __len__(self) -> int:
        return len(self.smiles)


def read_library(settings: LibrarySettings, rows: int) -> Iterator[LibraryChunk]:
    """The records of a library in the order of its files, up to `rows` a chunk; each chunk is of one file.

    Raises InputError for a file that cannot be read at all, SettingsError for a column that one does not have,
    before anything is read.
    """
    files = library_files(settings.path)
    for path in list(files.values())[1:]:
        _check_columns(settings, path)
    number, first = 0, 1
    for name, path in files.items():
        for records in read_records(path, rows, settings.sheet, settings.encoding, "library"):
            chunk = _chunk(records, settings, number, first, name, path)
            number, first = number + 1, first + len(chunk)
            yield chunk


def library_sha256(settings: LibrarySettings) -> str:
    """SHA-256 of the library's file, or of the names and hashes of its files."""
    return files_sha256(library_files(settings.path))


def reading(settings: LibrarySettings) -> list[str]:
    """What decides, beside their content, on the records that are read of a library's files: names tell their kinds."""
    names = library_files(settings.path)
    return [settings.sheet, settings.encoding, settings.smiles, settings.id, *names]


def _chunk(records: Records, settings: LibrarySettings, number: int, first: int, name: str, path: Path) -> LibraryChunk:
    rejected = records.rejected.to_pylist()
    line = np.asarray([*records.lines, *(reject["line"] for reject in rejected)], np.int64)
    smiles = [*_structures(records, settings, path), *(reject["structure"] for reject in rejected)]
    ids = [*_ids(records, settings, path), *("" for _ in rejected)]
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
        name,
        np.arange(first, first + len(order), dtype=np.int64),
        line[order],
        [ids[old] or str(line[old]) for old in order.tolist()],
        [smiles[old] for old in order.tolist()],
        unreadable,
    )


def _check_columns(settings: LibrarySettings, path: Path) -> None:
    """Raises as `read_library` where a file lacks a column; one whose structures alone are read lacks none."""
    if settings.id or unpacked_suffix(path) not in STRUCTURES:
        records = read_columns(path, settings.sheet, settings.encoding, "library")
        _structures(records, settings, path)
        _ids(records, settings, path)


def _structures(records: Records, settings: LibrarySettings, path: Path) -> list[str]:
    name = "smiles" if unpacked_suffix(path) in STRUCTURES else settings.smiles
    return column(records, name, path, "library.smiles")


def _ids(records: Records, settings: LibrarySettings, path: Path) -> list[str]:
    """Identifiers, empty where the file gives none."""
    if settings.id:
        return column(records, settings.id, path, "library.id")
    return records.columns["title"] if unpacked_suffix(path) in STRUCTURES else [""] * len(records)

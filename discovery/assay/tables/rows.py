"""What every file reader yields: rows of text, and the records that could not be read as such."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from discovery.errors import InputError

PACKED = (".gz", ".bz2", ".zst")
"""Suffixes of compressed files."""


@dataclass(frozen=True)
class Row:
    """One readable record; `cells` run parallel to the names of its `Rows`."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Fault:
    """One record that could not be read, with its original text (cut to 300 characters)."""

    line: int
    code: str
    reason: str
    text: str = ""


@dataclass(frozen=True)
class Rows:
    """An opened file: its column names and a stream of its records."""

    names: list[str]
    stream: Iterator[Row | Fault]
    sheet: str = ""
    """Sheet of a workbook; else empty."""


def unpacked_suffix(path: Path) -> str:
    """Kind of the file, such as `.csv`, whether or not it is compressed."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in PACKED:
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


def unique_names(cells: Iterable[str], path: Path) -> list[str]:
    """Column names without surrounding white space; a nameless column is called by its number.

    Raises InputError when two columns have one name.
    """
    names = [cell.strip() or f"column {number}" for number, cell in enumerate(cells, start=1)]
    repeated = sorted(name for name, times in Counter(names).items() if times > 1)
    if repeated:
        raise InputError(f"{path} has the column {repeated[0]!r} twice: rename one of them")
    return names

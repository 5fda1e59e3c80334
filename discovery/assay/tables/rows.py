"""What every file reader yields: rows of text, and the records that could not be read as such."""

import bz2
import gzip
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from discovery.errors import InputError


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


def unpacked_suffix(path: Path) -> str:
    """Kind of the file, such as `.csv`, whether or not it is compressed."""
    suffixes = [s.lower() for s in path.suffixes]
    if suffixes and suffixes[-1] in (".gz", ".bz2"):
        suffixes.pop()
    return suffixes[-1] if suffixes else ""


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """The file as UTF-8 text (a byte-order mark is skipped, line ends are kept as they are), unpacked on the fly.

    Raises InputError when it cannot be opened, is not UTF-8, or its compression is broken.
    """
    openers: dict[str, Callable[..., Any]] = {".gz": gzip.open, ".bz2": bz2.open}
    opener = openers.get(path.suffix.lower(), open)
    try:
        with opener(path, "rt", encoding="utf-8-sig", newline="") as stream:
            yield stream
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is not UTF-8 text ({error.reason}): save it as UTF-8") from error
    except PermissionError as error:
        raise InputError(f"{path} cannot be opened: allow this user to read it") from error
    except (EOFError, zlib.error, OSError) as error:  # bz2 has no error of its own
        raise InputError(f"{path} is a damaged {path.suffix} file ({error}): copy it again") from error


def unique_names(cells: Iterable[str], path: Path) -> list[str]:
    """Column names without surrounding white space; a nameless column is called by its number.

    Raises InputError when two columns have one name.
    """
    names = [cell.strip() or f"column {number}" for number, cell in enumerate(cells, start=1)]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise InputError(f"{path} has the column {repeated[0]!r} twice: rename one of them")
    return names

"""Delimited text (.csv .tsv .txt) and SMILES files (.smi), record by record with the line each one starts on."""

import csv
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from discovery.assay.tables.rows import Fault, Row, Rows, unique_names, unpacked_suffix
from discovery.assay.tables.text import open_text
from discovery.errors import InputError

DELIMITERS = (",", ";", "\t")
STATED = re.compile(r'"?sep=(.)"?\s*$', re.IGNORECASE)
"""First line by which Excel states the delimiter."""
QUOTED = re.compile(r'"[^"]*"?')


class Lines:
    """Physical lines of a text that remember which record they went into, so that a bad record can give some back."""

    def __init__(self, stream: Iterator[str], start: int) -> None:
        self._stream = stream
        self._returned: deque[str] = deque()
        self.taken: list[str] = []
        """Lines of the record being read."""
        self.start = start
        """1-based line on which that record starts."""

    def __iter__(self) -> "Lines":
        return self

    def __next__(self) -> str:
        line = self._returned.popleft() if self._returned else next(self._stream)
        self.taken.append(line)
        return line

    def next_record(self) -> None:
        """The record read last is done with."""
        self.start += len(self.taken)
        self.taken.clear()

    def give_back(self) -> None:
        """Only the first line of the record read last is done with; the others are read again."""
        self._returned.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    def fault(self, code: str, reason: str) -> Fault:
        """The record read last, as one that cannot be used."""
        return Fault(self.start, code, reason, "".join(self.taken).rstrip("\r\n")[:300])


def read_delimited(path: Path, encoding: str = "utf-8") -> Rows:
    """The rows under the header, which is the first line that is not blank; blank lines are not records.

    A quote that never closes costs only the line it stands on. Raises InputError when there is no usable header.
    """
    stream = _parse(path, encoding)
    header = next(stream, None)
    if not isinstance(header, Row):
        raise InputError(f"{path} has no readable header line: {header.reason if header else 'the file is empty'}")
    return Rows(unique_names(header.cells, path), stream)


def read_smi(path: Path, encoding: str = "utf-8") -> Rows:
    """One SMILES a line, then white space and a title; no header; blank lines are not records."""
    return Rows(["smiles", "title"], _smi_rows(path, encoding))


def _parse(path: Path, encoding: str) -> Iterator[Row | Fault]:
    """Every record of the file, the header included; all have as many cells as the header."""
    with open_text(path, encoding) as stream:
        before, header, delimiter = _to_header(stream, "\t" if unpacked_suffix(path) == ".tsv" else "")
        lines = Lines(chain([header] if header else [], stream), before + 1)
        reader = csv.reader(lines, delimiter=delimiter, strict=True)
        width = 0
        while (record := _next(reader, lines, width)) is not None:
            if isinstance(record, Fault):
                yield record
            elif record.cells:
                width = width or len(record.cells)
                yield record
            lines.next_record()


def _to_header(stream: Iterator[str], delimiter: str) -> tuple[int, str, str]:
    """How many lines stand before the header, the header's first line (empty: there is none), and the delimiter.

    Unless it is given, the delimiter is the one stated before the header, or cuts its first line into the most cells.
    """
    before, header = 0, ""
    for text in stream:
        line = text.removeprefix("\ufeff")
        if stated := STATED.match(line):
            delimiter = delimiter or stated[1]
        elif line.strip(" ,;\t\r\n"):
            header = line
            break
        before += 1
    unquoted = QUOTED.sub("", header)
    return before, header, delimiter or max(DELIMITERS, key=unquoted.count)


def _next(reader: Iterator[list[str]], lines: Lines, width: int) -> Row | Fault | None:
    """The next record; None at the end of the file, no cells for a blank line; `width` is 0 for the header."""
    try:
        cells = next(reader)
    except StopIteration:
        return None
    except csv.Error as error:
        lines.give_back()
        return lines.fault("unreadable", f"The row cannot be split into cells: {error}.")
    if width and cells and len(cells) != width:
        if len(cells) > width and not any(map(str.strip, cells[width:])):
            return Row(lines.start, cells[:width])  # delimiters at the end of a line, which hold nothing
        if len(lines.taken) > 1:
            lines.give_back()
            return lines.fault("unreadable", "A quotation mark is opened and not closed.")
        return lines.fault("ragged", f"The row has {len(cells)} cells, the header has {width}.")
    if any("\0" in line for line in lines.taken):
        return lines.fault("nul", "The row contains a NUL byte.")
    return Row(lines.start, cells)


def _smi_rows(path: Path, encoding: str) -> Iterator[Row | Fault]:
    with open_text(path, encoding) as stream:
        for line, text in enumerate(stream, start=1):
            if "\0" in text:
                yield Fault(line, "nul", "The row contains a NUL byte.", text.rstrip("\r\n")[:300])
            elif text.strip():
                smiles, *title = text.split(maxsplit=1)
                yield Row(line, [smiles, title[0].strip() if title else ""])

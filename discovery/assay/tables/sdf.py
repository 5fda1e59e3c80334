"""SDF files (V2000 and V3000), record by record; a bad record never stops the reader."""

import re
from collections.abc import Iterator
from pathlib import Path

from discovery.assay.tables.rows import Fault, Row, Rows
from discovery.assay.tables.text import open_text

FIELD = re.compile(r"^>[^<]*<(.*)>")
OWN = ("smiles", "title")
HEADER = 3
"""Lines of a connection table before its counts."""
SOLID = slice(20, 22)
"""Where the second line of the header says 2D or 3D, on which the reading of stereochemistry depends."""


def read_sdf(path: Path, encoding: str = "utf-8") -> Rows:
    """Columns `smiles` (the connection table), `title` (first line) and every data field of the file.

    A connection table is not looked into, because that can crash or hang: it is text until a worker process reads it.
    A data field that is itself called smiles or title is kept as `smiles (field)` or `title (field)`.
    The file is read twice, so that every record has the same columns.
    """
    fields = _field_names(path, encoding)
    return Rows([*OWN, *fields], _rows(path, fields, encoding))


def _field_names(path: Path, encoding: str) -> list[str]:
    """Names of all data fields, in order of first appearance."""
    with open_text(path, encoding) as stream:
        found = (FIELD.match(line) for line in stream if line.startswith(">"))
        return list(dict.fromkeys(_field(match[1]) for match in found if match))


def _field(name: str) -> str:
    return f"{name.strip()} (field)" if name.strip() in OWN else name.strip() or "(nameless field)"


def _rows(path: Path, fields: list[str], encoding: str) -> Iterator[Row | Fault]:
    for line, record, complete in _records(path, encoding):
        end = next((at for at, text in enumerate(record) if at > HEADER and text.startswith("M  END")), None)
        if end is None and not complete:
            yield Fault(line, "truncated", "The record has no end.", _start(record))
        elif end is None:
            yield Fault(line, "unreadable", "The record has no connection table that ends in M  END.", _start(record))
        elif any("\0" in text for text in record):
            yield Fault(line, "nul", "The record contains a NUL byte.", _start(record))
        else:
            data = _data(record[end + 1 :])
            yield Row(line, [_table(record, end), record[0].strip(), *(data.get(field, "") for field in fields)])


def _start(record: list[str]) -> str:
    return "\n".join(record)[:300]


def _table(record: list[str], end: int) -> str:
    """The connection table, with no more in its header than 2D or 3D, so that equal structures are equal texts."""
    mark = record[1][SOLID]
    return "\n".join(("SDF record", f"{mark:>{SOLID.stop}}" if mark == "3D" else "", "", *record[HEADER : end + 1]))


def _records(path: Path, encoding: str) -> Iterator[tuple[int, list[str], bool]]:
    """First line, lines and whether `$$$$` was seen, of every record; blank lines at the end of the file are none."""
    start, record = 1, list[str]()
    with open_text(path, encoding) as stream:
        for line, text in enumerate(stream, start=1):
            if text.startswith("$$$$"):
                yield start, record or [""], True
                start, record = line + 1, []
            else:
                record.append(text.rstrip("\r\n"))
    if any(text.strip() for text in record):
        yield start, record, False


def _data(lines: list[str]) -> dict[str, str]:
    """The data fields; one given twice keeps both values, parted by a semicolon.

    A value goes on after a blank line, as free text does, until a blank line is followed by the header of a field.
    """
    fields: list[tuple[str, list[str]]] = []
    open_to_header = True
    for text in lines:
        header = FIELD.match(text) if open_to_header else None
        if header:
            fields.append((_field(header[1]), []))
        elif text.strip() and fields:
            fields[-1][1].append(text.strip())
        open_to_header = bool(header) or not text.strip()
    data: dict[str, str] = {}
    for name, values in fields:
        value = "\n".join(values)
        data[name] = f"{data[name]}; {value}" if name in data else value
    return data

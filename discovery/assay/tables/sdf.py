"""SDF files (V2000 and V3000), record by record; a bad record never stops the reader."""

import re
from collections.abc import Iterator
from pathlib import Path

from discovery.assay.tables.rows import Fault, Row, Rows, open_text
from discovery.chem.compound import Problem
from discovery.chem.molblock import molblock_smiles

FIELD = re.compile(r"^>.*?<(.*)>")
OWN = ("smiles", "title")


def read_sdf(path: Path) -> Rows:
    """Columns `smiles` (made from the connection table), `title` (first line) and every data field of the file.

    A data field that is itself called smiles or title is kept as `smiles (field)` or `title (field)`.
    The file is read twice, so that every record has the same columns.
    """
    fields = _field_names(path)
    return Rows([*OWN, *fields], _rows(path, fields))


def _field_names(path: Path) -> list[str]:
    """Names of all data fields, in order of first appearance."""
    with open_text(path) as stream:
        found = (FIELD.match(line) for line in stream if line.startswith(">"))
        return list(dict.fromkeys(_field(match[1]) for match in found if match))


def _field(name: str) -> str:
    return f"{name.strip()} (field)" if name.strip() in OWN else name.strip()


def _rows(path: Path, fields: list[str]) -> Iterator[Row | Fault]:
    for line, record, complete in _records(path):
        if not complete and not any(text.startswith("M  END") for text in record):
            yield Fault(line, "truncated", "The record has no end.", "\n".join(record)[:300])
            continue
        block, data = _divide(record)
        smiles = molblock_smiles(block)
        if isinstance(smiles, Problem):
            yield Fault(line, smiles.code, smiles.reason, "\n".join(record)[:300])
        elif any("\0" in text for text in record):
            yield Fault(line, "nul", "The record contains a NUL byte.", "\n".join(record)[:300])
        else:
            yield Row(line, [smiles, record[0].strip(), *(data.get(field, "") for field in fields)])


def _records(path: Path) -> Iterator[tuple[int, list[str], bool]]:
    """First line, lines and whether `$$$$` was seen, of every record; blank lines at the end of the file are none."""
    start, record = 1, list[str]()
    with open_text(path) as stream:
        for line, text in enumerate(stream, start=1):
            if text.startswith("$$$$"):
                yield start, record or [""], True
                start, record = line + 1, []
            else:
                record.append(text.rstrip("\r\n"))
    if any(text.strip() for text in record):
        yield start, record, False


def _divide(record: list[str]) -> tuple[str, dict[str, str]]:
    """The connection table, and the data fields; a field given twice keeps both values, parted by a semicolon.

    A value goes on after a blank line, as free text does, until a blank line is followed by the header of a field.
    """
    first = next((i for i, text in enumerate(record) if text.startswith(">") and i > 0), len(record))
    fields: list[tuple[str, list[str]]] = []
    open_to_header = True
    for text in record[first:]:
        header = FIELD.match(text) if open_to_header else None
        if header:
            fields.append((_field(header[1]), []))
        elif text.strip() and fields:
            fields[-1][1].append(text.strip())
        open_to_header = bool(header) or not text.strip()
    data: dict[str, str] = {}
    for name, lines in fields:
        value = "\n".join(lines)
        data[name] = f"{data[name]}; {value}" if name in data else value
    return "\n".join(record[:first]), data

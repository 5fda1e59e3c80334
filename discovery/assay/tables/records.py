"""Streaming reader of tables and structure files, shared by ingestion and screening; no record is ever lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from discovery.assay.schema import REJECTED
from discovery.assay.tables.delimited import read_delimited, read_smi
from discovery.assay.tables.disguise import disguise
from discovery.assay.tables.parquet import read_parquet
from discovery.assay.tables.rows import Fault, Row, Rows, unpacked_suffix
from discovery.assay.tables.sdf import read_sdf
from discovery.assay.tables.text import HEAD
from discovery.assay.tables.workbook import read_xlsx
from discovery.errors import InputError, SettingsError
from discovery.spelling import did_you_mean, enumerated, quoted

TEXT: dict[str, Callable[[Path, str], Rows]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".smi": read_smi,
    ".sdf": read_sdf,
}
"""Readers of text, by a path and an encoding."""
KINDS = f"{' '.join(TEXT)} .parquet .xlsx (text kinds also .gz, .bz2 or .zst)"
OFFICE = (".xls", ".xlsm", ".xlsb", ".ods", ".numbers")
"""Workbooks that cannot be read."""
LONGEST = 1_000_000
"""Characters of a cell that are read: a longer one is no structure, and would fill the memory of whoever gets it."""
STRUCTURES = (".sdf", ".smi")
"""Kinds whose records are structures with a title: their columns `smiles` and `title` need no setting."""


@dataclass(frozen=True)
class Records:
    """One chunk of a file; each of its records is a row of `columns` or a row of `rejected`."""

    lines: list[int]
    """Line on which each record starts (text and SDF), or its row number (Parquet, Excel); 1-based."""
    columns: dict[str, list[str]]
    """Name -> one cell a record; an empty cell is the empty string. Every chunk of a file has the same names."""
    rejected: pa.Table
    """Schema REJECTED: the records that could not be read."""
    sheet: str = ""
    """Sheet of a workbook that was read; else empty."""

    def __len__(self) -> int:
        return len(self.lines)


def read_records(
    path: Path, chunk: int = 10_000, sheet: str = "", encoding: str = "utf-8", key: str = ""
) -> Iterator[Records]:
    """The file's records in chunks; a file without records gives one empty chunk, so that its columns can be checked.

    Kinds, by suffix: .csv .tsv .txt .smi .sdf (each also .gz, .bz2 or .zst), .parquet, .xlsx. `sheet` names one of a
    workbook with several; `encoding` is that of a text. The structure of an SDF record is its connection table.
    Raises InputError, which begins with the `key` of the file's settings, when the file as a whole cannot be read.
    """
    try:
        rows = _open(path, sheet, encoding)
        stream = _within_length(rows)
        batch = list(islice(stream, chunk))
        _check_header(path, rows, batch)
        yield _records(path, rows, batch)
        while batch := list(islice(stream, chunk)):
            yield _records(path, rows, batch)
    except InputError as error:
        raise InputError(f"{key}: {error}" if key else str(error)) from error


def read_columns(path: Path, sheet: str = "", encoding: str = "utf-8", key: str = "") -> Records:
    """The file's columns without its records, to check them at little cost. Raises InputError as `read_records`."""
    try:
        return _records(path, _open(path, sheet, encoding), [])
    except InputError as error:
        raise InputError(f"{key}: {error}" if key else str(error)) from error


def is_readable_kind(path: Path) -> bool:
    """Whether a file's name says that `read_records` can read it."""
    return unpacked_suffix(path) in TEXT or path.suffix.lower() in (".parquet", ".xlsx")


def column(records: Records, name: str, path: Path, key: str) -> list[str]:
    """The cells of one column; raises SettingsError that names the setting `key` and the nearest column there is."""
    if name in records.columns:
        return records.columns[name]
    hint = did_you_mean(name, records.columns, cutoff=0.5)
    have = enumerated(list(records.columns))
    raise SettingsError(f"{key}: {_place(path, records.sheet)} has no column {name!r}{hint} It has: {have}")


def _place(path: Path, sheet: str) -> str:
    return f"sheet {sheet!r} of {path}" if sheet else f"{path}"


def _open(path: Path, sheet: str, encoding: str) -> Rows:
    if path.is_dir():
        raise InputError(f"{path} is a folder, not a file: name the file in it")
    if not path.is_file():
        raise InputError(f"{path} is not a file: check the path")
    if path.suffix.lower() == ".xlsx":
        return read_xlsx(path, sheet)
    if path.suffix.lower() in OFFICE:
        with path.open("rb") as file:
            found = disguise(file.read(HEAD))
        what = found.what if found else f"a {path.suffix.lower()} file"
        raise InputError(f"{path} is {what}, which cannot be read: open it in Excel and save it as .xlsx or .csv")
    if sheet:
        raise InputError(f"{path} is no Excel workbook and has no sheet {sheet!r}: leave the setting sheet out")
    if path.suffix.lower() == ".parquet":
        return read_parquet(path)
    kind = unpacked_suffix(path)
    if kind not in TEXT:
        raise InputError(f"{path} is of no known kind: use one of {KINDS}")
    return TEXT[kind](path, encoding)


def _within_length(rows: Rows) -> Iterator[Row | Fault]:
    """The records of a file, but a fault for one with a cell that is longer than any is read."""
    for record in rows.stream:
        if isinstance(record, Row) and max(map(len, record.cells), default=0) > LONGEST:
            place, cell = next((place, cell) for place, cell in enumerate(record.cells) if len(cell) > LONGEST)
            name = quoted(rows.names[place])
            reason = f"Column {name} has {len(cell):,} characters, at most {LONGEST:,} are read: cut it."
            yield Fault(record.line, "too_long", reason, cell[:300])
        else:
            yield record


def _check_header(path: Path, rows: Rows, batch: list[Row | Fault]) -> None:
    """Raises InputError where the title of a table stands in place of its header."""
    named = [name for number, name in enumerate(rows.names, start=1) if name != f"column {number}"]
    nameless = [place for place, name in enumerate(rows.names) if name not in named]
    if len(named) == 1 and 2 * sum(_is_wider(record, nameless) for record in batch) > len(batch):
        where, title = _place(path, rows.sheet), repr(named[0][:60])
        raise InputError(
            f"{where} has one cell in its header ({title}), but more below: delete what stands above the header, and "
            "give every column a name"
        )


def _is_wider(record: Row | Fault, nameless: list[int]) -> bool:
    """Whether a record has more cells than the header, or several under none of its names."""
    if isinstance(record, Fault):
        return record.code == "ragged"
    return sum(bool(record.cells[place].strip()) for place in nameless) > 1


def _records(path: Path, rows: Rows, batch: list[Row | Fault]) -> Records:
    good = [record for record in batch if isinstance(record, Row)]
    bad = [record for record in batch if isinstance(record, Fault)]
    cells = zip(*(row.cells for row in good), strict=True) if good else ([] for _ in rows.names)
    columns = {name: list(column) for name, column in zip(rows.names, cells, strict=True)}
    return Records([row.line for row in good], columns, _rejected(path.name, rows.sheet, bad), rows.sheet)


def _rejected(file: str, sheet: str, faults: list[Fault]) -> pa.Table:
    rows = [
        {
            "file": file,
            "sheet": sheet,
            "line": f.line,
            "id": "",
            "structure": f.text,
            "stage": "read",
            "code": f.code,
            "reason": f.reason,
        }
        for f in faults
    ]
    return pa.Table.from_pylist(rows, schema=REJECTED)

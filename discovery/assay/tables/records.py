"""Streaming reader of tables and structure files, shared by ingestion and screening; no record is ever lost."""

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from discovery.assay.schema import REJECTED
from discovery.assay.tables.binary import read_parquet, read_xlsx
from discovery.assay.tables.delimited import read_delimited, read_smi
from discovery.assay.tables.rows import Fault, Row, Rows, unpacked_suffix
from discovery.assay.tables.sdf import read_sdf
from discovery.errors import InputError, SettingsError

READERS: dict[str, Callable[[Path], Rows]] = {
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".txt": read_delimited,
    ".smi": read_smi,
    ".sdf": read_sdf,
    ".parquet": read_parquet,
    ".xlsx": read_xlsx,
}
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

    def __len__(self) -> int:
        return len(self.lines)


def read_records(path: Path, chunk: int = 10_000) -> Iterator[Records]:
    """The file's records in chunks; a file without records gives one empty chunk, so that its columns can be checked.

    Kinds, by suffix: .csv .tsv .txt .smi .sdf (each also .gz or .bz2), .parquet, .xlsx.
    Raises InputError when the file as a whole cannot be read.
    """
    rows = _open(path)
    batch = list(islice(rows.stream, chunk))
    yield _records(path, rows.names, batch)
    while batch := list(islice(rows.stream, chunk)):
        yield _records(path, rows.names, batch)


def column(records: Records, name: str, path: Path, key: str) -> list[str]:
    """The cells of one column; raises SettingsError that names the setting `key` and the nearest column there is."""
    if name in records.columns:
        return records.columns[name]
    near = difflib.get_close_matches(name.lower(), [c.lower() for c in records.columns], n=1, cutoff=0.5)
    hint = next((f"; did you mean {c!r}?" for c in records.columns if [c.lower()] == near), ".")
    have = ", ".join(records.columns)
    raise SettingsError(f"{key}: {path} has no column {name!r}{hint} It has: {have}")


def _open(path: Path) -> Rows:
    if not path.is_file():
        raise InputError(f"{path} is not a file: check the path")
    kind = unpacked_suffix(path)
    if kind not in READERS or (kind in (".parquet", ".xlsx") and path.suffix.lower() != kind):
        raise InputError(f"{path} is of no known kind: use one of {' '.join(READERS)} (text kinds also .gz or .bz2)")
    return READERS[kind](path)


def _records(path: Path, names: list[str], batch: list[Row | Fault]) -> Records:
    good = [record for record in batch if isinstance(record, Row)]
    bad = [record for record in batch if isinstance(record, Fault)]
    cells = zip(*(row.cells for row in good), strict=True) if good else ([] for _ in names)
    columns = {name: list(column) for name, column in zip(names, cells, strict=True)}
    return Records([row.line for row in good], columns, _rejected(path.name, bad))


def _rejected(file: str, faults: list[Fault]) -> pa.Table:
    rows = [
        {
            "file": file,
            "sheet": "",
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

"""The tables of a data set as columns of text, before anything is interpreted."""

from dataclasses import dataclass, fields

import pyarrow as pa

from discovery.assay.settings import ColumnSettings, SourceSettings
from discovery.assay.tables.records import STRUCTURES, Records, column, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.errors import SettingsError

COLUMNS = tuple(f.name for f in fields(ColumnSettings))
CONSTANTS = ("target", "organism", "assay", "standard_type")
"""Columns for which a source can give one text that holds for all its rows."""


@dataclass(frozen=True)
class SourceTable:
    """All records of one source."""

    name: str
    file: str
    lines: list[int]
    """[n] of the readable records."""
    cells: dict[str, list[str]]
    """Every name of ColumnSettings -> [n] texts; empty where the source has no such column."""
    rejected: pa.Table
    """Schema REJECTED: the records that could not be read."""

    def __len__(self) -> int:
        return len(self.lines)


def read_source(name: str, source: SourceSettings) -> SourceTable:
    """Read one source; raises SettingsError when its settings name no target, or a file or column that is not there."""
    key = f"data.sources.{name}"
    if not source.path.is_file():
        raise SettingsError(f"{key}.path: {source.path} is not a file")
    if not source.background and not source.target and not source.columns.target:
        raise SettingsError(f"{key}.target: name the target of all rows, or the column with it in {key}.columns.target")
    lines: list[int] = []
    cells: dict[str, list[str]] = {field: [] for field in COLUMNS}
    rejected: list[pa.Table] = []
    for chunk in read_records(source.path):
        lines += chunk.lines
        rejected.append(chunk.rejected)
        for field in COLUMNS:
            cells[field] += _cells(chunk, field, source, key)
    return SourceTable(name, source.path.name, lines, cells, pa.concat_tables(rejected))


def _cells(chunk: Records, field: str, source: SourceSettings, key: str) -> list[str]:
    """One column of a chunk, with the source's constant where the column is not there or a cell is empty."""
    wanted = _column_name(field, source)
    constant = getattr(source, field) if field in CONSTANTS else ""
    if not wanted:
        return [constant] * len(chunk)
    found = column(chunk, wanted, source.path, f"{key}.columns.{field}")
    return [cell if cell.strip() else constant for cell in found] if constant else found


def _column_name(field: str, source: SourceSettings) -> str:
    """Name of the column in the file; the structures of an SDF or SMILES file and their titles need no setting."""
    named: str = getattr(source.columns, field)
    if unpacked_suffix(source.path) in STRUCTURES and field == "smiles":
        return "smiles"
    if unpacked_suffix(source.path) in STRUCTURES and field == "name":
        return named or "title"
    return named

"""Parquet files and Excel workbooks as rows of text."""

import math
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from zipfile import BadZipFile

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl.utils.exceptions import InvalidFileException

from discovery.assay.tables.rows import Fault, Row, Rows, unique_names
from discovery.errors import InputError


def read_parquet(path: Path) -> Rows:
    """All columns as text; the line of a row is its 1-based number."""
    try:
        file = pq.ParquetFile(path)
    except pa.ArrowInvalid as error:
        raise InputError(f"{path} is not a readable Parquet file: {str(error).splitlines()[0]}") from error
    return Rows(unique_names(file.schema_arrow.names, path), _parquet_rows(file))


def read_xlsx(path: Path) -> Rows:
    """First sheet of the workbook under its header row; the line of a row is its row number; blank rows are skipped."""
    try:
        workbook = openpyxl.load_workbook(path, read_only=True, data_only=True)
    except (BadZipFile, InvalidFileException, KeyError) as error:
        raise InputError(f"{path} is not a readable Excel workbook: save it as .xlsx or .csv") from error
    rows = workbook.worksheets[0].iter_rows(values_only=True)
    names = unique_names(map(_text, next(rows, ())), path)
    if not names:
        raise InputError(f"{path} has an empty first sheet: put the table on the first sheet, with a header row")
    return Rows(names, _xlsx_rows(rows, len(names)))


def _parquet_rows(file: pq.ParquetFile) -> Iterator[Row | Fault]:
    line = 0
    for batch in file.iter_batches(batch_size=10_000):
        columns = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
        for cells in zip(*columns, strict=True):
            line += 1
            yield Row(line, list(cells))


def _xlsx_rows(rows: Iterator[tuple[object, ...]], width: int) -> Iterator[Row | Fault]:
    for line, values in enumerate(rows, start=2):
        cells = [_text(value) for value in values]
        if len(cells) > width and any(cells[width:]):
            yield Fault(
                line, "ragged", f"The row has {len(cells)} cells, the header has {width}.", ",".join(cells)[:300]
            )
        elif any(cells):
            yield Row(line, (cells + [""] * width)[:width])


def _text(value: object) -> str:
    """A cell as a person would type it: whole numbers without a decimal point, nothing for a missing one."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value).strip()

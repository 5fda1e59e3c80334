"""Parquet files as rows of text."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from discovery.assay.tables.cells import cell_text, number_text
from discovery.assay.tables.rows import Fault, Row, Rows, unique_names
from discovery.errors import InputError

BATCH = 10_000
"""Rows that are held at a time."""


def read_parquet(path: Path) -> Rows:
    """All columns as text; the line of a row is its 1-based number. Raises InputError for a file that is none."""
    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError) as error:
        raise _unreadable(path, error) from error
    return Rows(unique_names(file.schema_arrow.names, path), _rows(file, path))


def _rows(file: pq.ParquetFile, path: Path) -> Iterator[Row | Fault]:
    line, names = 0, file.schema_arrow.names
    batches = file.iter_batches(batch_size=BATCH)
    while True:
        try:
            batch = next(batches, None)
        except (pa.ArrowException, OSError) as error:
            raise _unreadable(path, error) from error
        if batch is None:
            return
        for cells in zip(*map(_cells, batch.columns), strict=True):
            line += 1
            whole = [cell for cell in cells if cell is not None]
            if len(whole) == len(cells):
                yield Row(line, whole)
            else:
                reason = f"The cell of column {names[cells.index(None)]!r} is damaged, or no date of a calendar."
                yield Fault(line, "unreadable", reason, ", ".join(whole)[:300])


def _cells(column: pa.Array) -> Sequence[str | None]:
    """The cells of a column; None for one that has no text, such as broken UTF-8 or a day after the year 9999."""
    try:
        return _texts(column)
    except (ValueError, OverflowError):
        if len(column) == 1:
            return [None]
        half = len(column) // 2
        return [*_cells(column[:half]), *_cells(column[half:])]


def _texts(column: pa.Array) -> list[str]:
    """The cells of a column; strings and whole numbers at once, the others value by value."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    kind = column.type
    texts: list[str]
    if pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_integer(kind):
        texts = pc.utf8_trim_whitespace(column.cast(pa.string()).fill_null("")).to_pylist()
    elif pa.types.is_float32(kind) or pa.types.is_float16(kind):
        # in double precision, 0.1 of single precision would read 0.100000001490116
        texts = [number_text(float(text)) if text else "" for text in column.cast(pa.string()).to_pylist()]
    else:
        texts = [cell_text(value) for value in column.to_pylist()]
    return texts


def _unreadable(path: Path, error: Exception) -> InputError:
    return InputError(f"{path} is not a readable Parquet file ({str(error).splitlines()[0]}): write it again")

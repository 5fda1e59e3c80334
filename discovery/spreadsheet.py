"""Tables and their cells as a spreadsheet can open them without running anything."""

import csv
import math
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet run a text as a formula (OWASP, CSV injection)."""


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(value: Any) -> Any:
    """A cell's value: lists joined by `; `, NaN as None, everything else as it is."""
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def safe_cell(value: Any) -> Any:
    """A cell for CSV or XLSX: numbers stay numbers, text is made safe, nothing is None."""
    value = plain(value)
    return safe_text(value) if isinstance(value, str) else value


def write_csv(path: Path, table: pa.Table) -> None:
    """UTF-8, comma-separated, a header line, `\\n` line ends; texts that look like formulas are escaped."""
    write_all_csv(path, table.column_names, [table])


def write_all_csv(path: Path, names: Sequence[str], tables: Iterable[pa.Table]) -> None:
    """Likewise the rows of all tables, which have columns of these names, with one table at a time in memory."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(safe_cell(name) for name in names)
        for batch in chain.from_iterable(table.to_batches(max_chunksize=10_000) for table in tables):
            columns = [[safe_cell(value) for value in column.to_pylist()] for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))

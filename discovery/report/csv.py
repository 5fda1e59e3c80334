"""Tables as CSV that a spreadsheet can open without running anything."""

import csv
from collections.abc import Iterable, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa

from discovery.report.cells import safe_cell


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

"""Tables as CSV that a spreadsheet can open without running anything."""

import csv
from pathlib import Path

import pyarrow as pa

from discovery.report.cells import safe_cell


def write_csv(path: Path, table: pa.Table) -> None:
    """UTF-8, comma-separated, a header line, `\\n` line ends; texts that look like formulas are escaped."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(safe_cell(name) for name in table.column_names)
        for batch in table.to_batches(max_chunksize=10_000):
            columns = [[safe_cell(value) for value in column.to_pylist()] for column in batch.columns]
            writer.writerows(zip(*columns, strict=True))

"""What became of every row: counts by source, and the proof that none was lost."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.curation.interpret import Interpreted
from discovery.assay.curation.sources import SourceTable
from discovery.errors import InternalError


def source_counts(
    inputs: Mapping[str, Mapping[str, str]], tables: Mapping[str, SourceTable], parts: Mapping[str, Interpreted]
) -> dict[str, Any]:
    """Per source: `file`, `sheet`, `sha256`, `rows` of the file, `records` (results) they hold, and counts of these.

    Records are `used` or `rejected`, these by `stages` and by `codes`. `structures` are the different ones as they are
    written; `repeated` counts the rows whose structure is written in an earlier row too.
    """
    return {
        name: {
            "file": table.file,
            "sheet": table.sheet,
            "sha256": inputs[f"data.sources.{name}.path"]["sha256"],
            "rows": table.rows,
            "records": len(table) + table.rejected.num_rows,
            "used": parts[name].used,
            "rejected": parts[name].rejected.num_rows,
            "stages": _counts(parts[name].rejected["stage"]),
            "codes": _counts(parts[name].rejected["code"]),
            **_structure_counts(table),
        }
        for name, table in tables.items()
    }


def reserved_counts(inputs: Mapping[str, Mapping[str, str]], entries: int, rejected: pa.Table) -> dict[str, Any] | None:
    """The list of reserved compounds: its `file`, `sha256` and `entries`, and the records `rejected` by it, if any."""
    found = inputs.get("data.curate.reserved")
    if found is None:
        return None
    return {**found, "entries": entries, "rejected": _counts(rejected["code"]).get("reserved", 0)}


def account(tables: Mapping[str, SourceTable], parts: Mapping[str, Interpreted], measurements: pa.Table) -> None:
    """Raises InternalError unless every record is used or rejected, and every row gave a record.

    The records behind the measurements are counted too, so that aggregation cannot lose one either.
    """
    for name, table in tables.items():
        part = parts[name]
        records = len(table) + table.rejected.num_rows
        if part.used + part.rejected.num_rows != records:
            raise InternalError(
                f"source {name}: of {records} records {part.used} were used and {part.rejected.num_rows} rejected"
            )
        rows = len(np.unique(table.lines)) + table.rejected.num_rows
        if rows != table.rows:
            raise InternalError(f"source {name}: of {table.rows} rows {rows} gave a record")
    used = sum(part.records.num_rows for part in parts.values())
    measured = len(pc.list_flatten(measurements["lines"]))
    if measured != used:
        raise InternalError(f"{used} records were used, but the measurements are made from {measured}")


def _structure_counts(table: SourceTable) -> dict[str, int]:
    column = table.cells["smiles"]
    written = np.array([bool(word.strip()) for word in column.words], np.bool_)[column.codes]
    rows = np.unique(np.stack([table.lines[written], column.codes[written]]), axis=1).shape[1]
    structures = len(np.unique(column.codes[written]))
    return {"structures": structures, "repeated": rows - structures}


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    return dict(sorted(Counter(column.to_pylist()).items()))

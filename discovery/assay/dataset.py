"""A curated data set on disk: three Parquet tables, the rejects once more as CSV, and a card that describes them."""

import csv
import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from discovery.assay.curation.curate import Curation
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED
from discovery.errors import InputError

TABLES = {
    "compounds": COMPOUNDS,
    "measurements": MEASUREMENTS,
    "assays": ASSAYS,
    "proteins": PROTEINS,
    "rejected": REJECTED,
}
PROVENANCE = ("file", "sheet", "lines")
"""Columns that say where a measurement came from; they are no part of the content hash."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet run a cell as a formula (OWASP, CSV injection)."""


@dataclass(frozen=True)
class AssayDataset:
    """Curated compounds, their measurements, and what was left out."""

    compounds: pa.Table
    """Schema COMPOUNDS, sorted by compound."""
    measurements: pa.Table
    """Schema MEASUREMENTS, sorted by compound, target and assay."""
    assays: pa.Table
    """Schema ASSAYS, sorted by assay, target and organism."""
    proteins: pa.Table
    """Schema PROTEINS, sorted by target."""
    rejected: pa.Table
    """Schema REJECTED."""
    card: dict[str, Any]
    """Counts, input files with their SHA-256, settings, versions and the content hash."""


def save_dataset(curation: Curation, folder: Path, settings_json: dict[str, Any]) -> AssayDataset:
    """Write the data set into `folder` (made where missing) and return it; the card is written last."""
    folder.mkdir(parents=True, exist_ok=True)
    tables = {name: getattr(curation, name) for name in TABLES}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    write_escaped_csv(curation.rejected, folder / "rejected.csv")
    card = {
        "content_hash": content_hash(curation.compounds, curation.measurements),
        "rows_in": curation.rows_in,
        **curation.summary,
        "settings": settings_json,
        "versions": {name: version(name) for name in ("rdkit", "chembl_structure_pipeline", "pyarrow")},
    }
    (folder / "card.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return AssayDataset(**tables, card=card)


def load_dataset(folder: Path) -> AssayDataset:
    """Read a data set written by `save_dataset`; raises InputError when a part of it is missing or altered."""
    if not (folder / "card.json").is_file():
        raise InputError(f"{folder} holds no curated data set (no card.json): make one with `discovery ingest`")
    try:
        card = json.loads((folder / "card.json").read_text(encoding="utf-8"))
        stated = card["content_hash"]
    except (ValueError, KeyError, TypeError) as error:
        raise InputError(f"{folder / 'card.json'} is no card of a data set: run `discovery ingest` again") from error
    tables = {name: _read(folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}
    if content_hash(tables["compounds"], tables["measurements"]) != stated:
        raise InputError(f"{folder} was altered after it was made (content hash differs): run `discovery ingest` again")
    return AssayDataset(**tables, card=card)


def content_hash(compounds: pa.Table, measurements: pa.Table) -> str:
    """SHA-256 of all curated values; the same on every machine and wherever the input files lie."""
    digest = hashlib.sha256()
    for table in (compounds, measurements.drop_columns(list(PROVENANCE))):
        for name in table.column_names:
            digest.update(json.dumps([name, table[name].to_pylist()]).encode())
    return digest.hexdigest()


def write_escaped_csv(table: pa.Table, path: Path) -> None:
    """Write a table as CSV whose texts no spreadsheet runs as a formula: such a text gets an apostrophe before it."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(table.column_names)
        columns = (column.to_pylist() for column in table.columns)
        writer.writerows([_escaped(cell) for cell in row] for row in zip(*columns, strict=True))


def _escaped(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_STARTS) else cell


def _read(path: Path, schema: pa.Schema) -> pa.Table:
    try:
        return pq.read_table(path, schema=schema)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path} cannot be read: run `discovery ingest` again ({error})") from error

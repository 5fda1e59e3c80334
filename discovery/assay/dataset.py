"""A curated data set on disk: five Parquet tables, the rejects once more as CSV, and a card that describes them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from discovery.assay.card import CARD, make_card, read_card
from discovery.assay.content import content_hash
from discovery.assay.curation.curate import Curation
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED
from discovery.errors import InputError
from discovery.spreadsheet import write_csv

TABLES = {
    "compounds": COMPOUNDS,
    "measurements": MEASUREMENTS,
    "assays": ASSAYS,
    "proteins": PROTEINS,
    "rejected": REJECTED,
}


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
    """What `card.make_card` says of it."""


def save_dataset(
    curation: Curation, folder: Path, settings_json: dict[str, Any], reference_hash: str = ""
) -> AssayDataset:
    """Write the data set into `folder` (made where missing) and return it; the card is written last.

    `reference_hash` is that of the reference structures as these settings standardise them.
    """
    folder.mkdir(parents=True, exist_ok=True)
    tables = {name: getattr(curation, name) for name in TABLES}
    for name, table in tables.items():
        pq.write_table(table, folder / f"{name}.parquet", compression="zstd")
    write_csv(folder / "rejected.csv", curation.rejected)
    card = make_card(curation, content_hash(_curated(tables)), settings_json, reference_hash)
    (folder / CARD).write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return AssayDataset(**tables, card=card)


def load_dataset(folder: Path) -> AssayDataset:
    """Read a data set written by `save_dataset`; raises InputError when a part of it is missing or altered."""
    card = read_card(folder)
    tables = {name: _read(folder / f"{name}.parquet", schema) for name, schema in TABLES.items()}
    if content_hash(_curated(tables)) != card["content_hash"]:
        raise InputError(f"{folder} was altered after it was made (content hash differs): run `discovery ingest` again")
    return AssayDataset(**tables, card=card)


def _curated(tables: Mapping[str, pa.Table]) -> dict[str, pa.Table]:
    """What the content hash is about: rejects are told by their places in the files, which say nothing of content."""
    return {name: table for name, table in tables.items() if name != "rejected"}


def _read(path: Path, schema: pa.Schema) -> pa.Table:
    try:
        return pq.read_table(path, schema=schema)
    except (OSError, pa.ArrowException) as error:
        raise InputError(f"{path} cannot be read: run `discovery ingest` again ({error})") from error

"""Curation: the tables of a data set become compounds and measurements; every row ends up in one place."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.curation.conflicts import flag
from discovery.assay.curation.hits import call_hits
from discovery.assay.curation.interpret import CompoundUse, Interpreted, interpret
from discovery.assay.curation.readings import ResultReader
from discovery.assay.curation.replicates import aggregate
from discovery.assay.curation.reserved import is_reserved, load_reserved
from discovery.assay.curation.sources import SourceTable, read_sources
from discovery.assay.inputs import input_files
from discovery.assay.schema import ASSAYS, COMPOUNDS, PROTEINS
from discovery.assay.settings import DataSettings
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.errors import InternalError, SettingsError

NO_STRUCTURE = Problem("structure", "no_structure", "The row has no structure.")
RESERVED = Problem("curate", "reserved", "The compound is reserved for blind evaluation.")


@dataclass(frozen=True)
class Curation:
    """Curated tables, and counts that add up."""

    compounds: pa.Table
    """Schema COMPOUNDS: those with a measurement and those of a background, sorted by key."""
    measurements: pa.Table
    """Schema MEASUREMENTS, sorted by compound, target, organism and assay."""
    assays: pa.Table
    """Schema ASSAYS, sorted by assay, target and organism."""
    proteins: pa.Table
    """Schema PROTEINS, sorted by target."""
    rejected: pa.Table
    """Schema REJECTED, in the order of the sources and their lines."""
    rows_in: int
    rows_background: int
    """Rows that gave a compound without a result."""
    summary: dict[str, Any]
    """`sources`: per source its file, SHA-256, rows, rows used, and rows rejected by stage and by code; `compounds`,
    `measurements`, `conflicts`, `background`: counts; `inputs`: every file by the setting that names it; `reserved`:
    the list of reserved compounds, its entries and the rows it kept out; `notes`: words that stood where a number was
    expected."""


def curate(data: DataSettings, standardize: StandardizeSettings) -> Curation:
    """Read, standardise and aggregate all sources.

    Raises SettingsError for a file or column that is not there, InternalError should a row be accounted for nowhere.
    """
    if not data.sources:
        raise SettingsError("data.sources: there is no table to read; give at least one")
    reserved = load_reserved(data.curate.reserved)
    readers = {name: ResultReader(name, source, data.curate) for name, source in data.sources.items()}
    tables = read_sources(data.sources)
    structures = _structures(tables.values(), standardize, data.curate.workers, reserved)
    parts = {name: interpret(table, data.sources[name], readers[name], structures) for name, table in tables.items()}
    records = call_hits(pa.concat_tables([part.records for part in parts.values()]), data.sources)
    measurements = flag(aggregate(records), data.curate)
    curation = Curation(
        _compound_table(parts.values()),
        measurements,
        ASSAYS.empty_table(),
        PROTEINS.empty_table(),
        pa.concat_tables([part.rejected for part in parts.values()]),
        sum(len(table) + table.rejected.num_rows for table in tables.values()),
        sum(part.used - part.records.num_rows for part in parts.values()),
        _summary(data, tables, parts, measurements, len(reserved)),
    )
    _account(curation)
    return curation


def _structures(
    tables: Iterable[SourceTable], settings: StandardizeSettings, workers: int, reserved: frozenset[str]
) -> dict[str, Compound | Problem]:
    """Compound or problem of every distinct structure text."""
    texts = sorted({text.strip() for table in tables for text in table.cells["smiles"].words} - {""})
    results = standardize_many(texts, settings, workers, "Standardising structures")
    kept = (RESERVED if isinstance(r, Compound) and is_reserved(r.skeleton, reserved) else r for r in results)
    return {"": NO_STRUCTURE, **dict(zip(texts, kept, strict=True))}


def _compound_table(parts: Iterable[Interpreted]) -> pa.Table:
    """One row a compound; where tautomers share a key, the SMILES that sorts first stands for all of them."""
    seen: dict[str, list[CompoundUse]] = {}
    for part in parts:
        for use in part.uses:
            seen.setdefault(use.compound.inchikey, []).append(use)
    rows = [
        {
            "compound": key,
            "smiles": min(use.compound.smiles for use in uses),
            "skeleton": uses[0].compound.skeleton,
            "names": sorted({use.name for use in uses if use.name}, key=_spoken_first),
            "batches": sorted({use.batch for use in uses if use.batch}),
            "forms": [],
            "originals": sorted({use.original for use in uses}),
            "salts": sorted({salt for use in uses for salt in use.compound.salts}),
        }
        for key, uses in sorted(seen.items())
    ]
    return pa.Table.from_pylist(rows, schema=COMPOUNDS)


def _spoken_first(name: str) -> tuple[bool, str]:
    """Sorts lidocaine before CHEMBL79: what people call a compound has small letters, a code mostly has not."""
    return name == name.upper(), name


def _summary(
    data: DataSettings,
    tables: Mapping[str, SourceTable],
    parts: Mapping[str, Interpreted],
    measurements: pa.Table,
    reserved: int,
) -> dict[str, Any]:
    inputs = input_files(data)
    sources = {}
    for name, table in tables.items():
        rejected = parts[name].rejected
        sources[name] = {
            "file": table.file,
            "sha256": inputs[f"data.sources.{name}.path"]["sha256"],
            "rows": len(table) + table.rejected.num_rows,
            "used": parts[name].used,
            "rejected": rejected.num_rows,
            "stages": _counts(rejected["stage"]),
            "codes": _counts(rejected["code"]),
        }
    return {
        "sources": sources,
        "inputs": inputs,
        "reserved": _reserved(inputs, reserved, parts.values()),
        "compounds": pc.count_distinct(measurements["compound"]).as_py(),
        "measurements": measurements.num_rows,
        "background": sum(part.used - part.records.num_rows for part in parts.values()),
        "conflicts": pc.sum(measurements["conflict"], min_count=0).as_py(),
        "notes": [note for part in parts.values() for note in part.notes],
    }


def _reserved(inputs: Mapping[str, Mapping[str, str]], entries: int, parts: Iterable[Interpreted]) -> dict[str, Any]:
    """The list of reserved compounds and what it kept out; empty without a list."""
    if "data.curate.reserved" not in inputs:
        return {}
    codes = Counter(code for part in parts for code in part.rejected["code"].to_pylist())
    return {**inputs["data.curate.reserved"], "entries": entries, "rejected": codes[RESERVED.code]}


def _counts(column: pa.ChunkedArray) -> dict[str, int]:
    return dict(sorted(Counter(column.to_pylist()).items()))


def _account(curation: Curation) -> None:
    """Raises InternalError unless every row is in a measurement, in the background or among the rejects."""
    used = len(pc.list_flatten(curation.measurements["lines"])) + curation.rows_background
    rejected = curation.rejected.num_rows
    if used + rejected != curation.rows_in:
        raise InternalError(f"{curation.rows_in} rows came in, but {used} were used and {rejected} rejected")

"""Curation: the tables of a data set become compounds, assays and measurements; every row ends up in one place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.curation.accounting import account, reserved_counts, source_counts
from discovery.assay.curation.assay_file import completed, load_assays
from discovery.assay.curation.assay_table import assay_table, unmeasured
from discovery.assay.curation.compound_table import compound_table
from discovery.assay.curation.conflicts import flag
from discovery.assay.curation.hits import call_hits
from discovery.assay.curation.interpret import Interpreted, interpret
from discovery.assay.curation.proteins import accessions, load_sequences, protein_table
from discovery.assay.curation.readings import ResultReader
from discovery.assay.curation.replicates import aggregate
from discovery.assay.curation.reserved import is_reserved, load_reserved
from discovery.assay.curation.sources import SourceTable, read_sources
from discovery.assay.inputs import input_files
from discovery.assay.settings import DataSettings
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.errors import SettingsError

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
    """Rows of all files."""
    records_in: int
    """Results that these rows hold: a row of a wide table has several, and one with nothing to read counts as one."""
    records_background: int
    """Those that gave a compound without a result."""
    summary: dict[str, Any]
    """`sources`: see `source_counts`; `compounds`, `measurements`, `conflicts`, `background`: counts; `inputs`: every
    file by the setting that names it; `reserved`: see `reserved_counts`; `notes`: what was read otherwise than it was
    written."""


def curate(data: DataSettings, standardize: StandardizeSettings) -> Curation:
    """Read, standardise and aggregate all sources.

    Raises SettingsError for a file or column that is not there, InputError for a file that cannot be read, and
    InternalError should a row be accounted for nowhere.
    """
    if not data.sources:
        raise SettingsError("data.sources: there is no table to read; give at least one")
    reserved, stated = load_reserved(data.curate.reserved), load_assays(data.assays)
    sequences = load_sequences(data.proteins)
    readers = {name: ResultReader(name, source, data.curate) for name, source in data.sources.items()}
    read = read_sources(data.sources, named_by_assay=any(row.target for row in stated))
    tables = {name: completed(table, stated) for name, table in read.items()}
    structures = _structures(tables.values(), standardize, data.curate.workers, reserved)
    parts = {name: interpret(table, data.sources[name], readers[name], structures) for name, table in tables.items()}
    records = call_hits(pa.concat_tables([part.records for part in parts.values()]), data.sources)
    measurements = flag(aggregate(records, data.curate), data.curate)
    account(tables, parts, measurements)
    known = accessions(tables, data)
    assays = assay_table(measurements, data, stated, known)
    rejected = pa.concat_tables([part.rejected for part in parts.values()])
    background = sum(part.used - part.records.num_rows for part in parts.values())
    inputs = input_files(data)
    return Curation(
        compounds=compound_table(use for part in parts.values() for use in part.uses),
        measurements=measurements,
        assays=assays,
        proteins=protein_table(assays, sequences),
        rejected=rejected,
        rows_in=sum(table.rows for table in tables.values()),
        records_in=sum(len(table) + table.rejected.num_rows for table in tables.values()),
        records_background=background,
        summary={
            "sources": source_counts(inputs, tables, parts),
            "inputs": inputs,
            "reserved": reserved_counts(inputs, len(reserved), rejected),
            "compounds": pc.count_distinct(measurements["compound"]).as_py(),
            "measurements": measurements.num_rows,
            "background": background,
            "conflicts": pc.sum(measurements["conflict"], min_count=0).as_py(),
            "notes": [*_noted(parts), *known.notes, *unmeasured(stated, assays)],
        },
    )


def _structures(
    tables: Iterable[SourceTable], settings: StandardizeSettings, workers: int, reserved: frozenset[str]
) -> dict[str, Compound | Problem]:
    """Compound or problem of every distinct structure text."""
    texts = sorted({text.strip() for table in tables for text in table.cells["smiles"].words} - {""})
    results = standardize_many(texts, settings, workers, "Standardising structures")
    kept = (RESERVED if isinstance(r, Compound) and is_reserved(r.skeleton, reserved) else r for r in results)
    return {"": NO_STRUCTURE, **dict(zip(texts, kept, strict=True))}


def _noted(parts: Mapping[str, Interpreted]) -> Iterable[dict[str, Any]]:
    return (note for part in parts.values() for note in part.notes)

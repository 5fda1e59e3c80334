"""What would become of the first rows of a table under given settings: the same code as an ingestion, nothing saved."""

from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.curation.interpret import interpret
from discovery.assay.curation.readings import ResultReader
from discovery.assay.curation.sources import read_source
from discovery.assay.inspection.first_rows import MOST_ROWS
from discovery.assay.inspection.structures import Structures
from discovery.assay.settings import CurateSettings, SourceSettings
from discovery.errors import DiscoveryError


@dataclass(frozen=True)
class Trial:
    """What became of the first rows."""

    error: str = ""
    """Why the settings cannot be used at all; empty where they can."""
    records: int = 0
    used: int = 0
    """Records that would be used."""
    results: pa.Table | None = None
    """Schema RECORDS."""
    rejected: pa.Table | None = None
    """Schema REJECTED."""


def attempt(name: str, source: SourceSettings, curate: CurateSettings, structures: Structures) -> Trial:
    """Try settings on the first rows of a table."""
    try:
        reader = ResultReader(name, source, curate)
        table = read_source(name, source, MOST_ROWS)
    except DiscoveryError as problem:
        return Trial(error=" ".join(str(problem).split()))
    texts = {text.strip() for text in set(table.cells["smiles"])}
    parts = interpret(table, source, reader, structures.of(texts))
    return Trial("", parts.used + parts.rejected.num_rows, parts.used, parts.records, parts.rejected)


def span(table: pa.Table, quantity: str) -> tuple[int, float, float, list[str]]:
    """Number, least and most of the values of one quantity, and their units."""
    chosen = table.filter(pc.equal(table["quantity"], quantity))
    ends = pc.min_max(chosen["value"]).as_py()
    return len(chosen), ends["min"] or 0.0, ends["max"] or 0.0, sorted(set(chosen["unit"].to_pylist()))

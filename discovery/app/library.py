"""`discovery library`: files of structures -> a stored library."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

from discovery.app.settings import StoreSettings
from discovery.assay.schema import REJECTED
from discovery.disk import all_or_none
from discovery.errors import InputError
from discovery.screening.library.make import store_library
from discovery.screening.library.shards import GRAPHS, TABLE
from discovery.screening.library.store import StoredLibrary
from discovery.screening.scored import rejected_table
from discovery.spreadsheet import write_all_csv


def library(settings: StoreSettings) -> None:
    """Store the library in `settings.out`, with a list of the records that no model can be asked about."""
    stored = store_library(settings.library, settings.standardize, settings.engine, settings.out)
    reasons: Counter[tuple[str, str]] = Counter()
    with all_or_none(settings.out) as new:
        write_all_csv(new / "rejected.csv", REJECTED.names, _counted(stored, reasons))
    print("\n".join([_size(stored), *(f"  rejected, {stage} {code}: {n:,}" for (stage, code), n in reasons.items())]))
    if stored.rejected == len(stored):
        raise InputError(f"no record could be used; {settings.out / 'rejected.csv'} says of each why")


def _counted(stored: StoredLibrary, reasons: Counter[tuple[str, str]]) -> Iterator[pa.Table]:
    """The rejected records as schema REJECTED, shard by shard, their stages and codes being counted."""
    for table in stored.rejects():
        reasons.update(zip(table["stage"].to_pylist(), table["code"].to_pylist(), strict=True))
        yield rejected_table(table)


def _size(stored: StoredLibrary) -> str:
    """How many records a library has, and what they take."""
    graphs, texts = (_bytes(stored.folder, suffix) / max(len(stored), 1) for suffix in (GRAPHS, TABLE))
    return (
        f"{len(stored):,} records: {len(stored) - stored.rejected:,} to screen, {stored.rejected:,} rejected\n"
        f"  {graphs:.0f} bytes a record for its graph, {texts:.0f} for its texts, in {stored.folder}"
    )


def _bytes(folder: Path, suffix: str) -> int:
    return sum(path.stat().st_size for path in folder.glob(f"shard-*{suffix}"))

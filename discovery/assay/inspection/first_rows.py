"""The first rows of a table, read with the settings, or with the remedy where the settings cannot read it."""

from dataclasses import dataclass, replace
from itertools import islice

import pyarrow as pa

from discovery.assay.inspection.content import Content, content_of
from discovery.assay.settings import SourceSettings
from discovery.assay.tables.records import STRUCTURES, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.errors import InputError

MOST_ROWS = 5_000
"""Rows of a table that are looked at."""
OTHER_ENCODINGS = ("utf-8", "utf-16", "cp1252")
"""Encodings that are tried where the one in the settings cannot read the file."""


@dataclass(frozen=True)
class FirstRows:
    """Up to MOST_ROWS records of one table."""

    source: SourceSettings
    """Settings with which it could be read: those given, with the encoding that fits."""
    cells: dict[str, list[str]]
    """Column -> [n] cells."""
    contents: dict[str, Content]
    rejected: pa.Table
    """Schema REJECTED: the records among them that could not be read."""
    more: bool
    """The table has more rows than these."""

    @property
    def rows(self) -> int:
        """Rows that were looked at, those that could not be read included."""
        return len(next(iter(self.cells.values()), [])) + int(self.rejected.num_rows)

    @property
    def is_structure_file(self) -> bool:
        """Whether records are structures themselves, so that no column needs to be named for them."""
        return unpacked_suffix(self.source.path) in STRUCTURES


def read_first(source: SourceSettings) -> FirstRows:
    """The first rows; raises InputError where the file cannot be read under any setting."""
    try:
        return _read(source)
    except InputError as problem:
        if "set encoding to" not in str(problem):
            raise
        for encoding in OTHER_ENCODINGS:
            if f"encoding to {encoding}" in str(problem):
                return _read(replace(source, encoding=encoding))
        raise


def _read(source: SourceSettings) -> FirstRows:
    chunks = list(islice(read_records(source.path, MOST_ROWS, source.sheet, source.encoding), 2))
    first = chunks[0]
    contents = {name: content_of(name, cells) for name, cells in first.columns.items()}
    return FirstRows(source, first.columns, contents, first.rejected, len(chunks) > 1)

"""A scored library on disk: a folder of parts, a record of what they are, and what ranking needs of the bundle."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.assay.schema import REJECTED
from discovery.candidates.schema import FATE, TEXT, Status
from discovery.errors import InputError
from discovery.screening.library.store import StoredLibrary, open_library
from discovery.screening.work.accounts import check_totals, totals
from discovery.screening.work.parts import Part, replace_bytes

RECORD = "scored.json"
"""Written last: a folder without it is an unfinished screening."""
FORMAT = 3


@dataclass(frozen=True)
class ScoredLibrary:
    """Every record of a library with its predictions or the reason why it has none."""

    folder: Path
    library: str
    """How reports call the library."""
    library_sha256: str
    """Of its files; of a stored library its digest."""
    store: str
    """Folder of the stored library that has the texts of its records; empty: the parts have them."""
    bundle: str
    """Digest of the bundle that scored it."""
    parts: tuple[Part, ...]
    """In the order of the library."""

    @property
    def rows(self) -> int:
        """Records in the library."""
        return sum(part.rows for part in self.parts)

    @property
    def rejected(self) -> int:
        """Records without a score."""
        return sum(part.rejected for part in self.parts)

    def tables(self, columns: list[str]) -> Iterator[pa.Table]:
        """These columns of the scored records, part by part in the order of the library."""
        for part in self.parts:
            table = pq.read_table(self._path(part), columns=[*columns, "status"])
            yield table.filter(pc.equal(table["status"], Status.scored)).drop_columns("status")

    def read(self, columns: list[str]) -> pa.Table:
        """These columns of all scored records, in the order of the library."""
        return pa.concat_tables(self.tables(columns))

    def take(self, row: NDArray[np.int64]) -> pa.Table:
        """All columns of the records with these row numbers, in the order given."""
        wanted = pa.array(row)
        tables = [pq.read_table(self._path(part), filters=pc.field("row").isin(wanted)) for part in self.parts]
        table = pa.concat_tables(tables)
        table = table.take(pc.index_in(wanted, value_set=table["row"].combine_chunks()))
        return self._with_texts(table)

    def rejects(self) -> pa.Table:
        """The records without a score, as schema REJECTED, in the order of the library."""
        columns = [field for field in [*TEXT.names, *FATE.names] if field in self._columns()]
        unscored = pc.field("status") == Status.rejected
        tables = [pq.read_table(self._path(part), columns=columns, filters=unscored) for part in self.parts]
        return rejected_table(self._with_texts(pa.concat_tables(tables)))

    def _with_texts(self, table: pa.Table) -> pa.Table:
        """The rows with columns TEXT, wherever these are."""
        library = self.stored()
        if library is None:
            return table
        for name, column in zip(TEXT.names, library.texts(table["row"].to_numpy()).columns, strict=True):
            if name != "row":
                table = table.append_column(name, column)
        return table

    def stored(self) -> StoredLibrary | None:
        """The library that has the texts; raises InputError where it is gone or another one."""
        if not self.store:
            return None
        library = open_library(Path(self.store))
        if library.digest != self.library_sha256:
            raise InputError(f"{self.store} is not the library that {self.folder} scored: screen it again")
        return library

    def save(self) -> None:
        record = {"format": FORMAT, **totals(self.parts), **asdict(self)}
        del record["folder"]
        replace_bytes(self.folder / RECORD, json.dumps(record, indent=1).encode() + b"\n")

    def _path(self, part: Part) -> Path:
        (file,) = part.files
        return self.folder / file

    def _columns(self) -> list[str]:
        names: list[str] = pq.read_schema(self._path(self.parts[0])).names
        return names


def open_scored(folder: Path) -> ScoredLibrary:
    """A finished screening; raises InputError where it is unfinished, of another format, or was altered."""
    path = folder / RECORD
    if not path.is_file():
        raise InputError(f"{folder} has no {RECORD}: it is no finished screening; run `discovery screen` (again)")
    record = json.loads(path.read_text(encoding="utf-8"))
    if record["format"] != FORMAT:
        raise InputError(f"{path} has format {record['format']}, this version reads {FORMAT}: screen the library again")
    parts = tuple(Part(**part) for part in record["parts"])
    check_totals(path, record, parts)
    for part in parts:
        if not part.is_whole(folder):
            raise InputError(f"{folder / part.name} is missing or was altered: screen the library again")
    texts = {name: record[name] for name in ("library", "library_sha256", "store", "bundle")}
    return ScoredLibrary(folder=folder, parts=parts, **texts)


def rejected_table(rows: pa.Table) -> pa.Table:
    """Rows of a scored table with their texts, stage, code and reason, as schema REJECTED."""
    columns = {
        "sheet": pa.array([""] * len(rows), pa.string()),
        "structure": rows["smiles_in"],
        **{name: rows[name] for name in ("file", "line", "id", "stage", "code", "reason")},
    }
    return pa.table({name: columns[name] for name in REJECTED.names}, schema=REJECTED)

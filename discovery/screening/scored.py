"""A scored library on disk: a folder of parts, a record of what they are, and what ranking needs of the bundle."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.arrow import sort_table
from discovery.assay.schema import REJECTED
from discovery.bundle.plain import to_plain
from discovery.candidates.schema import FATE, TEXT, Status
from discovery.candidates.settings import RankingSettings
from discovery.errors import InputError
from discovery.screening.library.store import StoredLibrary, open_library
from discovery.screening.work.accounts import check_totals, read_record, totals, undamaged
from discovery.screening.work.parts import Part, replace_bytes

RECORD = "scored.json"
"""Written last: a folder without it is an unfinished screening."""
SECOND = "second"
"""Folder, within, of what the model itself said."""
FORMAT = 4
REMEDY = "run `discovery screen` (again)"


@dataclass(frozen=True)
class Second:
    """What the model itself said of the records that its student put first."""

    parts: tuple[Part, ...]
    wanted: str
    """What the records were put in order by: `wanted` of a ranking."""
    readmitted: int
    """Records among them of which the student could say nothing."""
    best: int
    """How many of the model's own best were looked for."""
    recall: float
    """Share of these that are among them, as far as can be told."""


@dataclass(frozen=True)
class ScoredLibrary:
    """Every record of a library with its predictions or the reason why it has none.

    Where a student went first, the predictions are those of the records that the model looked at itself.
    """

    folder: Path
    library: str
    """How reports call the library."""
    library_sha256: str
    """Of its files; of a stored library its digest."""
    store: str
    """Folder of the stored library that has the texts of its records, relative to `folder` where it lies within; empty:
    the parts have them."""
    bundle: str
    """Digest of the bundle that scored it."""
    parts: tuple[Part, ...]
    """In the order of the library."""
    student: str = ""
    """Whose student scored the parts: empty for none, else the SHA-256 of its network."""
    second: Second | None = None

    @property
    def rows(self) -> int:
        """Records in the library."""
        return sum(part.rows for part in self.parts)

    @property
    def rejected(self) -> int:
        """Records without a score."""
        rejected = sum(part.rejected for part in self.parts)
        if self.second is None:
            return rejected
        return rejected - self.second.readmitted + sum(part.rejected for part in self.second.parts)

    @property
    def looked_at(self) -> int:
        """Records that the model itself scored."""
        return sum(part.rows - part.rejected for part in (self.second.parts if self.second else self.parts))

    def tables(self, columns: list[str]) -> Iterator[pa.Table]:
        """These columns of the scored records, part by part."""
        for path in self._predicted():
            table = pq.read_table(path, columns=[*columns, "status"])
            yield table.filter(pc.equal(table["status"], Status.scored)).drop_columns("status")

    def read(self, columns: list[str]) -> pa.Table:
        """These columns of all scored records, part by part."""
        return pa.concat_tables(self.tables(columns))

    def take(self, row: NDArray[np.int64]) -> pa.Table:
        """All columns of the records with these row numbers, in the order given."""
        wanted = pa.array(row.tolist(), pa.int64())  # not in memory of numpy's: see discovery.arrow
        tables = [pq.read_table(path, filters=pc.field("row").isin(wanted)) for path in self._predicted()]
        table = pa.concat_tables(tables)
        table = table.take(pc.index_in(wanted, value_set=table["row"].combine_chunks()))
        return self._with_texts(table)

    def rejects(self) -> pa.Table:
        """The records without a score, as schema REJECTED, in the order of the library."""
        columns = [field for field in [*TEXT.names, *FATE.names] if field in pq.read_schema(self.paths()[0]).names]
        unscored = pc.field("status") == Status.rejected
        tables = [pq.read_table(path, columns=columns, filters=unscored) for path in self.paths()]
        first = pa.concat_tables(tables)
        if self.second is not None:
            looked = [pq.read_table(path, columns=[*columns, "status"]) for path in self._predicted()]
            second = pa.concat_tables(looked)
            again = second.filter(pc.equal(second["status"], Status.rejected)).drop_columns("status")
            first = first.filter(pc.invert(pc.is_in(first["row"], value_set=second["row"].combine_chunks())))
            first = sort_table(pa.concat_tables([first, again]), "row")
        return rejected_table(self._with_texts(first))

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
        library = open_library(self.folder / self.store)
        if library.digest != self.library_sha256:
            raise InputError(f"{library.folder} is not the library that {self.folder} scored: screen it again")
        return library

    def save(self) -> None:
        record = {"format": FORMAT, **totals(self.parts), **asdict(self)}
        del record["folder"]
        replace_bytes(self.folder / RECORD, json.dumps(record, indent=1).encode() + b"\n")

    def paths(self) -> list[Path]:
        """Files of the parts."""
        return [self.folder / file for part in self.parts for file in part.files]

    def _predicted(self) -> list[Path]:
        """Files with the predictions that count."""
        if self.second is None:
            return self.paths()
        return [self.folder / SECOND / file for part in self.second.parts for file in part.files]


def wanted(ranking: RankingSettings) -> str:
    """SHA-256 of what decides on the order of scored records: the objectives and the caution."""
    plain = to_plain(ranking)
    return hashlib.sha256(json.dumps([plain["objectives"], plain["caution"]], sort_keys=True).encode()).hexdigest()


def open_scored(folder: Path) -> ScoredLibrary:
    """A finished screening; raises InputError where it is unfinished, of another format, or was altered."""
    record = read_record(folder, RECORD, FORMAT, "screening", REMEDY)
    with undamaged(folder / RECORD, REMEDY):
        parts = tuple(Part(**part) for part in record["parts"])
        check_totals(folder / RECORD, record, parts)
        _check_whole(parts, folder)
        second = _second(record["second"], folder)
        texts = {name: record[name] for name in ("library", "library_sha256", "store", "bundle", "student")}
        return ScoredLibrary(folder=folder, parts=parts, second=second, **texts)


def _second(record: dict[str, Any] | None, folder: Path) -> Second | None:
    if record is None:
        return None
    parts = tuple(Part(**part) for part in record["parts"])
    _check_whole(parts, folder / SECOND)
    return Second(**record | {"parts": parts})


def _check_whole(parts: tuple[Part, ...], folder: Path) -> None:
    for part in parts:
        if not part.is_whole(folder):
            raise InputError(f"{folder / part.name} is missing or was altered: screen the library again")


def rejected_table(rows: pa.Table) -> pa.Table:
    """Rows of a scored table with their texts, stage, code and reason, as schema REJECTED."""
    columns = {
        "sheet": pa.array([""] * len(rows), pa.string()),
        "structure": rows["smiles_in"],
        **{name: rows[name] for name in ("file", "line", "id", "stage", "code", "reason")},
    }
    return pa.table({name: columns[name] for name in REJECTED.names}, schema=REJECTED)

"""A scored library on disk: a folder of parts, a record of what they are, and what ranking needs of the bundle."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.assay.schema import REJECTED
from discovery.candidates.schema import Status
from discovery.errors import InputError
from discovery.screening.parts import Part, is_whole, replace_bytes

RECORD = "scored.json"
"""Written last: a folder without it is an unfinished screening."""
FORMAT = 1


@dataclass(frozen=True)
class ScoredLibrary:
    """Every record of a library with its predictions or the reason why it has none."""

    folder: Path
    library: str
    """How reports call the library."""
    file: str
    """Name of the library's file."""
    library_sha256: str
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

    def read(self, columns: list[str]) -> pa.Table:
        """These columns of the scored records, in the order of the library."""
        tables = [pq.read_table(self._path(part), columns=[*columns, "status"]) for part in self.parts]
        table = pa.concat_tables(tables)
        return table.filter(pc.equal(table["status"], Status.scored)).drop_columns("status")

    def take(self, row: NDArray[np.int64]) -> pa.Table:
        """All columns of the records with these row numbers, in the order given."""
        wanted = pa.array(row)
        tables = [pq.read_table(self._path(part), filters=pc.field("row").isin(wanted)) for part in self.parts]
        table = pa.concat_tables(tables)
        return table.take(pc.index_in(wanted, value_set=table["row"].combine_chunks()))

    def rejects(self) -> pa.Table:
        """The records without a score, as schema REJECTED, in the order of the library."""
        columns = ["line", "id", "smiles_in", "stage", "code", "reason"]
        unscored = pc.field("status") == Status.rejected
        tables = [pq.read_table(self._path(part), columns=columns, filters=unscored) for part in self.parts]
        return rejected_table(self.file, pa.concat_tables(tables))

    def save(self) -> None:
        record = {"format": FORMAT, "rows": self.rows, "rejected": self.rejected, **asdict(self)}
        del record["folder"]
        replace_bytes(self.folder / RECORD, json.dumps(record, indent=1).encode() + b"\n")

    def _path(self, part: Part) -> Path:
        return self.folder / part.file


def open_scored(folder: Path) -> ScoredLibrary:
    """A finished screening; raises InputError where it is unfinished, of another format, or was altered."""
    path = folder / RECORD
    if not path.is_file():
        raise InputError(f"{folder} has no {RECORD}: it is no finished screening; run `discovery screen` (again)")
    record = json.loads(path.read_text(encoding="utf-8"))
    if record["format"] != FORMAT:
        raise InputError(f"{path} has format {record['format']}, this version reads {FORMAT}: screen the library again")
    parts = tuple(Part(**part) for part in record["parts"])
    for part in parts:
        if not is_whole(part, folder):
            raise InputError(f"{folder / part.file} is missing or was altered: screen the library again")
    texts = {name: record[name] for name in ("library", "file", "library_sha256", "bundle")}
    return ScoredLibrary(folder=folder, parts=parts, **texts)


def rejected_table(file: str, rows: pa.Table) -> pa.Table:
    """Rows of a scored table with their stage, code and reason, as schema REJECTED."""
    columns = {
        "file": pa.array([file] * len(rows), pa.string()),
        "sheet": pa.array([""] * len(rows), pa.string()),
        "structure": rows["smiles_in"],
        **{name: rows[name] for name in ("line", "id", "stage", "code", "reason")},
    }
    return pa.table({name: columns[name] for name in REJECTED.names}, schema=REJECTED)

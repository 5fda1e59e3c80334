"""A stored library: made once, screened for every target after that."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from itertools import accumulate
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.bundle.plain import from_plain, to_plain
from discovery.candidates.schema import FATE, TEXT
from discovery.chem.settings import StandardizeSettings
from discovery.screening.library.shards import Shard
from discovery.screening.work.accounts import check_totals, read_record, totals, undamaged
from discovery.screening.work.parts import Part, replace_bytes

RECORD = "library.json"
"""Written last: a folder without it is no finished library."""
FORMAT = 3
REMEDY = "run `discovery library` (again)"


@dataclass(frozen=True)
class StoredLibrary:
    """Every record of a library, standardised and with its graph, or with the reason why it has none."""

    folder: Path
    title: str
    """How reports call it."""
    source: str
    """SHA-256 of the files it was made from."""
    standardize: StandardizeSettings
    policy: str
    """Versions of the rules that it was standardised by: the `policy_version` of then."""
    parts: tuple[Part, ...]
    """Of its shards, in the order of the library."""

    def __len__(self) -> int:
        return sum(part.rows for part in self.parts)

    @property
    def rejected(self) -> int:
        """Records that no model can be asked about."""
        return sum(part.rejected for part in self.parts)

    @property
    def digest(self) -> str:
        """SHA-256 of all that it holds."""
        return hashlib.sha256(json.dumps([asdict(part) for part in self.parts], sort_keys=True).encode()).hexdigest()

    def shards(self) -> list[Shard]:
        """In the order of the library."""
        firsts = accumulate((part.rows for part in self.parts), initial=1)
        return [Shard(self.folder, part, first) for part, first in zip(self.parts, firsts, strict=False)]

    def texts(self, row: NDArray[np.int64]) -> pa.Table:
        """Columns TEXT of the records with these row numbers, in the order given."""
        order = np.argsort(row, kind="stable")
        tables = []
        for shard in self.shards():
            mine = row[order][slice(*np.searchsorted(row[order], [shard.first, shard.first + len(shard)]))]
            if len(mine):
                tables.append(shard.table(TEXT.names).take(pa.array(mine - shard.first)))
        found = pa.concat_tables(tables) if tables else TEXT.empty_table()
        return found.take(pa.array(np.argsort(order)))

    def rejects(self) -> Iterator[pa.Table]:
        """Columns TEXT and FATE of the records that no model can be asked about, shard by shard."""
        for shard in self.shards():
            if shard.part.rejected:
                table = shard.table([*TEXT.names, *FATE.names])
                yield table.filter(pc.is_valid(table["stage"]))

    def save(self) -> None:
        record = {
            "format": FORMAT,
            **totals(self.parts),
            "title": self.title,
            "source": self.source,
            "standardize": to_plain(self.standardize),
            "policy": self.policy,
            "parts": [asdict(part) for part in self.parts],
        }
        replace_bytes(self.folder / RECORD, json.dumps(record, indent=1).encode() + b"\n")


def is_stored(path: Path) -> bool:
    """Whether a path is the folder of a finished stored library."""
    return (path / RECORD).is_file()


def open_library(folder: Path) -> StoredLibrary:
    """A finished library; raises InputError where there is none, or one of another format, or damaged."""
    path = folder / RECORD
    record = read_record(folder, RECORD, FORMAT, "library", REMEDY)
    with undamaged(path, REMEDY):
        parts = tuple(Part(**part) for part in record["parts"])
        check_totals(path, record, parts)
        return StoredLibrary(
            folder=folder,
            title=record["title"],
            source=record["source"],
            standardize=from_plain(StandardizeSettings, record["standardize"], f"{path}: standardize"),
            policy=record["policy"],
            parts=parts,
        )

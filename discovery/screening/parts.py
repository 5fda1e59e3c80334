"""Parts of a scored library on disk: each is written whole or not at all, and known by its checksum."""

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from discovery.candidates.schema import Status

REPEATED = ["status", "stage", "code", "reason"]
"""Text columns of few distinct values, which a dictionary makes small; the others would only slow the writing."""


@dataclass(frozen=True)
class Part:
    """One Parquet file of a scored library."""

    file: str
    rows: int
    rejected: int
    sha256: str


@dataclass(frozen=True)
class Journal:
    """Which parts of a scoring are finished, so that an interrupted one can be taken up.

    A text file of one JSON object a line: first the key of the run, then every part when it is finished.
    """

    folder: Path

    @classmethod
    def open(cls, folder: Path, key: str) -> Self:
        """The journal in a folder, begun anew unless there is one of the same key."""
        journal = cls(folder)
        lines = journal._lines() if journal.path.is_file() else []
        kept = lines if lines[:1] == [{"key": key}] else [{"key": key}]
        journal.path.write_text("".join(map(_text, kept)), encoding="utf-8")
        return journal

    @property
    def path(self) -> Path:
        return self.folder / "parts.jsonl"

    def add(self, part: Part) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(_text(asdict(part)))

    def finished(self) -> dict[str, Part]:
        """File name -> part, for the parts on disk whose checksum holds."""
        parts = [Part(**line) for line in self._lines()[1:]]
        return {part.file: part for part in parts if is_whole(part, self.folder)}

    def _lines(self) -> list[dict[str, Any]]:
        """The whole lines; a last one that an interruption cut short is none."""
        text = self.path.read_text(encoding="utf-8")
        return [json.loads(line) for line in text.splitlines(keepends=True) if line.endswith("\n")]


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line) + "\n"


def part_name(number: int) -> str:
    return f"part-{number:05d}.parquet"


def write_part(table: pa.Table, path: Path) -> Part:
    """Write a chunk's table to `path` by way of a temporary file, so that it is there whole or not at all."""
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="zstd", use_dictionary=REPEATED)
    content = sink.getvalue().to_pybytes()
    replace_bytes(path, content)
    rejected = pc.sum(pc.equal(table["status"], Status.rejected)).as_py() or 0
    return Part(path.name, len(table), rejected, hashlib.sha256(content).hexdigest())


def is_whole(part: Part, folder: Path) -> bool:
    """Whether a part's file is there, unchanged."""
    path = folder / part.file
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == part.sha256


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file to a temporary name, synced to disk, then give it its own."""
    temporary = path.with_name(f"{path.name}.tmp")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def remove_others(folder: Path, kept: Iterable[str]) -> None:
    """Delete the parts and temporary files of a folder that are not among those kept."""
    wanted = set(kept)
    for path in [*folder.glob("part-*.parquet"), *folder.glob("*.tmp")]:
        if path.name not in wanted:
            path.unlink()

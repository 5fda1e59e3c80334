"""Parts of a work on disk: each of their files is written whole or not at all, and known by its checksum."""

import hashlib
import json
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self
from uuid import uuid4

import pyarrow as pa

from discovery.arrow import parquet_bytes
from discovery.disk import naming
from discovery.errors import InternalError

REPEATED = ["file", "status", "stage", "code", "reason"]
"""Text columns of few distinct values, which a dictionary makes small; the others would only slow the writing."""

JOURNAL = "parts.jsonl"
TEMPORARY = r".+\.[0-9a-f]{32}\.tmp"
"""What files are called while they are written."""


@dataclass(frozen=True)
class Part:
    """What became of one task; raises InternalError where a row of it is accounted for nowhere, or twice."""

    name: str
    rows: int
    """Records that were given."""
    accepted: int
    """Records that went on: stored with a structure, or scored."""
    rejected: int
    files: dict[str, str] = field(default_factory=dict)
    """File name -> SHA-256 of its content."""

    def __post_init__(self) -> None:
        if self.rows != self.accepted + self.rejected:
            raise InternalError(
                f"{self.name}: {self.rows} rows came in, but {self.accepted} are accepted and {self.rejected} rejected"
            )

    def is_whole(self, folder: Path) -> bool:
        """Whether its files are there, unchanged."""
        return all(is_file_of(folder / file, sha256) for file, sha256 in self.files.items())


@dataclass(frozen=True)
class Journal:
    """Which parts of a work are finished, so that an interrupted one can be taken up.

    A text file of one JSON object a line: first the key of the run, then every part, with the key, when it is finished.
    """

    folder: Path
    key: str
    """Lines of another one are of another run, and count for nothing."""

    @classmethod
    def open(cls, folder: Path, key: str) -> Self:
        """The journal in a folder, begun anew unless there is one of the same key."""
        journal = cls(folder, key)
        lines = journal._lines() if journal.path.is_file() else []
        kept = lines if lines[:1] == [{"key": key}] else [{"key": key}]
        replace_bytes(journal.path, "".join(map(_text, kept)).encode())
        return journal

    @property
    def path(self) -> Path:
        return self.folder / JOURNAL

    def add(self, part: Part) -> None:
        with naming(self.path), self.path.open("a", encoding="utf-8") as file:
            file.write(_text({**asdict(part), "key": self.key}))

    def finished(self) -> dict[str, Part]:
        """Name -> part, for the parts on disk whose checksums hold."""
        parts = [Part(**line) for line in self._lines()[1:] if line.pop("key", "") == self.key]
        return {part.name: part for part in parts if part.is_whole(self.folder)}

    def _lines(self) -> list[dict[str, Any]]:
        """The lines that can be read; one that an interruption cut short or a disk damaged is none, so that its part
        is done again."""
        text = self.path.read_text(encoding="utf-8", errors="replace")
        lines = (_read(line) for line in text.split("\n")[:-1])
        return [line for line in lines if line is not None]


def _text(line: dict[str, Any]) -> str:
    return json.dumps(line) + "\n"


def _read(text: str) -> dict[str, Any] | None:
    try:
        line = json.loads(text)
    except ValueError:
        return None
    return line if isinstance(line, dict) else None


def write_part(part: Part, folder: Path, contents: Mapping[str, bytes]) -> Part:
    """Write the files of a part, by their suffixes; the part with them."""
    files = {f"{part.name}{suffix}": content for suffix, content in contents.items()}
    for file, content in files.items():
        replace_bytes(folder / file, content)
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    return replace(part, files=hashes)


def part_table(table: pa.Table) -> bytes:
    """The records of a part as the content of a Parquet file."""
    return parquet_bytes(table, REPEATED)


def is_file_of(path: Path, sha256: str) -> bool:
    """Whether there is a file with that content."""
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


def replace_bytes(path: Path, content: bytes) -> None:
    """Write a file to a temporary name of its own, synced to disk, then give it its name."""
    temporary = path.with_name(f"{path.name}.{uuid4().hex}.tmp")
    with naming(path):
        try:
            with temporary.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            temporary.replace(path)
        except OSError:
            with suppress(OSError):  # as in a folder that is not there; what went wrong first is told
                temporary.unlink()
            raise


def files_like(folder: Path, pattern: str) -> list[Path]:
    """The files of a folder whose whole names match a regular expression."""
    return sorted(path for path in folder.iterdir() if re.fullmatch(pattern, path.name))


def remove_others(files: Iterable[Path], kept: Iterable[Part]) -> None:
    """Delete the files but for those of the parts kept."""
    wanted = {file for part in kept for file in part.files}
    for path in files:
        if path.name not in wanted:
            path.unlink()


def remove_temporary(folder: Path) -> None:
    """Delete what processes that died while they wrote have left in a folder."""
    for path in files_like(folder, TEMPORARY):
        path.unlink(missing_ok=True)

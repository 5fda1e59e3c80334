"""What a student on disk is known by, without the network itself, which takes torch to load."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from discovery.screening.work.accounts import undamaged

RECORD = "student.json"
"""Written last."""


@dataclass(frozen=True)
class StudentRecord:
    """Whose student it is, and what it learnt."""

    teacher: str
    """Digest of the bundle."""
    means: list[bool]
    """[E] whether it tells the mean of an endpoint of the bundle."""
    spreads: list[bool]
    """[E] likewise the spread."""
    taught: int
    """How many compounds the model was to be asked about: `student.taught`."""
    compounds: int
    """Whose predictions it learnt."""
    agreement: dict[str, float]
    """Endpoint -> share of the variance of the model's predictions that it explains, of compounds held back from it."""
    network: str
    """SHA-256 of its network, as `network_sha256` tells."""


@dataclass(frozen=True)
class Taught:
    """A student that is there."""

    folder: Path
    network: str
    """SHA-256 of its network."""


def student_record(folder: Path) -> StudentRecord | None:
    """The record of the student in a folder; None where there is none. Raises InputError where it is damaged."""
    path = folder / RECORD
    if not path.is_file():
        return None
    with undamaged(path, "delete it and screen again"):
        return StudentRecord(**json.loads(path.read_text(encoding="utf-8")))


def network_sha256(files: Mapping[str, bytes]) -> str:
    """SHA-256 of a student's network, of whose files the contents are given by their names."""
    return hashlib.sha256(b"".join(files[name] for name in sorted(files))).hexdigest()

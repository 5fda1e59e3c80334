"""What a student on disk is known by, without the network itself, which takes torch to load."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

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
    compounds: int
    """Whose predictions it learnt."""
    agreement: dict[str, float]
    """Endpoint -> share of the variance of the model's predictions that it explains, of compounds held back from it."""


def student_record(folder: Path) -> StudentRecord | None:
    """The record of the student in a folder; None where there is none."""
    path = folder / RECORD
    return StudentRecord(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def student_digest(folder: Path) -> str:
    """SHA-256 of the student's network."""
    contents = [path.read_bytes() for path in sorted(folder.glob("*.safetensors"))]
    return hashlib.sha256(b"".join(contents)).hexdigest()

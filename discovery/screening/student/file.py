"""A student on disk: a network's weights, and a record of whose student it is."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from discovery.bundle.codec import decode, encode
from discovery.errors import BundleError
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.student import STUDENT, Student, outputs
from discovery.screening.work.parts import replace_bytes
from discovery.target.endpoint import Endpoint

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


def save_student(student: Student, record: StudentRecord, folder: Path) -> None:
    """Write a student into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in encode(student.network).items():
        replace_bytes(folder / name, content)
    replace_bytes(folder / RECORD, json.dumps(vars(record), indent=1).encode() + b"\n")


def student_record(folder: Path) -> StudentRecord | None:
    """The record of the student in a folder; None where there is none."""
    path = folder / RECORD
    return StudentRecord(**json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def student_digest(folder: Path) -> str:
    """SHA-256 of the student's network."""
    contents = [path.read_bytes() for path in sorted(folder.glob("*.safetensors"))]
    return hashlib.sha256(b"".join(contents)).hexdigest()


def load_student(folder: Path, endpoints: tuple[Endpoint, ...]) -> Student:
    """The student in a folder, of a bundle with these endpoints; raises BundleError where it is damaged."""
    record = student_record(folder)
    if record is None:
        raise BundleError(f"{folder} holds no student: delete it and screen again")
    learnt = np.array([record.means, record.spreads])
    files = {path.name: path.read_bytes() for path in folder.glob("*.safetensors")}
    network = decode(STUDENT, outputs(endpoints, learnt), files)
    assert isinstance(network, NetworkEnsemble)
    return Student(network, endpoints, learnt)

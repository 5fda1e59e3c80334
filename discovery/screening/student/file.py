"""A student on disk: a network's weights, and a record of whose student it is."""

import json
from pathlib import Path

import numpy as np

from discovery.bundle.codec import decode, encode
from discovery.errors import BundleError
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.student import STUDENT, Student, outputs
from discovery.screening.student.record import RECORD, StudentRecord, student_record
from discovery.screening.work.parts import replace_bytes
from discovery.target.endpoint import Endpoint


def save_student(student: Student, record: StudentRecord, folder: Path) -> None:
    """Write a student into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in encode(student.network).items():
        replace_bytes(folder / name, content)
    replace_bytes(folder / RECORD, json.dumps(vars(record), indent=1).encode() + b"\n")


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

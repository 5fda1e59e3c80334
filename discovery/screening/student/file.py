"""A student on disk: a network's weights, and a record of whose student it is."""

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from discovery.bundle.codec import decode
from discovery.errors import BundleError
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.student import STUDENT, Student, outputs
from discovery.screening.student.record import RECORD, StudentRecord, network_sha256, student_record
from discovery.screening.work.parts import replace_bytes
from discovery.target.endpoint import Endpoint


def save_student(files: Mapping[str, bytes], record: StudentRecord, folder: Path) -> None:
    """Write a student, given by the `files` of its network, into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        replace_bytes(folder / name, content)
    replace_bytes(folder / RECORD, json.dumps(vars(record), indent=1).encode() + b"\n")


def load_student(folder: Path, endpoints: tuple[Endpoint, ...], sha256: str) -> Student:
    """The student in a folder, of a bundle with these endpoints; raises BundleError unless its network is that one."""
    record = student_record(folder)
    if record is None:
        raise BundleError(f"{folder} holds no student: delete it and screen again")
    learnt = np.array([record.means, record.spreads])
    files = {path.name: path.read_bytes() for path in folder.glob("*.safetensors")}
    if network_sha256(files) != sha256:
        raise BundleError(f"{folder} was altered, maybe by another screening: delete it and screen again")
    network = decode(STUDENT, outputs(endpoints, learnt), files)
    assert isinstance(network, NetworkEnsemble)
    return Student(network, endpoints, learnt)

"""Making a student: the model scores some of a library, and a network learns what it said."""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.bundle.codec import encode
from discovery.bundle.manifest import Manifest
from discovery.candidates.schema import spread_column
from discovery.graphs.store import GraphStore, concatenate
from discovery.models.predictor import Prediction
from discovery.progress import bar
from discovery.screening.job import Screening
from discovery.screening.library.shards import Picked
from discovery.screening.library.store import StoredLibrary
from discovery.screening.settings import StudentSettings
from discovery.screening.student.again import TASK, score_again
from discovery.screening.student.record import StudentRecord, Taught, network_sha256, student_record
from discovery.screening.work.task import Task
from discovery.target.endpoint import Endpoint

FOLDER = "student"
SHARDS = 200
"""From which compounds are drawn at most, so that no more of a huge library is read."""
HELD_BACK = 0.1
"""Share of the compounds by which the student is judged, and from which it does not learn."""


@dataclass(frozen=True)
class Lesson:
    """What a student is taught."""

    graphs: GraphStore
    teacher: Prediction

    def part(self, rows: NDArray[np.int64]) -> "Lesson":
        told = Prediction(self.teacher.mean[rows], self.teacher.spread[rows], self.teacher.failed[rows])
        return Lesson(self.graphs.take(rows), told)


def student_of(screening: Screening, settings: StudentSettings) -> Taught:
    """The bundle's student: that which it has, if it was taught no less, or one that is taught on the library.

    A new one stays with the bundle, so that the next screening finds it, or with the scores where the bundle is
    read-only.
    """
    places = [folder / FOLDER for folder in (screening.bundle, screening.out)]
    for folder in places:
        record = student_record(folder)
        if record and record.teacher == screening.manifest.digest and record.taught >= settings.taught:
            return Taught(folder, record.network)
    folder = places[0] if os.access(screening.bundle, os.W_OK) else places[1]
    return Taught(folder, _teach(_lesson(screening, settings), screening.manifest, settings.taught, folder))


def _lesson(screening: Screening, settings: StudentSettings) -> Lesson:
    """Compounds drawn from the library, and what the model says of them."""
    folder = screening.out / "taught"
    drawn = draw(screening.library, settings.taught)
    key = f"{screening.manifest.digest} {screening.library.digest} {settings.taught}"
    tasks = [Task(picked, folder, f"taught-{number:06d}") for number, picked in enumerate(drawn)]
    parts = score_again(tasks, screening, folder, key, "Asking the model")
    table = pa.concat_tables([pq.read_table(folder / f"{part.name}.parquet") for part in parts])
    return Lesson(
        concatenate([picked.graphs() for picked in drawn]), prediction_of(table, screening.manifest.endpoints)
    )


def draw(library: StoredLibrary, number: int) -> list[Picked]:
    """About so many records of a library, drawn from shards spread evenly over it; the same ones every time."""
    shards = library.shards()
    chosen = [shards[i] for i in np.unique(np.linspace(0, len(shards) - 1, SHARDS).astype(np.int64))]
    share = min(1.0, number / max(1, sum(map(len, chosen))))
    rng = np.random.default_rng(0)
    picked = []
    for shard in chosen:
        places = np.sort(rng.permutation(len(shard))[: round(share * len(shard))])
        picked += [Picked(shard, some) for some in np.split(places, range(TASK, len(places), TASK))]
    return picked


def prediction_of(table: pa.Table, endpoints: tuple[Endpoint, ...]) -> Prediction:
    """What a table of scored records says of the endpoints."""
    names = [endpoint.name for endpoint in endpoints]
    mean = np.stack([table[name].to_numpy() for name in names], axis=1)
    spread = np.stack([table[spread_column(name)].to_numpy() for name in names], axis=1)
    return Prediction(mean, spread, table["stage"].is_valid().to_numpy())


def _teach(lesson: Lesson, manifest: Manifest, number: int, folder: Path) -> str:
    """Teach a student, judge it, and save it; returns the SHA-256 of its network."""
    # torch takes seconds, and a student is taught once
    from discovery.screening.student.file import save_student
    from discovery.training.distil import FIT, distil

    held_back = np.random.default_rng(0).random(len(lesson.graphs)) < HELD_BACK
    taught, judged = (lesson.part(np.flatnonzero(part)) for part in (~held_back, held_back))
    with bar("Teaching the student", FIT.epochs * len(taught.graphs)) as progress:
        student = distil(taught.graphs, taught.teacher, manifest.endpoints, progress.advance)
    said = student.predict_graphs(judged.graphs).mean
    means, spreads = student.learnt.tolist()
    names = [endpoint.name for endpoint, told in zip(manifest.endpoints, means, strict=True) if told]
    columns = np.flatnonzero(student.learnt[0])
    explained = [_explained(judged.teacher.mean[:, column], said[:, column]) for column in columns]
    agreement = dict(zip(names, explained, strict=True))
    files = encode(student.network)
    sha256 = network_sha256(files)
    record = StudentRecord(manifest.digest, means, spreads, number, len(taught.graphs), agreement, sha256)
    save_student(files, record, folder)
    return sha256


def _explained(truth: NDArray[np.float32], said: NDArray[np.float32]) -> float:
    """Share of the variance of the finite values that is explained; 0 where there is none to explain."""
    known = np.isfinite(truth) & np.isfinite(said)
    variance = float(truth[known].var()) if known.any() else 0.0
    return 1.0 - float(np.square(truth[known] - said[known]).mean()) / variance if variance > 0 else 0.0

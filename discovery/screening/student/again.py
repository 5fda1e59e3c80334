"""Scoring of chosen compounds of a library by the model itself."""

from collections.abc import Sequence
from pathlib import Path

from discovery import __version__
from discovery.chem.policy import policy_version
from discovery.screening.job import Screening
from discovery.screening.score import by_bundle
from discovery.screening.work.parts import Part
from discovery.screening.work.run import Place, work_through
from discovery.screening.work.task import Task

TASK = 500
"""Compounds that the model scores at a time."""

PARTS = r"(taught|second-\d{2,})-\d{6,}\.parquet"
"""What the files of their parts are called."""


def score_again(tasks: Sequence[Task], screening: Screening, folder: Path, key: str, title: str) -> tuple[Part, ...]:
    """The parts of these tasks, of a work that `key` names; what is finished of it, of other tasks too, is kept."""
    engine = screening.engine
    ways = f"{__version__} {policy_version()} {key} {engine.batch_size} {engine.precision} {engine.device.value}"
    preparation, total = by_bundle(screening.bundle, engine), sum(task.size for task in tasks)
    return work_through(tasks, preparation, engine, Place(folder, ways, PARTS), title, total)

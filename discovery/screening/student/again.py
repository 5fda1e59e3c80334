"""Scoring of chosen compounds of a library by the model itself."""

import hashlib
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from discovery import __version__
from discovery.screening.job import Screening
from discovery.screening.score import MODULES, load_scoring
from discovery.screening.work.parts import Journal, Part, remove_others
from discovery.screening.work.run import run, started
from discovery.screening.work.task import Task

TASK = 500
"""Compounds that the model scores at a time."""


def score_again(tasks: Sequence[Task], screening: Screening, folder: Path, key: str, title: str) -> tuple[Part, ...]:
    """The parts of these tasks, and of earlier ones of the same `key`, in their order; an interrupted run goes on."""
    engine = screening.engine
    ways = f"{__version__} {key} {engine.batch_size} {engine.precision}"
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal.open(folder, hashlib.sha256(ways.encode()).hexdigest())
    finished = journal.finished()
    remove_others(folder, "*.parquet", finished.values())
    left = [task for task in tasks if task.name not in finished]
    if not left:
        return tuple(finished[name] for name in sorted(finished))
    with started(partial(load_scoring, screening.bundle, engine), MODULES, engine) as processes:
        return run(left, processes, journal, title, sum(task.size for task in tasks))

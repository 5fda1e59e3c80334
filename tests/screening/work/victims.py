"""Scoring that dies or hangs on certain structures; in a module of its own, so that processes can import it."""

import ctypes
import os
import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from discovery.screening.score import Scorer, load_scorer, scored_part
from discovery.screening.settings import EngineSettings
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Job, Task


def load(folder: Path, fate: Callable[[], None], victims: Collection[str]) -> Job:
    return partial(_job, load_scorer(folder, EngineSettings()), fate, victims)


def _job(score: Scorer, fate: Callable[[], None], victims: Collection[str], task: Task) -> Part:
    seen = [text for position, text in enumerate(task.rows.smiles) if position not in task.quarantined]
    if any(text in victims for text in seen):
        fate()
    return scored_part(score, task)


def die() -> None:
    os._exit(11)


def hang() -> None:
    time.sleep(600)


def never_load() -> Job:
    os._exit(11)


def deaf() -> Job:
    return _hang_deaf


def _hang_deaf(task: Task) -> Part:
    """Hangs in code that does not let Python's other threads run."""
    (Path(task.folder) / "deaf").touch()
    sleep = ctypes.PyDLL(None).sleep
    while True:
        sleep(600)

"""Work that dies or hangs on certain structures; in a module of its own, so that processes can import it."""

import json
import os
import signal
import time
from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from discovery.chem.settings import StandardizeSettings
from discovery.memory_limit import MEMORY
from discovery.screening.library.shards import load_shelving
from discovery.screening.settings import EngineSettings
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Job, Task


def load(folder: Path, fate: Callable[[], None], victims: Collection[str]) -> Job:
    """Scoring by a bundle."""
    from discovery.screening.score import load_scoring  # with torch, which takes seconds

    return partial(_job, load_scoring(folder, EngineSettings()), fate, victims)


def shelve(fate: Callable[[], None], victims: Collection[str]) -> Job:
    """The making of shards."""
    return partial(_job, load_shelving(StandardizeSettings()), fate, victims)


def shelve_one() -> Job:
    """The making of shards, which dies of more than one row at a time."""
    return partial(_one, load_shelving(StandardizeSettings()))


def _one(job: Job, task: Task) -> Part:
    if len(task.suspects()) > 1:
        die()
    return job(task)


def _job(job: Job, fate: Callable[[], None], victims: Collection[str], task: Task) -> Part:
    seen = [text for position, text in enumerate(task.rows.smiles) if position not in task.quarantined]
    if any(text in victims for text in seen):
        fate()
    return job(task)


def die() -> None:
    os._exit(11)


def fill_memory() -> None:
    bytearray(2 * MEMORY)


def leave_temporary(folder: Path) -> None:
    """Dies of the first row, as in the middle of writing."""
    (folder / f"part.parquet.{'0' * 32}.tmp").touch()
    die()


def own_environment(folder: Path) -> Job:
    """Writes down the environment of the process that did it."""
    return partial(_write_environment, folder)


def _write_environment(folder: Path, task: Task) -> Part:
    (folder / f"{task.name}.json").write_text(json.dumps(dict(os.environ)))
    return Part(task.name, task.size, task.size, 0)


def hang() -> None:
    time.sleep(600)


def never_load() -> Job:
    os._exit(11)


def load_once_dead(mark: Path) -> Job:
    """The making of shards, of which the first process dies before it is ready."""
    try:
        mark.touch(exist_ok=False)
    except FileExistsError:
        return load_shelving(StandardizeSettings())
    os._exit(11)


def kill_parent() -> None:
    os.kill(os.getppid(), signal.SIGKILL)
    die()

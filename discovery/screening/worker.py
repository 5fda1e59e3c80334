"""A process that scores chunks with its own copy of the model."""

import os
import signal
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from math import inf
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from time import monotonic
from typing import Any

from discovery.errors import DiscoveryError, InternalError
from discovery.screening.library import LibraryChunk
from discovery.screening.parts import Part, write_part
from discovery.screening.score import Score

START_SECONDS = 300.0
"""Time for a process to start and load its model."""
TASK_SECONDS = 60.0
"""Time allowed a task, however few its records."""
ROW_SECONDS = 0.2
"""Time allowed a record on top, as a mean over a task; a hundred times what is usual."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")

MODEL_CODE = ["discovery.screening.score", "discovery.models.ensemble"]
"""Modules that every scoring process needs, and that take seconds to import."""


@dataclass(frozen=True)
class Task:
    """A chunk to score, and where its table goes."""

    chunk: LibraryChunk
    path: Path
    quarantined: frozenset[int] = frozenset()
    """Positions of records known to kill their process."""

    def suspects(self) -> list[int]:
        return [position for position in range(len(self.chunk)) if position not in self.quarantined]

    def only(self, positions: Collection[int]) -> "Task":
        """The task with every record quarantined but those at the positions."""
        return replace(self, quarantined=frozenset(range(len(self.chunk))) - frozenset(positions))


def _serve(connection: Connection, load: Callable[[], Score]) -> None:
    """Life of a process: load the model, say so, then answer every task with its part."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle; it ends the crew
    try:
        score = load()
    except DiscoveryError as error:
        connection.send(error)
        return
    connection.send(None)
    while True:
        try:
            task: Task = connection.recv()
        except EOFError:
            return
        connection.send(write_part(score(task.chunk, task.quarantined), task.path))


class Worker:
    """One process of the crew, and the task it is at."""

    def __init__(self, load: Callable[[], Score]) -> None:
        context = process_context()
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, load), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.loaded = False
        self.deadline = inf

    def give(self, task: Task) -> None:
        """Hand over a task; raises the DiscoveryError that kept the process from loading its model."""
        self._await_load()
        self.task = task
        self.deadline = monotonic() + TASK_SECONDS + ROW_SECONDS * len(task.chunk)
        with suppress(BrokenPipeError, ConnectionResetError):  # a dead process is found out when its part is collected
            self.connection.send(task)

    def collect(self) -> Part | None:
        """The part of the task that was given; None where the process died of it or overran its time."""
        self.task = None
        if not self.connection.poll():
            self.process.kill()
            return None
        try:
            part: Part = self.connection.recv()
        except (EOFError, OSError):  # it died before its answer, or in the middle of it
            return None
        return part

    def _await_load(self) -> None:
        if self.loaded:
            return
        if not self.connection.poll(START_SECONDS):
            raise InternalError(
                f"a scoring process did not load the bundle within {START_SECONDS:.0f} seconds; try again"
            )
        try:
            problem: DiscoveryError | None = self.connection.recv()
        except (EOFError, OSError) as error:
            raise InternalError("a scoring process died while it loaded the bundle: is there enough memory?") from error
        if problem is not None:
            raise problem
        self.loaded = True


def start_server() -> None:
    """Begin to import the model code in the background, in the process from which the crew's are to be forked."""
    if process_context().get_start_method() == "forkserver":
        forkserver.ensure_running()


def process_context() -> Any:
    """Way to start processes: from a server that has imported the model code once, where the system has that."""
    if "forkserver" not in get_all_start_methods():
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(MODEL_CODE)
    return context


@contextmanager
def one_thread_a_process() -> Iterator[None]:
    """Processes started within the block compute with one thread each; this process is left as it is."""
    saved = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in saved.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

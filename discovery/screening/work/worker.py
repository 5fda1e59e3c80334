"""A process that does tasks, with its own copy of what they need, such as a model."""

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from math import inf
from multiprocessing import forkserver, get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any

from discovery.errors import DiscoveryError, InternalError
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Load, Task

START_SECONDS = 300.0
"""Time for a process to start and get ready."""
TASK_SECONDS = 60.0
"""Time allowed a task, however few its records."""
ROW_SECONDS = 0.2
"""Time allowed a record on top, as a mean over a task; a hundred times what is usual."""
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def _serve(connection: Connection, load: Load) -> None:
    """Life of a process: make ready, say so, then answer every task with its part."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # an interrupt is the parent's to handle; it ends the crew
    _end_with_parent()
    try:
        job = load()
    except DiscoveryError as error:
        connection.send(error)
        return
    connection.send(None)
    while True:
        try:
            task: Task = connection.recv()
        except EOFError:
            return
        try:
            connection.send(job(task))
        except (DiscoveryError, OSError) as error:
            connection.send(error)


def _end_with_parent() -> None:
    """Have the system end this process as soon as its parent is gone, even where a task hangs outside of Python.

    Elsewhere than on Linux it ends once it is done with its task. Its files could otherwise get in the way of a new
    run in the same folder.
    """
    parent = multiprocessing.parent_process()
    if sys.platform == "linux" and parent is not None:
        import fcntl

        # the parent alone holds the other end of this pipe; when that closes, SIGIO comes, which nobody handles
        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
        if wait([parent.sentinel], timeout=0):  # it was gone before
            os._exit(1)


class Worker:
    """One process of the crew, and the task it is at."""

    def __init__(self, load: Load) -> None:
        context = process_context()
        self.connection, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(theirs, load), daemon=True)
        self.process.start()
        theirs.close()
        self.task: Task | None = None
        self.loaded = False
        self.deadline = inf

    def give(self, task: Task) -> None:
        """Hand over a task; raises the DiscoveryError that kept the process from getting ready."""
        self._await_load()
        self.task = task
        self.deadline = monotonic() + TASK_SECONDS + ROW_SECONDS * task.size
        with suppress(BrokenPipeError, ConnectionResetError):  # a dead process is found out when its part is collected
            self.connection.send(task)

    def collect(self) -> Part | None:
        """The part of the task that was given; None where the process died of it or overran its time.

        Raises the DiscoveryError or OSError that ended the task, such as for an altered shard or a full disk.
        """
        self.task = None
        if not self.connection.poll():
            self.process.kill()
            return None
        try:
            answer: Part | DiscoveryError | OSError = self.connection.recv()
        except (EOFError, OSError):  # it died before its answer, or in the middle of it
            return None
        if not isinstance(answer, Part):
            raise answer
        return answer

    def _await_load(self) -> None:
        if self.loaded:
            return
        if not self.connection.poll(START_SECONDS):
            raise InternalError(f"a process was not ready within {START_SECONDS:.0f} seconds; try again")
        try:
            problem: DiscoveryError | None = self.connection.recv()
        except (EOFError, OSError) as error:
            raise InternalError("a process died while it got ready: is there enough memory?") from error
        if problem is not None:
            raise problem
        self.loaded = True


def start_server(modules: Sequence[str]) -> None:
    """Begin to import modules in the background, in the process from which a crew's are to be forked."""
    context = process_context()
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(list(modules))
        forkserver.ensure_running()


def process_context() -> Any:
    """Way to start processes: from a server that has imported what they need once, where the system has that."""
    return get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")


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

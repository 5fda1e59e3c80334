"""A process of a crew, and the task that it is at."""

from contextlib import suppress
from math import inf
from time import monotonic

from discovery.errors import DiscoveryError, InternalError
from discovery.screening.work.parts import Part
from discovery.screening.work.process import Answer, Start
from discovery.screening.work.task import Load, Task

START_SECONDS = 300.0
"""Time for a process to start and get ready."""
TASK_SECONDS = 60.0
"""Time allowed a task, however few its records."""
ROW_SECONDS = 0.2
"""Time allowed a record on top, as a mean over a task; a hundred times what is usual."""


def allowed_seconds(task: Task) -> float:
    """Time allowed a task: for the rows that it looks at, not for those it rejects unseen."""
    return TASK_SECONDS + ROW_SECONDS * len(task.suspects())


class Worker:
    """One process of the crew, and the task it is at."""

    def __init__(self, load: Load, start: Start) -> None:
        self.process = start(load)
        self.connection = self.process.connection
        self.task: Task | None = None
        self.loaded = False
        self.deadline = inf

    def is_there(self) -> bool:
        """Whether the process, which has no task, can be given one; False where it died, of getting ready or since.

        Raises the DiscoveryError that kept it from getting ready.
        """
        return self._is_loaded() and not self.connection.poll()

    def give(self, task: Task) -> None:
        """Hand over a task, for which the process `is_there`."""
        self.task = task
        self.deadline = monotonic() + allowed_seconds(task)
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
            answer: Answer = self.connection.recv()
        except (EOFError, OSError):  # it died before its answer, or in the middle of it
            return None
        if not isinstance(answer, Part):
            raise answer
        return answer

    def _is_loaded(self) -> bool:
        if self.loaded:
            return True
        if not self.connection.poll(START_SECONDS):
            raise InternalError(f"a process was not ready within {START_SECONDS:.0f} seconds; try again")
        try:
            problem: DiscoveryError | None = self.connection.recv()
        except (EOFError, OSError):
            return False
        if problem is not None:
            raise problem
        self.loaded = True
        return True

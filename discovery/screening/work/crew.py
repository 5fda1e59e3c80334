"""A crew of processes that do tasks; a row that kills or hangs its process costs only itself."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from multiprocessing.connection import wait
from time import monotonic

from discovery.errors import InternalError
from discovery.screening.work.parts import Part
from discovery.screening.work.process import Start, fork
from discovery.screening.work.task import Load, Task
from discovery.screening.work.worker import Worker

MOST_CULPRITS, ROWS_A_CULPRIT = 20, 100
"""Rows quarantined in one task before the fault is sought in the program instead: so many, and one more in so many."""
MOST_IN_VAIN = 5
"""Deaths of a task for which no row is to blame, before the fault is sought in the machine instead."""
LOADS = 3
"""Processes in turn that may die while they get ready, before the fault is sought in the machine instead."""


class Crew:
    """Processes that do tasks side by side, each with its own copy of what they need."""

    def __init__(self, load: Load, workers: int, start: Start = fork) -> None:
        self._load = load
        self._start = start
        self._number = workers
        self._workers: list[Worker] = []

    def close(self) -> None:
        """End the processes, whatever they are at."""
        for worker in self._workers:
            worker.process.end()

    def run(self, tasks: Iterable[Task]) -> Iterator[Part]:
        """The parts of the tasks, in the order in which they are finished."""
        for task in tasks:
            if not self._workers:  # where nothing is left to do, no process need get ready
                self._workers = [Worker(self._load, self._start) for _ in range(self._number)]
            while (idle := next((worker for worker in self._workers if worker.task is None), None)) is None:
                yield self._next()
            self._ready(self._workers.index(idle)).give(task)
        while any(worker.task for worker in self._workers):
            yield self._next()

    def _next(self) -> Part:
        """Wait for the first process that is done, dead or overdue, and see to its task."""
        busy = [(worker, worker.task) for worker in self._workers if worker.task]
        overdue = min(busy, key=lambda pair: pair[0].deadline)
        ready = wait([worker.connection for worker, _ in busy], timeout=overdue[0].deadline - monotonic())
        worker, task = next((pair for pair in busy if pair[0].connection in ready), overdue)
        part = worker.collect()
        return part if part is not None else self._rescue(self._workers.index(worker), task)

    def _rescue(self, seat: int, task: Task) -> Part:
        """The part of a task that killed its process, once every row to blame is quarantined."""
        self._replace(seat)
        in_vain = 0
        while in_vain < MOST_IN_VAIN:
            culprit = self._culprit(seat, task)
            if culprit is None:
                in_vain += 1
            else:
                task = replace(task, quarantined=task.quarantined | {culprit})
            if len(task.quarantined) > MOST_CULPRITS + task.size // ROWS_A_CULPRIT:
                raise InternalError(
                    f"{task.name}: {len(task.quarantined)} of {task.size} rows killed the process at them, more than a "
                    "library should have: mend the library, or install the program anew if others end like this too"
                )
            part = self._alone(seat, task)
            if part is not None:
                return part
        raise InternalError(
            f"{task.name}: processes died {in_vain} times of it, and no row is to blame: try engine.workers=1 or fewer "
            "rows at a time (engine.shard where a library is stored, else engine.rows), or workers of fewer threads in "
            "the cluster (is there enough memory?)"
        )

    def _culprit(self, seat: int, task: Task) -> int | None:
        """Position of a row that kills its process, found by bisection; None where none does so on its own."""
        suspects = task.suspects()
        while len(suspects) > 1:
            half = suspects[: len(suspects) // 2]
            dies = self._alone(seat, task.only(half)) is None
            suspects = half if dies else suspects[len(half) :]
        dies = self._alone(seat, task.only(suspects)) is None
        return suspects[0] if dies and suspects else None

    def _alone(self, seat: int, task: Task) -> Part | None:
        """The part of a task worked out while nothing else is begun; None where the process died of it."""
        worker = self._ready(seat)
        worker.give(task)
        wait([worker.connection], timeout=worker.deadline - monotonic())
        part = worker.collect()
        if part is None:
            self._replace(seat)
        return part

    def _ready(self, seat: int) -> Worker:
        """A process that can be given a task: the one in that seat, or another where that died."""
        for _ in range(LOADS):
            if self._workers[seat].is_there():
                return self._workers[seat]
            self._replace(seat)
        raise InternalError("process after process died while it got ready: is there enough memory?")

    def _replace(self, seat: int) -> None:
        self._workers[seat].process.end()
        self._workers[seat] = Worker(self._load, self._start)

"""Tasks done on a dask cluster, by a process of its own for every thread of its workers."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from logging import CRITICAL, getLogger
from uuid import uuid4

from discovery.errors import DiscoveryError, InternalError, SettingsError
from discovery.screening.work.crew import Crew
from discovery.screening.work.parts import Part
from discovery.screening.work.process import Answer, start_anew
from discovery.screening.work.task import Load, Task

CONNECT_SECONDS = 20.0
"""Time for the scheduler to answer."""
AHEAD = 2
"""Tasks on the cluster at a time, for each of its threads: enough that none waits, few enough to hold in memory."""


def require_distributed() -> None:
    """Raise SettingsError where the optional package is not installed."""
    if find_spec("distributed") is None:
        raise SettingsError("engine=dask needs distributed: pip install distributed, or choose engine=local")


class Cluster:
    """The workers of a dask cluster, each thread of which does tasks by a process of its own."""

    def __init__(self, load: Load, address: str) -> None:
        """Reach the scheduler; raises SettingsError where that is not possible."""
        require_distributed()
        from distributed import Client, as_completed  # optional

        self._address = address
        self._load = load
        self._run = uuid4().hex
        getLogger("distributed.client").setLevel(CRITICAL)  # what goes wrong is raised, as one line
        try:
            self._client = Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
        except (OSError, ValueError) as problem:
            reason = str(problem).splitlines()[0]
            raise SettingsError(f"engine.address: no scheduler of dask answers at {address} ({reason})") from problem
        self._running = as_completed(loop=self._client.loop)

    def close(self) -> None:
        """Leave the cluster; what it has not begun is dropped, and the processes end as no task comes."""
        self._client.close()

    def run(self, tasks: Iterable[Task]) -> Iterator[Part]:
        """The parts of the tasks, in the order in which they are finished."""
        for task in tasks:
            while self._running.count() >= self._most():
                yield self._next()
            self._submit(task)
        while self._running.count():
            yield self._next()

    def _most(self) -> int:
        """How many tasks may be on the cluster now; its workers come and go."""
        with self._reaching():
            threads: int = sum(self._client.nthreads().values())
        return AHEAD * max(threads, 1)

    def _submit(self, task: Task) -> None:
        from dask import config  # optional

        # dask advises against large tasks, such as one of 20,000 mol blocks; here there are few at a time
        with self._reaching(), config.set({"distributed.admin.large-graph-warning-threshold": "10GB"}):
            self._running.add(self._client.submit(_do, self._run, self._load, task, pure=False))

    def _next(self) -> Part:
        """Wait for the first task that is done; raises the DiscoveryError or OSError that ended it."""
        with self._reaching():
            future = next(self._running)
            problem = future.exception()
            if problem is not None:
                raise InternalError(f"engine=dask: {_explained(problem)}") from problem
            answer: Answer = future.result()
        if not isinstance(answer, Part):
            raise answer
        return answer

    @contextmanager
    def _reaching(self) -> Iterator[None]:
        """The block needs the scheduler; raises InternalError where that is gone."""
        from distributed import CancelledError  # optional

        try:
            yield
        except (OSError, CancelledError) as problem:
            raise InternalError(
                f"engine=dask: lost the scheduler at {self._address}; start again, finished parts are kept"
            ) from problem


def _explained(problem: BaseException) -> str:
    """Why the cluster could not do a task that itself ended in no error."""
    if type(problem).__name__ == "KilledWorker":
        return "worker after worker of the cluster died of a task: is there enough memory? Their logs say more"
    reason = " ".join(f"{type(problem).__name__} {problem}".split())
    return f"the cluster could not begin a task ({reason}): do its scheduler and workers have this very program?"


class _Seat(threading.local):
    """What a thread of a worker of the cluster has: one process, for the run that it was last asked for."""

    run = ""
    crew: Crew | None = None

    def crew_of(self, run: str, load: Load) -> Crew:
        """The process that is ready for a run; the one of an earlier run is ended, as its model may be another."""
        if self.crew is None or self.run != run:
            self.leave()
            self.run, self.crew = run, Crew(load, 1, start_anew)
        return self.crew

    def leave(self) -> None:
        if self.crew is not None:
            self.crew.close()
            self.crew = None


_seat = _Seat()


def _do(run: str, load: Load, task: Task) -> Answer:
    """A task, done on a thread of a worker of the cluster.

    What ended it is an answer, not raised, so that it is told from what goes wrong with the cluster.
    """
    try:
        [part] = _seat.crew_of(run, load).run([task])
    except (DiscoveryError, OSError) as error:
        _seat.leave()
        return error
    return part

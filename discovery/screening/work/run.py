"""Working through tasks, however many, and remembering which are done."""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

from discovery.progress import bar
from discovery.screening.settings import DaskSettings, EngineSettings
from discovery.screening.work.crew import Crew
from discovery.screening.work.parts import Journal, Part
from discovery.screening.work.process import one_thread_a_process, start_server
from discovery.screening.work.task import Load, Task


class Engine(Protocol):
    """Processes that do tasks, wherever they are."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Part]:
        """The parts of the tasks, in the order in which they are finished; tasks are asked for as they can be done."""
        ...

    def close(self) -> None:
        """Let go of the processes, whatever they are at."""
        ...


@contextmanager
def started(load: Load, modules: Sequence[str], engine: EngineSettings) -> Iterator[Engine]:
    """The processes of an engine, for the block; they import `modules`, and make themselves ready by `load`.

    Raises SettingsError where the engine cannot be had, so that nothing should be changed on disk before.
    """
    with one_thread_a_process(), closing(_start(load, modules, engine)) as processes:
        yield processes


def run(
    tasks: Iterable[Task], processes: Engine, journal: Journal, title: str, total: int | None = None
) -> tuple[Part, ...]:
    """All parts by their names: those that the journal has, and those of the tasks once they are done.

    `total` is the number of rows, where known.
    """
    parts = journal.finished()
    with bar(title, total) as progress:
        progress.advance(sum(part.rows for part in parts.values()))
        for part in processes.run(tasks):
            journal.add(part)
            parts[part.name] = part
            progress.advance(part.rows)
    return tuple(parts[name] for name in sorted(parts))


def _start(load: Load, modules: Sequence[str], engine: EngineSettings) -> Engine:
    if isinstance(engine, DaskSettings):
        from discovery.screening.work.cluster import Cluster  # imported here because few have a cluster

        return Cluster(load, engine.address)
    start_server(modules)
    return Crew(load, engine.workers or os.cpu_count() or 1)

"""Working through tasks, however many, and remembering which are done."""

import os
from collections.abc import Iterable, Sequence
from itertools import chain

from discovery.progress import bar
from discovery.screening.settings import EngineSettings
from discovery.screening.work.crew import Crew
from discovery.screening.work.parts import Journal, Part
from discovery.screening.work.task import Load, Task
from discovery.screening.work.worker import one_thread_a_process, start_server


def run(
    tasks: Iterable[Task],
    load: Load,
    modules: Sequence[str],
    engine: EngineSettings,
    journal: Journal,
    title: str,
    total: int | None = None,
) -> tuple[Part, ...]:
    """All parts by their names: those that the journal has, and those of the tasks once they are done.

    The processes import `modules`, and make themselves ready by `load`. `total` is the number of rows, where known.
    """
    parts = journal.finished()
    tasks = iter(tasks)
    first = next(tasks, None)
    if first is None:  # nothing is left to do, so that no process need get ready
        return tuple(parts[name] for name in sorted(parts))
    with one_thread_a_process():
        start_server(modules)
        crew = Crew(load, engine.workers or os.cpu_count() or 1)
        try:
            with bar(title, total) as progress:
                progress.advance(sum(part.rows for part in parts.values()))
                for part in crew.run(chain([first], tasks)):
                    journal.add(part)
                    parts[part.name] = part
                    progress.advance(part.rows)
        finally:
            crew.close()
    return tuple(parts[name] for name in sorted(parts))

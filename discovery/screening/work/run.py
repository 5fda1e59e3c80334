"""Working through tasks, however many, and remembering which are done."""

import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from discovery.errors import SettingsError
from discovery.progress import bar
from discovery.screening.settings import DaskSettings, EngineSettings
from discovery.screening.work.accounts import Intake
from discovery.screening.work.crew import Crew
from discovery.screening.work.lock import alone_in
from discovery.screening.work.parts import JOURNAL, Journal, Part, files_like, remove_others, remove_temporary
from discovery.screening.work.server import small_processes, start_server
from discovery.screening.work.task import Preparation, Task


class Engine(Protocol):
    """Processes that do tasks, wherever they are."""

    def run(self, tasks: Iterable[Task]) -> Iterator[Part]:
        """The parts of the tasks, in the order in which they are finished; tasks are asked for as they can be done."""
        ...

    def close(self) -> None:
        """Let go of the processes, whatever they are at."""
        ...


@dataclass(frozen=True)
class Place:
    """A folder for the parts of a work."""

    folder: Path
    key: str
    """All that the parts depend on: where it is another one, nothing in the folder is of use."""
    pattern: str
    """What the files of parts are called, as a regular expression; no others are ever deleted."""
    record: str = ""
    """File, if any, that says that a work is finished, and is written by whoever has its parts."""

    @contextmanager
    def taken(self) -> Iterator[tuple[Journal, dict[str, Part]]]:
        """The folder, for this run alone and made ready: of parts that earlier ones left, those of its kind are kept.

        Raises SettingsError where another run is at work, or where there are files called like parts but no journal.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        found = files_like(self.folder, self.pattern)
        if found and not (self.folder / JOURNAL).is_file():
            raise SettingsError(
                f"{found[0]} is not of an earlier run: choose another folder for `out`, or move it away"
            )
        with alone_in(self.folder):
            if self.record:
                (self.folder / self.record).unlink(missing_ok=True)
            journal = Journal.open(self.folder, hashlib.sha256(self.key.encode()).hexdigest())
            finished = journal.finished()
            remove_others(files_like(self.folder, self.pattern), finished.values())
            remove_temporary(self.folder)
            yield journal, finished
            remove_temporary(self.folder)


def work_through(
    tasks: Iterable[Task],
    preparation: Preparation,
    engine: EngineSettings,
    place: Place,
    title: str,
    total: int | None = None,
) -> tuple[Part, ...]:
    """The parts of the tasks, in their order: those that are finished already, and the others once they are done.

    `total` is the number of rows, where known. Raises SettingsError where the engine or the folder cannot be had, with
    nothing changed on disk; InternalError where a row is in no part.
    """
    with (
        small_processes(),
        closing(_start(preparation, engine)) as processes,
        place.taken() as (journal, finished),
        bar(title, total) as progress,
    ):
        intake, made = Intake(), dict(finished)
        for part in processes.run(intake.unfinished(tasks, finished, progress.advance)):
            journal.add(part)
            made[part.name] = part
            progress.advance(part.rows)
    return intake.parts(made)


def _start(preparation: Preparation, engine: EngineSettings) -> Engine:
    if isinstance(engine, DaskSettings):
        from discovery.screening.work.cluster import Cluster  # imported here because few have a cluster

        return Cluster(preparation.load, engine.address)
    start_server(preparation.modules)
    return Crew(preparation.load, engine.workers or os.cpu_count() or 1)

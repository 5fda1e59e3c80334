"""That every record which was read is in a part, and every part in the record of the whole."""

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from discovery.errors import BundleError, InputError, InternalError
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Task


@dataclass
class Intake:
    """Counts the rows of tasks that pass by."""

    rows: dict[str, int] = field(default_factory=dict)
    """Name of a task -> its rows."""

    def unfinished(
        self, tasks: Iterable[Task], finished: Collection[str], advance: Callable[[int], None]
    ) -> Iterator[Task]:
        """The tasks that are still to be done; all are counted, and `advance` hears of the rows of the others."""
        for task in tasks:
            self.rows[task.name] = task.size
            if task.name not in finished:
                yield task
            else:
                advance(task.size)

    def parts(self, made: Mapping[str, Part]) -> tuple[Part, ...]:
        """The parts of the tasks, in their order; raises InternalError unless each is there, with as many rows."""
        for name, rows in self.rows.items():
            accounted = made[name].rows if name in made else 0
            if accounted != rows:
                raise InternalError(f"{name}: {rows} rows were read, but {accounted} are accounted for")
        return tuple(made[name] for name in self.rows)


def totals(parts: Sequence[Part]) -> dict[str, int]:
    """Rows of all parts, and how many of them were accepted and rejected."""
    return {name: sum(getattr(part, name) for part in parts) for name in ("rows", "accepted", "rejected")}


def check_totals(where: object, record: Mapping[str, object], parts: Sequence[Part]) -> None:
    """Raises InputError where the totals of a record are not those of its parts."""
    for name, total in totals(parts).items():
        if record[name] != total:
            raise InputError(f"{where}: {name} is {record[name]}, but {total} in its parts; make it again")


def read_record(folder: Path, name: str, version: int, what: str, remedy: str) -> dict[str, Any]:
    """The record `name` of a finished folder; raises InputError where it is none, or of another format.

    `what` the folder should be, and the `remedy`, are for people.
    """
    path = folder / name
    if not path.is_file():
        raise InputError(f"{folder} has no {name}: it is no finished {what}; {remedy}")
    with undamaged(path, remedy):
        record: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if record["format"] != version:
            raise InputError(f"{path} has format {record['format']}, this version reads {version}; {remedy}")
    return record


@contextmanager
def undamaged(path: Path, remedy: str) -> Iterator[None]:
    """The record at `path` is read within the block; raises InputError where it is not as this program writes it."""
    try:
        yield
    except (AttributeError, BundleError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is damaged, or of another program; {remedy}") from error

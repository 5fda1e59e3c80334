"""That every record which was read is in a part, and every part in the record of the whole."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from discovery.errors import InternalError
from discovery.screening.work.parts import Part
from discovery.screening.work.task import Task


@dataclass
class Intake:
    """Counts the rows of tasks that pass by."""

    rows: dict[str, int] = field(default_factory=dict)
    """Name of a task -> its rows."""

    def unfinished(self, tasks: Iterable[Task], finished: Collection[str]) -> Iterator[Task]:
        """The tasks that are still to be done; all are counted."""
        for task in tasks:
            self.rows[task.name] = task.size
            if task.name not in finished:
                yield task

    def check(self, parts: Iterable[Part]) -> None:
        """Raises InternalError unless there is one part for every task, with as many rows."""
        found = {part.name: part.rows for part in parts}
        if found != self.rows:
            name = next(name for name in sorted(found | self.rows) if found.get(name) != self.rows.get(name))
            raise InternalError(
                f"{name}: {self.rows.get(name, 0)} rows were read, but {found.get(name, 0)} are accounted for"
            )


def totals(parts: Sequence[Part]) -> dict[str, int]:
    """Rows of all parts, and how many of them were accepted and rejected."""
    return {name: sum(getattr(part, name) for part in parts) for name in ("rows", "accepted", "rejected")}


def check_totals(where: object, record: Mapping[str, object], parts: Sequence[Part]) -> None:
    """Raises InternalError where the totals of a record are not those of its parts."""
    for name, total in totals(parts).items():
        if record[name] != total:
            raise InternalError(f"{where}: {name} is {record[name]}, but {total} in its parts; make it again")

"""What a process of a crew is given to do."""

from collections.abc import Callable, Collection, Sequence, Sized
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from discovery.screening.work.parts import Part


@dataclass(frozen=True)
class Task:
    """Rows to work on, and what the part that is made of them is called."""

    rows: Any
    """Something `Sized` that the job of the crew knows; travels to the process."""
    folder: Path
    """Where the files of the part go; absolute, as a process elsewhere has another working directory."""
    name: str
    """Of the part, and how its files begin."""
    quarantined: frozenset[int] = frozenset()
    """Positions of rows known to kill their process."""

    @property
    def size(self) -> int:
        """Number of rows."""
        rows: Sized = self.rows
        return len(rows)

    def suspects(self) -> list[int]:
        return [position for position in range(self.size) if position not in self.quarantined]

    def only(self, positions: Collection[int]) -> "Task":
        """The task with every row quarantined but those at the positions."""
        return replace(self, quarantined=frozenset(range(self.size)) - frozenset(positions))


Job = Callable[[Task], Part]
"""Does a task: writes the files of its part. Rows at its quarantined positions must be rejected unseen."""
Load = Callable[[], Job]
"""Makes the job ready, once in every process; such as by loading a model."""


@dataclass(frozen=True)
class Preparation:
    """How processes get ready for tasks."""

    load: Load
    modules: Sequence[str]
    """What they import for that, which a server does once where processes can be forked from it."""

"""Progress bars with rate and time left; quiet when standard error is not a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text


class RateColumn(ProgressColumn):
    """Items a second, or seconds an item."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        if not speed:
            return Text("")
        return Text(f"{speed:,.0f}/s" if speed >= 1 else f"{1 / speed:,.0f} s each")


@dataclass
class Bar:
    """One progress bar; `advance` by the items done."""

    progress: Progress
    task: TaskID

    def advance(self, items: int = 1) -> None:
        self.progress.advance(self.task, items)

    def describe(self, text: str) -> None:
        self.progress.update(self.task, description=text)


_open: Progress | None = None
"""The bars on the screen; two such displays would write over one another."""


@contextmanager
def bar(title: str, total: int | None) -> Iterator[Bar]:
    """A bar on standard error for as long as the block runs; draws nothing when that is not a terminal.

    A bar within another one stands below it until it is done.
    """
    global _open
    if _open is not None:
        task = _open.add_task(title, total=total)
        try:
            yield Bar(_open, task)
        finally:
            _open.remove_task(task)
        return
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), RateColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        _open = progress
        try:
            yield Bar(progress, progress.add_task(title, total=total))
        finally:
            _open = None

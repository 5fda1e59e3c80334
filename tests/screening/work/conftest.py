"""Structures as tasks, and scoring that dies or hangs on some of them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from discovery.screening.library.records import LibraryChunk
from discovery.screening.work.task import Task


@pytest.fixture
def victims(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    import victims

    return victims


def _tasks(smiles: list[str], rows: int, folder: Path) -> Iterator[Task]:
    """A task for so many structures at a time; its name is its number."""
    for number, start in enumerate(range(0, len(smiles), rows)):
        part = smiles[start : start + rows]
        row = np.arange(start + 1, start + len(part) + 1)
        chunk = LibraryChunk(number, "library.csv", row, row + 1, [str(r) for r in row], part, {})
        yield Task(chunk, folder, str(number))


@pytest.fixture
def tasks() -> Callable[[list[str], int, Path], Iterator[Task]]:
    return _tasks

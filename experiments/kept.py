"""What a study has already computed, so that a run that was stopped goes on where it stood."""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Row = dict[str, str]
Floats = NDArray[np.float64]

RUNS = Path(__file__).parent / "runs"
"""Folder of files that are kept but not committed."""


@dataclass(frozen=True)
class Results:
    """Rows of a CSV file, each written as soon as it is known."""

    path: Path
    keys: tuple[str, ...]
    """Columns that say which row it is."""
    values: tuple[str, ...]

    def rows(self) -> list[Row]:
        """All rows of the file, in its order."""
        if not self.path.exists():
            return []
        with self.path.open(newline="", encoding="utf-8") as file:
            return list(csv.DictReader(file))

    def has(self, *key: str) -> bool:
        """Whether there is a row with this key."""
        return any(tuple(row[name] for name in self.keys) == key for row in self.rows())

    def append(self, *cells: object) -> None:
        """Write a row: its key, then its values."""
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            if not file.tell():
                writer.writerow((*self.keys, *self.values))
            writer.writerow([f"{cell:.6g}" if isinstance(cell, float) else str(cell) for cell in cells])

    def put(self, rows: Sequence[Mapping[str, object]]) -> None:
        """Write rows in place of those with the same keys, all in the order of their keys."""
        every = {self._key(row): {name: str(cell) for name, cell in row.items()} for row in [*self.rows(), *rows]}
        with self.path.open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, (*self.keys, *self.values), lineterminator="\n")
            writer.writeheader()
            writer.writerows(every[key] for key in sorted(every))

    def _key(self, row: Mapping[str, object]) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in self.keys)


@dataclass(frozen=True)
class Told:
    """What models said, one file a model; what is not there is computed when it is asked for."""

    folder: Path

    def get(self, task: str, model: str, compute: Callable[[], Mapping[str, Floats]]) -> Floats:
        """[n] what the model said in this task; `compute` tells it of this model and, maybe, of others."""
        if not self.has(task, model):
            self.folder.mkdir(parents=True, exist_ok=True)
            for name, values in compute().items():
                np.save(self._path(task, name), np.asarray(values, np.float64))
        found: Floats = np.load(self._path(task, model))
        return found

    def has(self, task: str, model: str) -> bool:
        """Whether it is there."""
        return self._path(task, model).exists()

    def _path(self, task: str, model: str) -> Path:
        words: Sequence[str] = (task, *model.replace(",", "").split())
        return self.folder / f"{'-'.join(words)}.npy"

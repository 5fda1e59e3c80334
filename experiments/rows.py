"""Results of a study, kept as they come: what is in the file is not computed again."""

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Row = dict[str, str]
RESAMPLES = 10_000


class Results:
    """The rows of a CSV file, of which the first `keys` columns tell which row it is."""

    def __init__(self, path: Path, columns: Sequence[str], keys: int) -> None:
        self.path, self.columns, self.keys = path, tuple(columns), keys
        self.rows: list[Row] = []
        if path.exists():
            with path.open(newline="", encoding="utf-8") as file:
                self.rows = list(csv.DictReader(file))
        self._known = {self._key(row) for row in self.rows}

    def _key(self, row: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(row[name] for name in self.columns[: self.keys])

    def has(self, *key: object) -> bool:
        """Whether the row is there."""
        return tuple(map(str, key)) in self._known

    def add(self, *values: object) -> None:
        """Append one row, at once; numbers that are no integers keep six decimals."""
        told = [f"{one:.6f}" if isinstance(one, float) else str(one) for one in values]
        row = dict(zip(self.columns, told, strict=True))
        with self.path.open("a", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, self.columns, lineterminator="\n")
            if not file.tell():
                writer.writeheader()
            writer.writerow(row)
        self.rows.append(row)
        self._known.add(self._key(row))


def mean_interval(values: Sequence[float] | NDArray[np.floating]) -> tuple[float, float, float]:
    """Mean of n values, with the middle 95 % of the means of RESAMPLES resamples of them."""
    told = np.asarray(values, np.float64)
    generator = np.random.default_rng(0)
    means = np.array([told[generator.integers(len(told), size=len(told))].mean() for _ in range(RESAMPLES)])
    low, high = np.quantile(means, [0.025, 0.975])
    return float(told.mean()), float(low), float(high)


def told(values: Sequence[float] | NDArray[np.floating], digits: int = 3) -> str:
    """Such as `0.121 (0.084 to 0.160)`; without an interval where there is but one value."""
    if len(values) < 2:
        return "".join(f"{value:.{digits}f}" for value in values)
    mean, low, high = mean_interval(values)
    return f"{mean:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"

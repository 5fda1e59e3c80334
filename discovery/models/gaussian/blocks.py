"""Kernel matrices between compounds, one a part of the kernel: the weighted mean of the parts is the prior covariance.

A part is 1 between a compound and itself and positive definite: the six min-max kernels of the count fingerprints and
one on each sort of vectors that is given, an encoder's or the predicted readouts of other assays.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from discovery.chem.counts import CountFingerprints, CountKind
from discovery.chem.minmax import BLOCK, References
from discovery.models.gaussian.compared import Compared

COUNTED = tuple(CountKind)
"""The parts that compare fingerprints, in the order of their weights; those on vectors, if any, come last."""
KEPT = 5_000
"""Compounds up to which the parts of an endpoint are kept for the next one, 100 MB each; above, they are made again."""

Rows = NDArray[np.int64]
Matrix = NDArray[np.float32]
Compare = Callable[[Rows], Matrix]
"""From rows [q] to the kernel [q, m] between them and the m compounds it was made for."""


class TrainBlocks:
    """Kernels among the training compounds; endpoints that are measured on the same compounds share them."""

    def __init__(self, fingerprints: CountFingerprints | None, *vectors: Compared) -> None:
        """Each of the `vectors` is of the same compounds, in the same order; without fingerprints it has no others."""
        self._counted = [fingerprints.kinds[kind] for kind in COUNTED] if fingerprints else []
        self._vectors = vectors
        self._rows = np.empty(0, np.int64)
        self._parts = np.empty((self.number, 0, 0), np.float32)

    @property
    def number(self) -> int:
        """Parts of the kernel, k."""
        return len(self._counted) + len(self._vectors)

    @property
    def shares(self) -> NDArray[np.float64]:
        """[k] weights that are expected of the parts; they sum to 1."""
        expected = np.array([1.0] * len(self._counted) + [one.share for one in self._vectors])
        shares: NDArray[np.float64] = expected / expected.sum()
        return shares

    def prepare(self, rows: Rows) -> None:
        """Make the parts among an endpoint's compounds once, where they can be kept."""
        if len(rows) <= KEPT and not self._keeps(rows):
            self.parts(rows)

    def parts(self, rows: Rows) -> Matrix:
        """[k, n, n] each part among the n compounds at the given rows, which rise; to be read only."""
        if np.array_equal(rows, self._rows):
            return self._parts
        if self._keeps(rows):
            place = np.searchsorted(self._rows, rows)
            return self._parts[:, place[:, None], place]
        parts = np.empty((self.number, len(rows), len(rows)), np.float32)
        for part, number in zip(parts, range(self.number), strict=True):
            part[:] = self._to(number, rows)(rows)
        if len(rows) <= KEPT:
            self._rows, self._parts = rows, parts
        return parts

    def mixed(self, weights: NDArray[np.float64], rows: Rows, columns: Rows) -> NDArray[np.float64]:
        """[n, m] weighted mean of the parts between the compounds at the rows and at the columns; both rise."""
        if len(rows) <= KEPT:
            place = np.searchsorted(rows, columns)
            square = mean_of(weights, self.parts(rows))
            return square if len(columns) == len(rows) else square[:, place]
        total = np.zeros((len(rows), len(columns)))
        for number, weight in enumerate(weights):
            compare = self._to(number, columns)
            for start in range(0, len(rows), BLOCK):
                part = slice(start, start + BLOCK)
                total[part] += weight * compare(rows[part])
        return total

    def _keeps(self, rows: Rows) -> bool:
        return bool(np.isin(rows, self._rows).all())

    def _to(self, number: int, columns: Rows) -> Compare:
        """One part of the kernel, between any compounds and those at the columns."""
        if number < len(self._counted):
            counts = self._counted[number]
            references = References(counts.take(columns))
            return lambda rows: references.compare(counts.take(rows))
        vectors = self._vectors[number - len(self._counted)]
        return lambda rows: np.maximum(vectors.among(rows, columns), rows[:, None] == columns)


def mean_of(weights: NDArray[np.float64], parts: Matrix) -> NDArray[np.float64]:
    """[n, m] mean of the parts [k, n, m] by their weights [k], element by element and so alike in any batch."""
    total: NDArray[np.float64] = weights[0] * parts[0].astype(np.float64)
    for weight, part in zip(weights[1:], parts[1:], strict=True):
        total += weight * part
    return total

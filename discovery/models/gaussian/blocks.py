"""Kernel matrices between compounds, one a part of the kernel: the weighted mean of the parts is the prior covariance.

A part is anything that is 1 between a compound and itself and positive definite; today these are the six min-max
kernels of the count fingerprints. A kernel on an encoder's embedding joins here, as a further part beside them.
"""

import numpy as np
from numpy.typing import NDArray

from discovery.chem.counts import CountFingerprints, CountKind
from discovery.chem.minmax import BLOCK, References

PARTS = tuple(CountKind)
"""The parts of the kernel, in the order of their weights."""
KEPT = 5_000
"""Compounds up to which the parts of an endpoint are kept for the next one: 600 MB; above, they are made again."""


class TrainBlocks:
    """Kernels among the training compounds; endpoints that are measured on the same compounds share them."""

    def __init__(self, fingerprints: CountFingerprints) -> None:
        self._fingerprints = fingerprints
        self._rows = np.empty(0, np.int64)
        self._parts = np.empty((len(PARTS), 0, 0), np.float32)

    def prepare(self, rows: NDArray[np.int64]) -> None:
        """Make the parts among an endpoint's compounds once, where they can be kept."""
        if len(rows) <= KEPT:
            self.parts(rows)

    def parts(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """[k, n, n] each part among the n compounds at the given rows, which rise; to be read only."""
        if np.array_equal(rows, self._rows):
            return self._parts
        if np.isin(rows, self._rows).all():
            place = np.searchsorted(self._rows, rows)
            return self._parts[:, place[:, None], place]
        parts = np.empty((len(PARTS), len(rows), len(rows)), np.float32)
        for part, kind in zip(parts, PARTS, strict=True):
            counts = self._fingerprints.kinds[kind].take(rows)
            part[:] = References(counts).compare(counts)
        if len(rows) <= KEPT:
            self._rows, self._parts = rows, parts
        return parts

    def mixed(
        self, weights: NDArray[np.float64], rows: NDArray[np.int64], columns: NDArray[np.int64]
    ) -> NDArray[np.float64]:
        """[n, m] weighted mean of the parts between the compounds at the rows and at the columns; both rise."""
        if len(rows) <= KEPT:
            place = np.searchsorted(rows, columns)
            square = mean_of(weights, self.parts(rows))
            return square if len(columns) == len(rows) else square[:, place]
        total = np.zeros((len(rows), len(columns)))
        for kind, weight in zip(PARTS, weights, strict=True):
            counts = self._fingerprints.kinds[kind]
            references = References(counts.take(columns))
            for start in range(0, len(rows), BLOCK):
                part = slice(start, start + BLOCK)
                total[part] += weight * references.compare(counts.take(rows[part]))
        return total


def mean_of(weights: NDArray[np.float64], parts: NDArray[np.float32]) -> NDArray[np.float64]:
    """[n, m] mean of the parts [k, n, m] by their weights [k], element by element and so alike in any batch."""
    total: NDArray[np.float64] = weights[0] * parts[0].astype(np.float64)
    for weight, part in zip(weights[1:], parts[1:], strict=True):
        total += weight * part
    return total

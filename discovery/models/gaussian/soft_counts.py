"""A kernel on counts that need not be whole: what two molecules have in common, as of counted fragments."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from discovery.models.gaussian.compared import Vectors

CACHED = 2**16
"""Numbers of the compounds' counts that are compared with one molecule after the other: a core's cache holds them."""


@dataclass(frozen=True, eq=False)
class SoftCounts:
    """The counts of m compounds, to be compared by the min-max kernel, sum of minima over sum of maxima.

    For count fingerprints it is Tanimoto's (`chem.minmax`). A number below zero counts as something else that there is.
    """

    counts: Vectors
    """[m, d]"""
    share = 6.0
    """As much as all kernels of fingerprints together."""

    @cached_property
    def _signed(self) -> tuple[Vectors, ...]:
        """What is above zero and, where there is such, what is below, without its sign."""
        negative = np.maximum(-self.counts, 0)
        positive = np.maximum(self.counts, 0)
        return (positive, negative) if negative.any() else (positive,)

    @cached_property
    def _totals(self) -> Vectors:
        return _totals(self.counts)

    def compare(self, vectors: Vectors) -> Vectors:
        """[q, m] kernel between counts [q, d] and those of the compounds; 0 for one of NaN, which is like no other."""
        least = np.zeros((len(vectors), len(self.counts)), np.float32)
        for known, sign in zip(self._signed, (1, -1), strict=False):
            least += _minima(np.maximum(sign * vectors, 0), known)
        most = _totals(vectors)[:, None] + self._totals[None, :] - least
        similarity = np.divide(least, most, out=np.ones_like(most), where=most != 0)
        found: Vectors = np.nan_to_num(similarity, nan=0.0)
        return found

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        """[q, p] kernel between some of the compounds and others."""
        return self.take(columns).compare(self.counts[rows])

    def take(self, rows: NDArray[np.int64]) -> "SoftCounts":
        """Of these compounds alone."""
        return SoftCounts(self.counts[rows])


def _totals(counts: Vectors) -> Vectors:
    totals: Vectors = np.abs(counts).sum(axis=1)
    return totals


def _minima(asked: Vectors, known: Vectors) -> Vectors:
    """[q, m] sum of the smaller of each two numbers of [q, d] and [m, d]."""
    sums = np.empty((len(asked), len(known)), np.float32)
    size = max(1, CACHED // max(1, known.shape[1]))
    smaller = np.empty((size, known.shape[1]), np.float32)
    for start in range(0, len(known), size):
        block = known[start : start + size]
        for row, numbers in enumerate(asked):
            np.minimum(block, numbers, out=smaller[: len(block)])
            np.einsum("ij->i", smaller[: len(block)], out=sums[row, start : start + len(block)])
    return sums

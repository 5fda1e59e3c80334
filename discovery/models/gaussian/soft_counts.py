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
    share = 4.0
    """Beside the six kernels of fingerprints, each of which has 1 (experiments/atom_sorts)."""

    @cached_property
    def _signed(self) -> tuple[Vectors, ...]:
        """What is above zero and, where there is such, what is below, without its sign."""
        if not (self.counts < 0).any():
            return (self.counts,)
        return np.maximum(self.counts, 0), np.maximum(-self.counts, 0)

    @cached_property
    def _totals(self) -> Vectors:
        return _sums_of(self.counts)

    def compare(self, vectors: Vectors) -> Vectors:
        """[q, m] kernel between counts [q, d] and those of the compounds; 0 for one of NaN, which is like no other."""
        least = np.zeros((len(vectors), len(self.counts)), np.float32)
        for known, sign in zip(self._signed, (1, -1), strict=False):
            least += _minima(np.maximum(sign * vectors, 0), known)
        return _similarity(least, _sums_of(vectors), self._totals)

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        """[q, p] kernel between some of the compounds and others."""
        chosen = self.take(columns)
        if not np.array_equal(rows, columns):
            return chosen.compare(self.counts[rows])
        least = np.sum([_minima_within(known) for known in chosen._signed], axis=0)
        return _similarity(least, chosen._totals, chosen._totals)

    def take(self, rows: NDArray[np.int64]) -> "SoftCounts":
        """Of these compounds alone."""
        return SoftCounts(self.counts[rows])


def _similarity(least: Vectors, asked: Vectors, known: Vectors) -> Vectors:
    """[q, m] from the sums of minima and what each molecule counts in all [q], [m]."""
    most = asked[:, None] + known[None, :] - least
    similarity: Vectors = np.nan_to_num(np.divide(least, most, out=np.ones_like(most), where=most != 0), nan=0.0)
    return similarity


def _sums_of(counts: Vectors) -> Vectors:
    totals: Vectors = np.abs(counts).sum(axis=1)
    return totals


def _minima(asked: Vectors, known: Vectors) -> Vectors:
    """[q, m] sum of the smaller of each two numbers of [q, d] and [m, d]."""
    sums = np.empty((len(asked), len(known)), np.float32)
    size = _block(known)
    smaller = np.empty((size, known.shape[1]), np.float32)
    for start in range(0, len(known), size):
        block = known[start : start + size]
        for row, numbers in enumerate(asked):
            np.minimum(block, numbers, out=smaller[: len(block)])
            np.einsum("ij->i", smaller[: len(block)], out=sums[row, start : start + len(block)])
    return sums


def _minima_within(counts: Vectors) -> Vectors:
    """[m, m] the same among [m, d]: each pair once."""
    sums = np.empty((len(counts), len(counts)), np.float32)
    for start in range(0, len(counts), _block(counts)):
        part = slice(start, start + _block(counts))
        sums[: part.stop, part] = _minima(counts[: part.stop], counts[part])
        sums[part, :start] = sums[:start, part].T
    return sums


def _block(counts: Vectors) -> int:
    """Rows that fit in the cache together."""
    width: int = counts.shape[1]
    return max(1, CACHED // max(1, width))

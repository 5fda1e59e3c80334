"""Kernels on the counted atoms of compounds, one for each way of counting."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.graphs.store import GraphStore
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_counts import AtomCounter, Vectors
from discovery.models.gaussian.soft_counts import SoftCounts

COUNTS = "counts"
"""Name of the array of what was counted."""


@dataclass(frozen=True, eq=False)
class AtomKernels:
    """The counted atoms of m compounds: several kernels, or one that is their mean."""

    counter: AtomCounter
    counts: Vectors
    """[m, w] what the counter makes of the compounds."""

    @classmethod
    def fit(cls, encoder: Encoder, store: GraphStore, seed: int) -> Self:
        """Of the compounds to learn from, by a counter that is fitted to them."""
        counter = AtomCounter.fit(encoder, store, seed)
        return cls(counter, counter.of(encoder, store))

    @cached_property
    def parts(self) -> tuple[SoftCounts, ...]:
        """The kernel of each way of counting."""
        return tuple(SoftCounts(counts) for counts in self._ways(self.counts))

    @property
    def share(self) -> float:
        """Of their mean: as much as they have together."""
        return sum(part.share for part in self.parts)

    def each(self, counts: Vectors) -> list[Vectors]:
        """[q, m] every kernel between the compounds and others, of which [q, w] was counted."""
        return [part.compare(asked) for part, asked in zip(self.parts, self._ways(counts), strict=True)]

    def compare(self, counts: Vectors) -> Vectors:
        """[q, m] the mean of the kernels."""
        return _mean(self.each(counts))

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        """[q, p] the mean of the kernels between some of the compounds and others."""
        return _mean([part.among(rows, columns) for part in self.parts])

    def take(self, rows: NDArray[np.int64]) -> "AtomKernels":
        """Of these compounds alone."""
        return replace(self, counts=self.counts[rows])

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        return {COUNTS: self.counts} | self.counter.state()

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote, among other arrays."""
        return cls(AtomCounter.from_state(state), state[COUNTS])

    def _ways(self, counts: Vectors) -> list[Vectors]:
        return [np.ascontiguousarray(way) for way in np.split(counts, np.cumsum(self.counter.widths)[:-1], axis=1)]


def _mean(kernels: list[Vectors]) -> Vectors:
    mean: Vectors = np.mean(kernels, axis=0)
    return mean

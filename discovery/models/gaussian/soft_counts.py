"""A kernel on sums over atoms that an encoder makes of molecules: what two have in common, as of counted fragments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from discovery.models.gaussian.compared import Vectors


@dataclass(frozen=True, eq=False)
class SoftCounts:
    """The sums of m compounds, to be compared by the min-max kernel, sum of minima over sum of maxima.

    For count fingerprints it is Tanimoto's (`chem.minmax`). experiments/fine_tuning holds the kernel with the shipped
    encoder's sums beside the one on fingerprints alone.
    """

    sums: Vectors
    """[m, d]"""
    share = 6.0
    """As much as all kernels of fingerprints together."""

    def compare(self, vectors: Vectors) -> Vectors:
        """[q, m] kernel between the sums [q, d] and those of the compounds; 0 for one of NaN, which is like no other.

        The minima add up to half of what the sums' sizes exceed their distance by, the maxima to half of both; numbers
        below zero count as something that the others have not.
        """
        size = np.abs(vectors).sum(axis=1)[:, None] + np.abs(self.sums).sum(axis=1)[None, :]
        apart = cdist(vectors, self.sums, "cityblock").astype(np.float32)
        both = size + apart
        similarity = np.divide(size - apart, both, out=np.ones_like(both), where=both != 0)
        found: Vectors = np.nan_to_num(similarity, nan=0.0)
        return found

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        """[q, p] kernel between some of the compounds and others."""
        return self.take(columns).compare(self.sums[rows])

    def take(self, rows: NDArray[np.int64]) -> "SoftCounts":
        """Of these compounds alone."""
        return SoftCounts(self.sums[rows])

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        return {"sums": self.sums}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(np.ascontiguousarray(state["sums"]))

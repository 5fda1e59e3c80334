"""A kernel on vectors that another model makes of molecules: near in its eyes, near in potency."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.models.gaussian.compared import Vectors
from discovery.models.gaussian.rowwise import product

SAMPLE = 1_000
"""Vectors by whose distances the reach is found."""


@dataclass(frozen=True, eq=False)
class Radial:
    """exp(-d^2 / reach), with d the distance of two vectors whose numbers all have the same spread."""

    mean: Vectors
    """[d]"""
    deviation: Vectors
    """[d]"""
    reach: float
    """Squared distance at which the kernel is 1 / e: the median between training compounds."""

    @classmethod
    def fit(cls, vectors: Vectors) -> Self:
        """The scale of vectors [n, d]; rows of NaN are passed over."""
        known = vectors[np.isfinite(vectors).all(axis=1)]
        if len(known) < 2:
            return cls(np.zeros(vectors.shape[1], np.float32), np.ones(vectors.shape[1], np.float32), 1.0)
        mean, deviation = known.mean(axis=0), known.std(axis=0)
        deviation = np.where(deviation > 1e-3 * deviation.max(), deviation, np.inf).astype(np.float32)
        sample = (known[:: max(1, len(known) // SAMPLE)] - mean) / deviation
        distances = _squared(sample, sample)[np.triu_indices(len(sample), 1)]
        return cls(mean.astype(np.float32), deviation, max(float(np.median(distances)), 1e-6))

    def scaled(self, vectors: Vectors) -> Vectors:
        """[n, d] vectors as `compare` takes them."""
        return ((vectors - self.mean) / self.deviation).astype(np.float32)

    def compare(self, asked: Vectors, known: Vectors) -> Vectors:
        """[q, m] kernel between scaled vectors; 0 for one of NaN, which is like no other."""
        similarity: Vectors = np.nan_to_num(np.exp(-_squared(asked, known) / np.float32(self.reach)), nan=0.0)
        return similarity


@dataclass(frozen=True, eq=False)
class RadialVectors:
    """The vectors of m compounds, to be compared by a radial kernel."""

    radial: Radial
    scaled: Vectors
    """[m, d]"""
    share = 1.0

    @classmethod
    def fit(cls, vectors: Vectors) -> Self:
        """From the vectors [m, d] of the compounds to learn from."""
        radial = Radial.fit(vectors)
        return cls(radial, radial.scaled(vectors))

    @property
    def parts(self) -> "tuple[RadialVectors]":
        """The one kernel there is."""
        return (self,)

    def each(self, vectors: Vectors) -> list[Vectors]:
        """[q, m] the same, of q vectors [q, d] and the compounds."""
        return [self.compare(vectors)]

    def compare(self, vectors: Vectors) -> Vectors:
        """[q, m] kernel between q vectors [q, d] and the compounds."""
        return self.radial.compare(self.radial.scaled(vectors), self.scaled)

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        """[q, p] kernel between some of the compounds and others."""
        return self.radial.compare(self.scaled[rows], self.scaled[columns])

    def take(self, rows: NDArray[np.int64]) -> "RadialVectors":
        """Of these compounds alone."""
        return replace(self, scaled=self.scaled[rows])

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        radial = self.radial
        reach = np.array([radial.reach], np.float64)
        return {"mean": radial.mean, "deviation": radial.deviation, "reach": reach, "scaled": self.scaled}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(Radial(state["mean"], state["deviation"], float(state["reach"][0])), state["scaled"])


def _squared(one: Vectors, other: Vectors) -> Vectors:
    """[q, m] squared distances."""
    lengths = np.einsum("ij,ij->i", one, one)[:, None] + np.einsum("ij,ij->i", other, other)[None, :]
    squared: Vectors = np.maximum(lengths - 2 * product(one, other.T), 0)
    return squared

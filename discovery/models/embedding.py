"""Vectors of molecules that a network learnt elsewhere, for other models to build on."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from discovery.models.gaussian.compared import Compared, Vectors


class Embedder(Protocol):
    """Anything that turns molecules into vectors, always the same ones."""

    @property
    def content(self) -> bytes:
        """All that a bundle must keep of it; empty where a package holds it."""
        ...

    def embed(self, smiles: Sequence[str]) -> NDArray[np.float32]:
        """[n, d] vectors of n molecules, in the order given; NaN where a molecule cannot be read."""
        ...


class Kernels(Protocol):
    """The vectors of m compounds, and the kernels that compare them."""

    @property
    def parts(self) -> Sequence[Compared]:
        """The kernels."""
        ...

    def each(self, vectors: Vectors) -> list[Vectors]:
        """[q, m] every kernel between the vectors [q, d] of other molecules and the compounds."""
        ...

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Of these compounds alone."""
        ...

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        ...


@dataclass(frozen=True, eq=False)
class Embedded:
    """m compounds as an embedder sees them."""

    embedder: Embedder
    kernels: Kernels

    def compare(self, smiles: Sequence[str]) -> list[Vectors]:
        """[q, m] every kernel between q molecules and the compounds."""
        return self.kernels.each(self.embedder.embed(smiles))

    def take(self, rows: NDArray[np.int64]) -> "Embedded":
        """Of these compounds alone."""
        return replace(self, kernels=self.kernels.take(rows))

"""Compounds as vectors that a network makes of molecules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.models.embedding import Embedder
from discovery.models.gaussian.compared import Compared, Vectors
from discovery.models.gaussian.radial import RadialVectors


@dataclass(frozen=True, eq=False)
class EmbeddedVectors:
    """Compounds as vectors, compared by a radial kernel."""

    embedder: Embedder
    vectors: RadialVectors

    @classmethod
    def fit(cls, embedder: Embedder, smiles: Sequence[str]) -> Self:
        """The compounds to learn from."""
        return cls(embedder, RadialVectors.fit(embedder.embed(smiles)))

    @property
    def content(self) -> bytes:
        return self.embedder.content

    @property
    def parts(self) -> tuple[Compared, ...]:
        return (self.vectors,)

    def compare(self, smiles: Sequence[str]) -> list[Vectors]:
        return [self.vectors.compare(self.embedder.embed(smiles))]

    def take(self, rows: NDArray[np.int64]) -> "EmbeddedVectors":
        return replace(self, vectors=self.vectors.take(rows))

    def state(self) -> dict[str, NDArray[Any]]:
        return self.vectors.state()

    @classmethod
    def from_state(cls, embedder: Embedder, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(embedder, RadialVectors.from_state(state))

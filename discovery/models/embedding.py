"""Vectors of molecules that a network learnt elsewhere, for other models to build on."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray


class Embedder(Protocol):
    """Anything that turns molecules into vectors, always the same ones."""

    @property
    def name(self) -> str:
        """What people call it."""
        ...

    @property
    def content(self) -> bytes:
        """All that a bundle must keep of it; empty where a package holds it."""
        ...

    @property
    def sums(self) -> bool:
        """Whether a vector is a sum over atoms, which grows with the molecule as counts of fragments do."""
        ...

    def embed(self, smiles: Sequence[str]) -> NDArray[np.float32]:
        """[n, d] vectors of n molecules, in the order given; NaN where a molecule cannot be read."""
        ...

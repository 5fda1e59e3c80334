"""What a network that learnt elsewhere makes of molecules, for other models to build on."""

from collections.abc import Sequence
from typing import Any, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from discovery.models.gaussian.compared import Compared, Vectors


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

    def embed(self, smiles: Sequence[str]) -> NDArray[np.float32]:
        """[n, d] vectors of n molecules, in the order given; NaN where a molecule cannot be read."""
        ...


class Embedded(Protocol):
    """m compounds as a network sees them."""

    @property
    def content(self) -> bytes:
        """All that a bundle must keep of the network; empty where a package holds it."""
        ...

    @property
    def parts(self) -> tuple[Compared, ...]:
        """The kernels."""
        ...

    def compare(self, smiles: Sequence[str]) -> list[Vectors]:
        """[q, m] each of the kernels between q molecules and the compounds."""
        ...

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Of these compounds alone."""
        ...

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        ...

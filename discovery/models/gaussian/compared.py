"""What a part of a kernel that compares vectors has to do."""

from typing import Protocol, Self

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


class Compared(Protocol):
    """The vectors of m compounds, as one part of a kernel compares them."""

    @property
    def share(self) -> float:
        """Weight that is expected of the part, in units of one kernel of fingerprints."""
        ...

    def compare(self, vectors: Vectors) -> Vectors:
        """[q, m] kernel between the vectors [q, d] of other molecules and the compounds; 0 for one of NaN."""
        ...

    def among(self, rows: NDArray[np.int64], columns: NDArray[np.int64]) -> Vectors:
        """[q, p] kernel between some of the compounds and others."""
        ...

    def take(self, rows: NDArray[np.int64]) -> Self:
        """Of these compounds alone."""
        ...

"""The compounds to divide, with all that a method of division may look at."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

PARTS = ("train", "validation", "test")
"""Names of the parts, the most training one first; a part's number is its place here."""


@dataclass(frozen=True)
class Pool:
    """n compounds to divide."""

    smiles: Sequence[str]
    """[n] standardised parents."""
    skeletons: Sequence[str]
    """[n] salt- and stereo-free keys."""
    dates: NDArray[np.datetime64] | None = None
    """[n] day of each compound's first measurement, NaT where unknown; None: no date is known."""
    given: NDArray[np.bool_] | None = None
    """[n, 3] parts for which a compound's source gives it, which may be several or none; None: it gives no parts."""

    def __len__(self) -> int:
        return len(self.smiles)

    def numbers(self) -> NDArray[np.int64]:
        """[n] number of each compound's skeleton, from 0."""
        return np.unique(np.asarray(self.skeletons, dtype=np.str_), return_inverse=True)[1].astype(np.int64)

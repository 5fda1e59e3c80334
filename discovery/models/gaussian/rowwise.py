"""Products of matrices whose rows are alike to the bit, whatever the other rows are."""

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

ROWS = 16
"""Rows multiplied at a time, always as many, filled up with zeros. They lie in the lanes of one or two registers of a
processor, so that each is summed in the same order wherever it lies; of more rows, or fewer, BLAS takes some another
way on some processors."""

Number = TypeVar("Number", np.float32, np.float64)


def product(rows: NDArray[Number], matrix: NDArray[Number]) -> NDArray[Number]:
    """[q, p] rows [q, m] times a matrix [m, p], each row as it would come out alone."""
    found = np.empty((len(rows), matrix.shape[1]), rows.dtype)
    for start in range(0, len(rows), ROWS):
        block = rows[start : start + ROWS]
        if len(block) < ROWS:
            block = np.concatenate([block, np.zeros((ROWS - len(block), rows.shape[1]), rows.dtype)])
        found[start : start + ROWS] = (matrix.T @ block.T).T[: len(rows) - start]
    return found

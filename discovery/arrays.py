"""Index arithmetic on flat arrays with offsets (the CSR layout), shared by labels and graphs."""

import numpy as np
from numpy.typing import NDArray


def offsets_of(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """[n + 1] running start of each range, from the n range lengths."""
    return np.concatenate([np.zeros(1, np.int64), np.cumsum(counts, dtype=np.int64)])


def gather_ranges(offsets: NDArray[np.int64], rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Positions of the ranges offsets[r]:offsets[r + 1] for each r in rows, end to end, and their new offsets."""
    counts = offsets[rows + 1] - offsets[rows]
    gathered = offsets_of(counts)
    positions = np.arange(gathered[-1], dtype=np.int64) + np.repeat(offsets[rows] - gathered[:-1], counts)
    return positions, gathered

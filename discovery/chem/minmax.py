"""Min-max similarity of count fingerprints, which is Tanimoto's on counts, as matrix products.

min-max(a, b) = sum of min(a, b) / sum of max(a, b), a positive definite kernel (Ralaivola et al. 2005,
doi 10.1016/j.neunet.2005.07.009). A count c becomes its thermometer code, the first c of LEVELS columns set: the dot
product of two codes is then the sum of minima, and the sum of maxima is what both count together less that.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from discovery.arrays import offsets_of
from discovery.chem.counts import LEVELS, Counts

COMMON = 1 / 32
"""Columns set in more of the references than this are multiplied dense, which is faster for them; the others sparse."""
BLOCK = 1024
"""Molecules compared with all references at a time."""


class References:
    """n molecules that others are compared with, in one count fingerprint."""

    def __init__(self, counts: Counts) -> None:
        row, code = _thermometer(counts)
        used = np.bincount(code) if len(code) else np.zeros(1, np.int64)
        common = used > COMMON * len(counts)
        self._totals = counts.totals()
        self._column = np.full(len(used), -1, np.int64)
        """Code -> column in the dense matrix, or behind it in the sparse one; -1 for a code of no reference."""
        self._dense_columns = int(common.sum())
        self._column[common] = np.arange(self._dense_columns)
        rare = (used > 0) & ~common
        self._sparse_columns = int(rare.sum())
        self._column[rare] = self._dense_columns + np.arange(self._sparse_columns)
        dense, sparse = self._matrices(row, self._column[code], len(counts))
        self._dense, self._sparse = dense.T, sparse.T.tocsr()

    def __len__(self) -> int:
        return len(self._totals)

    def compare(self, counts: Counts) -> NDArray[np.float32]:
        """[q, n] similarity of q molecules to the references; 1 for two molecules without any fragment."""
        similarity = np.empty((len(counts), len(self)), np.float32)
        for start in range(0, len(counts), BLOCK):
            rows = np.arange(start, min(start + BLOCK, len(counts)))
            similarity[rows] = self._compare(counts.take(rows))
        return similarity

    def _compare(self, counts: Counts) -> NDArray[np.float32]:
        row, code = _thermometer(counts)
        column = self._column.take(code, mode="clip")
        seen = (code < len(self._column)) & (column >= 0)
        dense, sparse = self._matrices(row[seen], column[seen], len(counts))
        least: NDArray[np.float32] = dense @ self._dense  # whole numbers below 2^24: exact, in any order of summing
        least += (sparse @ self._sparse).toarray()
        most = (counts.totals()[:, None] + self._totals[None, :]).astype(np.float32) - least
        return np.where(most > 0, least / np.maximum(most, 1), np.float32(1))

    def _matrices(
        self, row: NDArray[np.int64], column: NDArray[np.int64], rows: int
    ) -> tuple[NDArray[np.float32], csr_matrix]:
        """The codes of so many molecules: the dense columns, column after column in memory, and the sparse ones."""
        in_dense = column < self._dense_columns
        dense = np.zeros((self._dense_columns, rows), np.float32)
        dense.reshape(-1)[column[in_dense] * rows + row[in_dense]] = 1
        offsets = offsets_of(np.bincount(row[~in_dense], minlength=rows))
        columns = column[~in_dense] - self._dense_columns
        ones = np.ones(len(columns), np.float32)
        return dense.T, csr_matrix((ones, columns, offsets), shape=(rows, self._sparse_columns))


def _thermometer(counts: Counts) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Molecule and code of every set column, molecule by molecule."""
    length = counts.count.astype(np.int64)
    fragment = np.repeat(np.arange(len(length)), length)
    level = np.arange(len(fragment)) - np.repeat(offsets_of(length)[:-1], length)
    row = np.repeat(np.arange(len(counts)), np.diff(counts.offsets))
    return row[fragment], counts.bit.astype(np.int64)[fragment] * LEVELS + level

"""Labels: what a model learns, as flat arrays; about 13 bytes a label however many endpoints there are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import gather_ranges, offsets_of
from discovery.target.endpoint import Endpoint

BELOW, EQUAL, ABOVE = -1, 0, 1
"""Codes of `Labels.relation`: the true value lies below, at, or above the recorded one."""

MEASURED, BORROWED, PRESUMED = 0, 1, 2
"""Codes of `Labels.origin`: measured on the target itself, on a family member, or presumed inactive."""


@dataclass(frozen=True)
class Labels:
    """Labels of n compounds for E endpoints, stored row by row (CSR)."""

    endpoints: tuple[Endpoint, ...]
    offsets: NDArray[np.int64]
    """[n + 1] compound i owns the labels offsets[i]:offsets[i + 1]."""
    endpoint: NDArray[np.int32]
    """[m] column in `endpoints`."""
    value: NDArray[np.float32]
    """[m] in the endpoint's own unit; 0 or 1 for a classification."""
    relation: NDArray[np.int8]
    """[m] BELOW, EQUAL or ABOVE; always EQUAL for a classification."""
    weight: NDArray[np.float32]
    """[m] in (0, 1]: 1 for a measured label, less for a borrowed or presumed one."""
    origin: NDArray[np.int8]
    """[m] MEASURED, BORROWED or PRESUMED."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, rows: NDArray[np.int64]) -> "Labels":
        """Labels of the given compounds, in the given order."""
        picked, offsets = gather_ranges(self.offsets, rows)
        return self._pick(picked, offsets)

    def keep(self, wanted: NDArray[np.bool_]) -> "Labels":
        """The same compounds with only the labels where `wanted` [m] is true."""
        counts = np.bincount(self.rows()[wanted], minlength=len(self))
        return self._pick(np.flatnonzero(wanted), offsets_of(counts))

    def _pick(self, picked: NDArray[np.int64], offsets: NDArray[np.int64]) -> "Labels":
        return Labels(
            self.endpoints,
            offsets,
            self.endpoint[picked],
            self.value[picked],
            self.relation[picked],
            self.weight[picked],
            self.origin[picked],
        )

    def rows(self) -> NDArray[np.int64]:
        """[m] compound of each label."""
        return np.repeat(np.arange(len(self)), np.diff(self.offsets))

    def of(self, endpoint: str) -> tuple[NDArray[np.int64], NDArray[np.float32], NDArray[np.int8], NDArray[np.float32]]:
        """Rows, values, relations and weights of one endpoint's labels."""
        column = [e.name for e in self.endpoints].index(endpoint)
        mine = self.endpoint == column
        return self.rows()[mine], self.value[mine], self.relation[mine], self.weight[mine]

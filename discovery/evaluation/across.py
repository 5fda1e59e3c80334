"""Is a model better than another over several data sets or endpoints? Wilcoxon's signed-rank test."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.stats import wilcoxon

Floats = NDArray[np.float64]

FEWEST = 6
"""Endpoints below which the test cannot come to p < 0.05 however large the differences are."""


def signed_rank(differences: Floats) -> float:
    """p of the differences [d] of two models over d endpoints, two-sided (Demšar 2006, JMLR 7:1-30).

    NaN for fewer than FEWEST endpoints; 1 where all differences are 0. Zeros are shared out between both sides.
    """
    if len(differences) < FEWEST:
        return float("nan")
    if not differences.any():
        return 1.0
    return float(wilcoxon(differences, zero_method="zsplit").pvalue)


def hodges_lehmann(differences: Floats) -> float:
    """The median of the means of all pairs of differences [d], each with itself too (Hodges and Lehmann 1963).

    It is the shift that the signed-rank test goes by: the ranks of one side outweigh the other's on its side of 0.
    """
    first, second = np.triu_indices(len(differences))
    return float(np.median((differences[first] + differences[second]) / 2))


def holm(p: Sequence[float]) -> list[float]:
    """The p values adjusted for their number (Holm 1979); NaN stays NaN and does not count."""
    values = np.asarray(p, np.float64)
    known = np.flatnonzero(~np.isnan(values))
    order = known[np.argsort(values[known], kind="stable")]
    adjusted = np.full(len(values), np.nan)
    adjusted[order] = np.minimum(1.0, np.maximum.accumulate(values[order] * np.arange(len(order), 0, -1)))
    return [float(value) for value in adjusted]

"""Means over targets or sets, with what resampling these says of them."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from experiments.resampled import cell

RESAMPLES = 10_000


def mean_interval(values: Sequence[float] | NDArray[np.floating]) -> tuple[float, float, float]:
    """Mean of n values, with the middle 95 % of the means of RESAMPLES resamples of them."""
    told = np.asarray(values, np.float64)
    drawn = np.random.default_rng(0).integers(len(told), size=(RESAMPLES, len(told)))
    means = told[drawn].mean(axis=1)
    low, high = np.quantile(means, [0.025, 0.975])
    return float(told.mean()), float(low), float(high)


def told(values: Sequence[float] | NDArray[np.floating], digits: int = 3) -> str:
    """Such as `0.121 (0.084 to 0.160)`; without an interval where there is but one value."""
    if len(values) < 2:
        return "".join(f"{value:.{digits}f}" for value in values)
    return cell(*mean_interval(values), digits)

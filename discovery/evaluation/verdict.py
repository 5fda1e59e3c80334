"""What a difference between two models means, from its interval and the difference that matters."""

from enum import StrEnum

import numpy as np


class Verdict(StrEnum):
    """What can be said of the first model of a pair beside the second."""

    clearly_better = "clearly better"
    """By more than matters, at either end of the interval."""
    better = "better"
    """The difference is no chance; whether it matters is open."""
    slightly_better = "slightly better"
    """The difference is no chance, but too small to matter."""
    equal = "as good"
    """Any difference is too small to matter."""
    open = "not told apart"
    """The data do not say."""
    slightly_worse = "slightly worse"
    worse = "worse"
    clearly_worse = "clearly worse"


def verdict(low: float, high: float, threshold: float) -> Verdict:
    """From the interval of the first model's advantage over the second (positive: the first is better)."""
    if np.isnan(low) or np.isnan(high):
        return Verdict.open
    if low > 0:
        if low >= threshold > 0:
            return Verdict.clearly_better
        return Verdict.slightly_better if high < threshold else Verdict.better
    if high < 0:
        if high <= -threshold < 0:
            return Verdict.clearly_worse
        return Verdict.slightly_worse if low > -threshold else Verdict.worse
    return Verdict.equal if max(-low, high) < threshold else Verdict.open

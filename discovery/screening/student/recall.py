"""How many of a model's best compounds a student has shown it, told from where in the student's order they stood."""

from math import ceil, log2, sqrt

import numpy as np
from numpy.typing import NDArray

SURE = 1.64
"""Standard deviations of a number that is counted: it is lower than so many above it in 95 of 100 cases."""


def estimated_recall(place: NDArray[np.int64], shown: int, total: int) -> float:
    """Share of the model's best that are among the `shown` first of a student's order of `total` compounds.

    `place` [k] are the places in that order, from 0, of the best k of those shown. The further down, the fewer of them
    there are, and the faster their number falls: from one doubling of the slice to the next by a ratio which is itself
    smaller each time. What the doublings not made would add is told from the last three, as long as the student errs by
    much no more often than a normal distribution does. The last number is taken as high as it may be by chance, so that
    small ones promise nothing. Where the numbers do not fall, nothing is known, and 0 is returned.
    """
    if shown >= total:
        return 1.0
    edges = shown / 2.0 ** np.arange(3, -1, -1)
    early, middle, last = np.histogram(place, edges)[0].tolist()
    added = last + 1.0 + SURE * sqrt(last + 1.0)
    if added >= middle:
        return 0.0
    ratio = added / middle
    faster = min(1.0, ratio / min(1.0, middle / early)) if early else 1.0
    missed = 0.0
    for _ in range(ceil(log2(total / shown))):
        ratio *= faster
        added *= ratio
        missed += added
    return len(place) / (len(place) + missed)

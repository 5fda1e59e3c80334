"""How likely each measured residual is where others are known only to lie beyond a bound."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ROUNDS = 200
"""Steps of the iteration at most; it has settled long before where few are censored."""
SETTLED = 1e-9
"""Change of a weight below which the iteration stops."""


def self_consistent(exact: Floats, above: Floats, below: Floats) -> tuple[Floats, Floats]:
    """Values [k], ascending, and their weights [k], which add up to the number of observations.

    `exact` [n] are observed; of the others no more is known than that they lie above `above` [a] or below `below` [b].
    Each of these shares its weight out over the values beyond its bound, in proportion to the weights there, until that
    changes nothing: the self-consistent estimate of Efron 1967, for both sides Turnbull 1974 (doi
    10.1080/01621459.1974.10480146). A bound beyond which nothing was observed counts as a value itself.
    """
    if not len(exact):
        return exact, exact
    values = np.sort(np.concatenate([exact, above[above >= exact.max()], below[below <= exact.min()]]))
    base = np.ones(len(values))
    first = np.searchsorted(values, above[above < exact.max()], side="right")
    last = np.searchsorted(values, below[below > exact.min()], side="left")
    weights = base
    for _ in range(ROUNDS if len(first) + len(last) else 0):
        total = np.concatenate([[0.0], np.cumsum(weights)])
        share = np.zeros(len(values) + 1)
        np.add.at(share, first, 1 / (total[-1] - total[first]))
        until = np.zeros(len(values) + 1)
        np.add.at(until, last, 1 / total[last])
        factor = np.cumsum(share)[:-1] + (until.sum() - np.cumsum(until)[:-1])
        settled, weights = weights, base + weights * factor
        if np.abs(weights - settled).max() < SETTLED:
            break
    return values, weights

"""Are several models equally good on the same folds? Repeated-measures analysis of variance with Tukey's test.

The protocol of Ash et al. 2025, "Practically significant method comparison protocols for machine learning in small
molecule drug discovery" (doi 10.1021/acs.jcim.5c01609): every fold is a block in which each of the models is scored
once. Shapes: n folds, k models.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution
from scipy.stats import studentized_range

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Anova:
    """What scores [n, k] say of the hypothesis that all k models are equally good."""

    means: Floats
    """[k] over the folds."""
    folds: int
    f: float
    """Variance between models over variance that neither model nor fold explains; infinite where the latter is 0."""
    df_models: int
    df_error: int
    p: float
    error: float
    """Mean square of the residuals."""
    epsilon: float
    """Greenhouse and Geisser's measure of unequal variances of differences, 1 where they are equal; doi
    10.1007/BF02289823."""
    p_corrected: float
    """p with both degrees of freedom times epsilon."""


@dataclass(frozen=True)
class Pairwise:
    """Differences of all pairs of k models, with intervals that hold for all of them at once."""

    difference: Floats
    """[k, k] mean of the row's model less that of the column's."""
    margin: float
    """Half the width of each interval."""
    p: Floats
    """[k, k] adjusted for the number of pairs."""


def repeated_measures(scores: Floats) -> Anova:
    """The analysis of scores [n, k], one row a fold; n and k are 2 or more."""
    n, k = scores.shape
    means, of_fold, grand = scores.mean(axis=0), scores.mean(axis=1), scores.mean()
    residual = scores - means - of_fold[:, None] + grand
    df_models, df_error = k - 1, (n - 1) * (k - 1)
    between = n * float(((means - grand) ** 2).sum()) / df_models
    error = float((residual**2).sum()) / df_error
    f = between / error if error > _negligible(scores) else (np.inf if between > _negligible(scores) else 0.0)
    epsilon = _epsilon(scores)
    p = float(f_distribution.sf(f, df_models, df_error))
    corrected = float(f_distribution.sf(f, epsilon * df_models, epsilon * df_error))
    return Anova(means, n, float(f), df_models, df_error, p, error, epsilon, corrected)


def tukey(means: Floats, error: float, size: int, df: int, confidence: float) -> Pairwise:
    """Tukey's honestly significant differences of k means over `size` scores each, whose error variance is `error`.

    The studentised range covers all pairs at once, so that p values and intervals need no further correction.
    """
    k = len(means)
    difference = means[:, None] - means[None, :]
    unit = np.sqrt(error / size)
    if unit == 0:
        return Pairwise(difference, 0.0, np.where(difference == 0, 1.0, 0.0))
    upper = np.triu_indices(k, 1)
    p = np.ones((k, k))
    p[upper] = studentized_range.sf(np.abs(difference[upper]) / unit, k, df)
    p.T[upper] = p[upper]
    return Pairwise(difference, float(_range_quantile(confidence, k, df) * unit), p)


def standardised(scores: Floats) -> Floats:
    """[k, k] Cohen's d of paired scores [n, k]: mean difference over its standard deviation; NaN where that is 0."""
    difference = scores[:, :, None] - scores[:, None, :]
    spread = difference.std(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(spread > 1e-12, difference.mean(axis=0) / spread, np.nan))


@cache
def _range_quantile(confidence: float, k: int, df: int) -> float:
    """Quantile of the studentised range, which takes tenths of a second to find."""
    return float(studentized_range.ppf(confidence, k, df))


def _epsilon(scores: Floats) -> float:
    k = scores.shape[1]
    if k == 2:
        return 1.0
    centre = np.eye(k) - 1 / k
    centred = centre @ np.cov(scores, rowvar=False) @ centre
    squares = float((centred**2).sum())
    if squares <= _negligible(scores) ** 2:
        return 1.0
    return float(np.trace(centred) ** 2 / ((k - 1) * squares))


def _negligible(scores: Floats) -> float:
    """Variance that rounding alone can make."""
    return float((1e-12 * max(np.abs(scores).max(), 1e-300)) ** 2)

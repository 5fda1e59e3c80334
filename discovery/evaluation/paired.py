"""Models on one fixed test set: all are scored on the same resamples of its compounds, so that luck is shared."""

from dataclasses import dataclass

import numpy as np

from discovery.evaluation.bootstrap import FEWEST, resamples, units_of
from discovery.evaluation.metrics import Floats, Metric


@dataclass(frozen=True)
class Paired:
    """Differences of all pairs of k models on one test set, with intervals that hold for all of them at once."""

    values: Floats
    """[k] of the test set itself."""
    difference: Floats
    """[k, k] value of the row's model less that of the column's."""
    margin: Floats
    """[k, k] half the width of each interval; NaN where the test set, or its rarer class, is too small for one."""
    p: Floats
    """[k, k] adjusted for the number of pairs; NaN likewise."""


def paired_bootstrap(metric: Metric, y: Floats, scores: Floats, number: int, confidence: float, seed: int) -> Paired:
    """Compare scores [k, s, n] of labels [n] on `number` resamples of the n compounds.

    Where a model was trained s times, the mean of the metric over its trainings counts, in every resample as in the
    test set itself: the intervals say what other test compounds would show.
    The intervals are those of the largest of all standardised differences (Westfall and Young 1993, max-t), which
    keeps the chance of any false difference among the pairs at 1 - confidence.
    """
    k, _, n = scores.shape
    whole = np.ones((1, n))
    values = np.array([metric.averaged(y, score, whole)[0] for score in scores])
    difference = values[:, None] - values[None, :]
    empty = np.full((k, k), np.nan)
    if units_of(metric, y) < FEWEST or np.isnan(values).any():
        return Paired(values, difference, empty, empty)
    blocks = [[metric.averaged(y, score, counts) for score in scores] for counts in resamples(n, number, seed)]
    drawn = np.concatenate([np.stack(block, axis=1) for block in blocks])
    drawn = drawn[~np.isnan(drawn).any(axis=1)]
    if 2 * len(drawn) < number or len(drawn) < 2:
        return Paired(values, difference, empty, empty)
    upper = np.triu_indices(k, 1)
    moved = (drawn[:, :, None] - drawn[:, None, :])[:, *upper]
    error = moved.std(axis=0, ddof=1)
    certain = error < 1e-12  # two models that say the same
    unit = np.where(certain, 1.0, error)
    largest = (np.abs(moved - difference[upper]) / unit).max(axis=1)
    margin, p = np.zeros((k, k)), np.ones((k, k))
    margin[upper] = np.where(certain, 0.0, np.quantile(largest, confidence) * error)
    beyond = largest[:, None] >= np.abs(difference[upper]) / unit
    p[upper] = np.where(
        certain, np.where(difference[upper] == 0, 1.0, 0.0), (1 + beyond.sum(axis=0)) / (1 + len(drawn))
    )
    for square in (margin, p):
        square.T[upper] = square[upper]
    return Paired(values, difference, margin, p)

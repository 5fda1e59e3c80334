"""Percentile bootstrap intervals (Efron 1979, doi 10.1214/aos/1176344552), many resamples at once."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.evaluation.metrics import Floats, Metric
from discovery.target.endpoint import EndpointKind

BLOCK = 1 << 18
"""Counts held at a time: 2 MiB, so that a block stays in the processor's cache."""

FEWEST = 5
"""Units below which there is no interval: the resamples of fewer repeat each other."""


@dataclass(frozen=True)
class Interval:
    """A value with its confidence interval; NaN where the value or the interval is not defined."""

    value: float
    low: float
    high: float


def resamples(units: int, number: int, seed: int) -> Iterator[Floats]:
    """Blocks [B, units] of `number` resamples in all: how often each unit is drawn, with replacement."""
    generator = np.random.default_rng(seed)
    rows = max(1, BLOCK // units)
    for start in range(0, number, rows):
        block = min(rows, number - start)
        drawn = generator.integers(units, size=(block, units)) + np.arange(block)[:, None] * units
        yield np.bincount(drawn.ravel(), minlength=block * units).reshape(block, units).astype(np.float64)


def units_of(metric: Metric, y: NDArray[np.floating]) -> int:
    """How many of labels [n] have to be FEWEST or more: all, for a classification those of the rarer class."""
    if metric.kind is not EndpointKind.classification:
        return len(y)
    return int(np.unique(y, return_counts=True)[1].min(initial=len(y)))


def interval(value: float, resampled: Floats, units: int, confidence: float) -> Interval:
    """The middle `confidence` of the resampled values [R]; resamples without a value (NaN) are left out.

    There is no interval where fewer than half of the resamples have a value or fewer than FEWEST units were drawn.
    """
    defined = resampled[~np.isnan(resampled)]
    if np.isnan(value) or units < FEWEST or 2 * len(defined) < len(resampled) or len(defined) == 0:
        return Interval(value, np.nan, np.nan)
    tail = (1 - confidence) / 2
    low, high = np.quantile(defined, [tail, 1 - tail])
    return Interval(value, float(low), float(high))


def bootstrap(
    metric: Metric,
    y: NDArray[np.floating],
    score: NDArray[np.floating],
    number: int = 1000,
    confidence: float = 0.95,
    seed: int = 0,
) -> Interval:
    """A metric of labels [n] and scores [n], with an interval from `number` resamples of the compounds.

    Of the scores [s, n] of s trainings the mean of the metric counts, in every resample as in the sample itself.
    """
    scores = np.atleast_2d(score)
    value = float(metric.averaged(y, scores, np.ones((1, len(y))))[0])
    units = units_of(metric, y)
    if np.isnan(value) or units < FEWEST:
        return Interval(value, np.nan, np.nan)
    values = np.concatenate([metric.averaged(y, scores, counts) for counts in resamples(len(y), number, seed)])
    return interval(value, values, units, confidence)

"""Measures of models on test parts, and differences between two models, with bootstrap intervals over compounds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.evaluation.bootstrap import Interval, interval, resamples
from discovery.evaluation.metrics import Metric
from discovery.target.endpoint import EndpointKind

RESAMPLES = 1_000
CONFIDENCE = 0.95

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tested:
    """A test part of n compounds, and what s trainings of one model said of it."""

    truth: Floats
    """[n]"""
    said: Floats
    """[s, n]"""


def measured(metric: Metric, tested: Sequence[Tested], less: Sequence[Tested] = ()) -> Interval:
    """Mean of a metric over test parts, less that of another model on the same parts where there is one.

    Each resample draws the compounds of each part anew, the same ones for both models.
    """
    value = np.mean([_whole(metric, one) for one in tested]) - np.mean([_whole(metric, one) for one in less] or [0.0])
    drawn = np.mean([_drawn(metric, one, seed) for seed, one in enumerate(tested)], axis=0)
    if less:
        drawn = drawn - np.mean([_drawn(metric, one, seed) for seed, one in enumerate(less)], axis=0)
    return interval(float(value), drawn, min(_units(metric, one.truth) for one in tested), CONFIDENCE)


def _whole(metric: Metric, one: Tested) -> float:
    return float(metric.averaged(one.truth, one.said, np.ones((1, len(one.truth))))[0])


def _drawn(metric: Metric, one: Tested, seed: int) -> Floats:
    """[RESAMPLES]"""
    n = len(one.truth)
    return np.concatenate([metric.averaged(one.truth, one.said, counts) for counts in resamples(n, RESAMPLES, seed)])


def _units(metric: Metric, truth: Floats) -> int:
    """Compounds that an interval rests on: for a classification those of the rarer class."""
    if metric.kind is EndpointKind.regression:
        return len(truth)
    return int(np.unique(truth, return_counts=True)[1].min())


def cell(value: float, low: float, high: float, digits: int = 3) -> str:
    """A value with its interval, as a table has it."""
    return f"{value:.{digits}f} ({low:.{digits}f} to {high:.{digits}f})"

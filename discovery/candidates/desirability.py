"""Desirability curves (Derringer and Suich 1980, doi 10.1080/00224065.1980.11980968)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discovery.candidates.settings import Goal, ObjectiveSettings


def desirability(values: NDArray[np.float64], objective: ObjectiveSettings) -> NDArray[np.float64]:
    """[n] desirability from 0 to 1 of the values [n]; 0 where a value is missing (NaN)."""
    return np.clip(_unbounded(values, objective), 0.0, 1.0)


def shortfall(values: NDArray[np.float64], objective: ObjectiveSettings) -> NDArray[np.float64]:
    """[n] how far the values [n] are from any desirability, as the curve goes on below 0; 0 where one is missing."""
    return np.maximum(-_unbounded(values, objective), 0.0)


def _unbounded(values: NDArray[np.float64], objective: ObjectiveSettings) -> NDArray[np.float64]:
    """[n] the curve as it goes on below 0 and above 1; 0 where a value is missing."""
    rising = (values - objective.low) / (objective.high - objective.low)
    if objective.goal is Goal.rise:
        curve = rising
    elif objective.goal is Goal.fall:
        curve = 1.0 - rising
    else:
        outside = np.maximum(objective.low - values, values - objective.high)
        curve = 1.0 - outside / objective.slope
    return np.where(np.isnan(values), 0.0, curve)


def geometric_mean(parts: Sequence[NDArray[np.float64]], weights: Sequence[float]) -> NDArray[np.float64]:
    """[n] weighted geometric mean of k arrays [n]; 0 wherever one of them is 0."""
    shares = np.asarray(weights, np.float64) / np.sum(weights)
    product = np.ones_like(parts[0])
    for part, share in zip(parts, shares, strict=True):
        product *= part**share
    return product

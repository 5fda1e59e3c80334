"""Observations that are known only to lie on one side of a bound, as Gaussian ones that say the same.

A censored value (`> 30 uM`) lies beyond its bound; an active lies above a hidden threshold and an inactive below. Both
have the likelihood Phi, for which expectation propagation finds the Gaussian observation that tells the process the
same (Minka 2001; Kuss and Rasmussen 2005 for classes, Groot and Lucas 2012 for censored values). All compounds are
updated at once, by a part of the way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import log_ndtr

from discovery.models.gaussian.solvers import Solver, Vector

SWEEPS = 30
"""Updates at most; a dozen are usual."""
TOLERANCE = 1e-3
"""Change of a precision, in units of the prior's, that is none."""
ROUGH = 0.1
"""The same where only the likelihoods of several noises are compared."""
STEP = 0.7
"""Share of the way to the new observations that one sweep goes; whole steps can swing for ever."""
VAGUE = 1e6
"""Variance of an observation that tells nothing, in units of the prior's."""


@dataclass(frozen=True, eq=False)
class Sites:
    """Gaussian observations of n compounds, and what the process says of each without it."""

    observed: Vector
    """[n]"""
    noise: Vector
    """[n] variance."""
    expected: Vector
    """[n] mean of the value itself: as measured, or given that it lies beyond its bound."""
    doubt: Vector
    """[n] variance of the value itself; 0 where it is measured."""
    log_probability: Vector
    """[n] of lying on the right side, as predicted without the compound; 0 where it is measured."""


def find_sites(
    solver: Solver,
    value: Vector,
    side: NDArray[np.int8],
    noise: Vector,
    start: Sites | None = None,
    tolerance: float = TOLERANCE,
) -> Sites:
    """Observations for values [n] whose `side` is 0 where measured, -1 below and 1 above; `noise` [n] is variance.

    The search starts from the hidden ones of `start`, found for other noise or another mean, or from nothing.
    """
    hidden = side != 0
    if not hidden.any():
        known = np.zeros_like(value)
        return Sites(value, noise, value, known, known)
    precision = np.where(hidden, 1 / VAGUE if start is None else 1 / start.noise, 1 / noise)
    pull = np.where(hidden, 0.0 if start is None else start.observed / start.noise, value / noise)
    for _ in range(SWEEPS):
        left = solver.left_out(pull / precision, 1 / precision)
        tilted = _tilt(left.mean, left.variance, value, side, noise)
        change = np.where(hidden, tilted.precision - precision, 0.0)
        shift = np.where(hidden, tilted.pull - pull, 0.0)
        precision, pull = precision + STEP * change, pull + STEP * shift
        if max(np.abs(change).max(), np.abs(shift).max()) < tolerance:
            break
    left = solver.left_out(pull / precision, 1 / precision)
    tilted = _tilt(left.mean, left.variance, value, side, noise)
    return Sites(
        np.where(hidden, pull / precision, value),
        1 / precision,
        np.where(hidden, tilted.expected, value),
        np.where(hidden, tilted.doubt, 0.0),
        np.where(hidden, tilted.log_probability, 0.0),
    )


@dataclass(frozen=True, eq=False)
class _Tilted:
    precision: Vector
    pull: Vector
    expected: Vector
    doubt: Vector
    log_probability: Vector


def _tilt(mean: Vector, variance: Vector, bound: Vector, side: NDArray[np.int8], noise: Vector) -> _Tilted:
    """What the side of the bound adds to a prediction made without it; every array is [n]."""
    total = variance + noise
    root = np.sqrt(total)
    z = side * (mean - bound) / root
    log_probability = log_ndtr(z)
    ratio = np.exp(-0.5 * z * z - 0.5 * np.log(2 * np.pi) - log_probability)
    bend = np.clip(ratio * (ratio + z), 1e-12, 1 - 1e-9)  # share of the total variance that the side takes away
    site_noise = np.minimum(total / bend - variance, VAGUE)
    observed = mean + side * ratio * root / bend
    return _Tilted(
        1 / site_noise,
        np.where(site_noise < VAGUE, observed / site_noise, 0.0),
        mean + side * ratio * root,
        total * (1 - bend),
        log_probability,
    )

"""Kernel weights, noise, mean and scale by marginal likelihood."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import LinAlgError, cholesky
from scipy.linalg.lapack import dpotri
from scipy.optimize import minimize
from scipy.special import softmax

from discovery.models.gaussian.blocks import mean_of
from discovery.models.gaussian.solvers import JITTER, Vector

EVALUATIONS = 25
"""Likelihoods computed at most; the last ones change the third digit of a weight."""
USUAL_NOISE, NOISE_SPREAD, WEIGHT_SPREAD = np.log(0.2), 1.5, 0.3
"""Normal priors on the logarithms of the noise, weak, and of the weights: those of fingerprints that the likelihood
alone prefers were no better than equal ones in cross-validation within the training parts of three sets, and worse with
a spread of 1."""


@dataclass(frozen=True, eq=False)
class Tuned:
    """What a process is like before it has seen a compound's own neighbours."""

    weights: Vector
    """[k] of the kernel's parts; they sum to 1."""
    noise: float
    """Variance of the noise of a label with weight 1, in units of the prior's."""
    mean: float
    """In the unit of the values."""
    scale: float
    """Prior standard deviation, in the unit of the values."""


def tune(
    parts: NDArray[np.float32],
    shares: Vector,
    value: Vector,
    doubt: Vector,
    weight: Vector,
    start: Tuned | None = None,
) -> Tuned:
    """The most likely process for n > 1 values [n] with variances `doubt` [n] of their own, 0 where they are measured.

    `parts` [k, n, n], of which the weights `shares` [k] are expected; the noise of a label of weight w has 1 / w times
    the variance. Mean and scale have closed forms; weights and noise follow the gradient. Doubted values make this the
    M step of an EM algorithm.
    """
    theta = usual = np.append(_centred(shares), USUAL_NOISE)
    if start is not None:
        theta = np.append(_centred(np.maximum(start.weights, 1e-6)), np.log(start.noise))
    problem = _Problem(parts, value, doubt, 1 / weight, usual)
    bounds = [(-6.0, 6.0)] * len(parts) + [(np.log(1e-3), np.log(1e2))]
    first = np.clip(theta, *np.transpose(bounds))
    best = minimize(problem, first, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxfun": EVALUATIONS}).x
    mean, variance = problem.closed_forms(best)
    variance *= len(value) / (len(value) - 1)  # the mean was found from the same values
    return Tuned(softmax(best[:-1]), float(np.exp(best[-1])), mean, float(np.sqrt(variance)))


def _centred(weights: Vector) -> Vector:
    """Logarithms of weights [k], which matter up to a number that is added to all."""
    logarithms: Vector = np.log(weights) - np.log(weights).mean()
    return logarithms


class _Problem:
    """The negative logarithm of marginal likelihood and priors, with its gradient, of log weights and log noise."""

    def __init__(self, parts: NDArray[np.float32], value: Vector, doubt: Vector, rise: Vector, usual: Vector) -> None:
        self._parts, self._value, self._doubt, self._rise = parts, value, doubt, rise
        self._usual, self._spread = usual, np.append(np.full(len(parts), WEIGHT_SPREAD), NOISE_SPREAD)

    def __call__(self, theta: Vector) -> tuple[float, Vector]:
        weights, noise = softmax(theta[:-1]), np.exp(theta[-1])
        solved = self._solve(weights, noise)
        if solved is None:
            return 1e12, np.zeros_like(theta)
        inverse, log_determinant, alpha, variance, _ = solved
        n = len(alpha)
        slope = inverse - np.outer(alpha, alpha) / variance
        if self._doubt.any():
            slope -= (inverse * self._doubt) @ inverse / variance
        by_part = np.array([0.5 * np.vdot(slope.astype(np.float32), part) for part in self._parts], np.float64)
        gradient = np.append(weights * (by_part - weights @ by_part), 0.5 * noise * (np.diag(slope) @ self._rise))
        from_usual = (theta - self._usual) / self._spread
        gradient += from_usual / self._spread
        return 0.5 * (log_determinant + n * np.log(variance) + from_usual @ from_usual), gradient

    def closed_forms(self, theta: Vector) -> tuple[float, float]:
        """Mean and variance of the values that are most likely under the weights and the noise."""
        solved = self._solve(softmax(theta[:-1]), np.exp(theta[-1]))
        assert solved is not None, "the optimiser ends where the matrix could be factorised"
        return solved[4], solved[3]

    def _solve(self, weights: Vector, noise: float) -> tuple[NDArray[np.float64], float, Vector, float, float] | None:
        """Inverse covariance, log determinant, inverse times residual, variance and mean."""
        total = mean_of(weights, self._parts)
        total[np.diag_indices_from(total)] += noise * self._rise + JITTER
        try:
            lower = cholesky(total, lower=True, overwrite_a=True, check_finite=False)
        except LinAlgError:
            return None
        inverse = np.tril(dpotri(lower, lower=1)[0])
        inverse += np.tril(inverse, -1).T
        mean = float(inverse.sum(axis=0) @ self._value / inverse.sum())
        alpha = inverse @ (self._value - mean)
        variance = ((self._value - mean) @ alpha + self._doubt @ np.diag(inverse)) / len(alpha)
        return inverse, 2 * float(np.log(np.diag(lower)).sum()), alpha, float(variance), mean

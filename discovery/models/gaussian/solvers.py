"""The linear algebra of a Gaussian process: exact, or resting on inducing compounds.

Everything is in units of the prior standard deviation: the prior covariance is 1 between a compound and itself.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky
from scipy.linalg.blas import dtrmm
from scipy.linalg.lapack import dtrtri

JITTER = 1e-8
"""Added to a diagonal before it is factorised, for compounds with equal fingerprints."""
INDUCING_JITTER = 1e-5
"""The same for inducing compounds, which have no noise to keep rounding errors of single precision away from 0."""

Vector = NDArray[np.float64]
Matrix = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class LeftOut:
    """What the process says of each of its n observations without that one (Rasmussen and Williams 2006, 5.4.2)."""

    mean: Vector
    """[n]"""
    variance: Vector
    """[n] of the process, without the noise of the observation."""


@dataclass(frozen=True, eq=False)
class Posterior:
    """What is needed to predict: with k [m] the covariance of a compound with the m that the process rests on."""

    alpha: Vector
    """[m] the mean is k . alpha."""
    factor: Matrix
    """[m, m] the variance is 1 - |factor k|^2."""


class Solver(Protocol):
    """A prior over n compounds that can be conditioned on observations."""

    def left_out(self, observed: Vector, noise: Vector) -> LeftOut:
        """Leave-one-out predictions from observations [n] and the variances [n] of their noise."""
        ...

    def posterior(self, observed: Vector, noise: Vector) -> Posterior:
        """The process conditioned on observations [n] with noise of variances [n]; asked last, as the prior is gone."""
        ...


class Exact:
    """The process as it is, from the prior covariance [n, n], in n^3 / 2 steps; the posterior is found in its place."""

    def __init__(self, covariance: Matrix) -> None:
        """The covariance is overwritten in the end."""
        self._covariance = covariance

    def left_out(self, observed: Vector, noise: Vector) -> LeftOut:
        factor = _factor(self._covariance.T.copy(order="F"), noise)
        return _left_out(observed, noise, factor.T @ (factor @ observed), np.einsum("ij,ij->j", factor, factor))

    def posterior(self, observed: Vector, noise: Vector) -> Posterior:
        factor = _factor(self._covariance.T, noise)
        return Posterior(factor.T @ (factor @ observed), factor)


class Inducing:
    """The process through m inducing compounds (FITC: Snelson and Ghahramani 2006), in n m^2 steps.

    Their covariance carries everything that compounds have in common; what is left is each compound's own, exact on
    the diagonal, so that a compound unlike all inducing ones stays as uncertain as before.
    """

    def __init__(self, among: Matrix, between: Matrix) -> None:
        """Prior covariance [m, m] among the inducing compounds and [n, m] between all and them."""
        among = among + np.eye(len(among)) * INDUCING_JITTER
        self._whiten = inverse(cholesky(among, lower=True, check_finite=False))
        self._features = between @ self._whiten.T
        self._own = np.clip(1 - np.einsum("ij,ij->i", self._features, self._features), 0, 1)

    def left_out(self, observed: Vector, noise: Vector) -> LeftOut:
        root, scaled = self._scaled(noise)
        told = dtrmm(1.0, _inducing_factor(scaled), scaled.T, lower=1, overwrite_b=1).T
        solved = root * (root * observed - told @ (told.T @ (root * observed)))
        return _left_out(observed, noise, solved, root**2 * (1 - np.einsum("ij,ij->i", told, told)))

    def posterior(self, observed: Vector, noise: Vector) -> Posterior:
        root, scaled = self._scaled(noise)
        factor = _inducing_factor(scaled)
        mean = factor.T @ (factor @ (scaled.T @ (root * observed)))
        shrunk = np.eye(len(factor)) * (1 + JITTER) - factor.T @ factor
        root = cholesky(shrunk, lower=True, check_finite=False).T
        return Posterior(self._whiten.T @ mean, root @ self._whiten)

    def _scaled(self, noise: Vector) -> tuple[Vector, Matrix]:
        """[n] inverse standard deviations of what is each observation's own, and the features [n, m] by these."""
        root = 1 / np.sqrt(self._own + noise)
        return root, self._features * root[:, None]


def _inducing_factor(scaled: Matrix) -> Matrix:
    """[m, m] the inverse of the Cholesky factor of 1 + what the observations tell of the whitened features."""
    return inverse(cholesky(np.eye(scaled.shape[1]) + scaled.T @ scaled, lower=True, check_finite=False))


def _factor(covariance: Matrix, noise: Vector) -> Matrix:
    """The inverse of the Cholesky factor of covariance and noise, in its place where it is in LAPACK's order."""
    covariance[np.diag_indices_from(covariance)] += noise + JITTER
    return inverse(cholesky(covariance, lower=True, overwrite_a=True, check_finite=False))


def inverse(lower: Matrix) -> Matrix:
    """The inverse of a lower triangular matrix with zeros above its diagonal, itself such a one, in its place."""
    found: Matrix = dtrtri(lower, lower=1, overwrite_c=1)[0]
    return found


def _left_out(observed: Vector, noise: Vector, solved: Vector, diagonal: Vector) -> LeftOut:
    """From the inverse of covariance and noise: its product with the observations, and its diagonal."""
    return LeftOut(observed - solved / diagonal, np.maximum(1 / diagonal - noise, 1e-9))

"""The Gaussian process of one endpoint: fitted, and asked."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, owens_t

from discovery.models.gaussian.blocks import TrainBlocks, mean_of
from discovery.models.gaussian.evidence import Tuned, tune
from discovery.models.gaussian.rowwise import product
from discovery.models.gaussian.sites import ROUGH, Sites, find_sites
from discovery.models.gaussian.solvers import Exact, Inducing, Solver, Vector
from discovery.models.settings import KernelSettings

ROUNDS = 3
"""Times that censored values are expected anew and the process is tuned to them."""
NOISES = (1.0, 0.3, 0.1, 0.03)
"""Noises tried for a classification, in units of the prior variance; with less, known neighbours count for more."""
SEARCHED = 2
"""Times fewer compounds carry a process whose observations are searched for, by a dozen factorisations."""
MOST = 50_000
"""Compounds that one endpoint learns from at most, drawn if it has more; memory grows with their number."""


@dataclass(frozen=True, eq=False)
class Known:
    """The labels of one endpoint, of n compounds in rising order."""

    rows: NDArray[np.int64]
    """[n] places of the compounds among all."""
    value: Vector
    """[n] in the endpoint's unit; 0 or 1 for a classification."""
    side: NDArray[np.int8]
    """[n] where the true value lies: 0 at `value`, -1 below it, 1 above it."""
    weight: Vector
    """[n] above 0."""
    is_class: bool

    def take(self, chosen: NDArray[np.int64]) -> "Known":
        return Known(self.rows[chosen], self.value[chosen], self.side[chosen], self.weight[chosen], self.is_class)

    def draw(self, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
        """Places of at most so many compounds in rising order.

        Where a class is rare, or exact values among bounds, all of it up to half of them; exact values that differ,
        where there are such.
        """
        n = len(self.rows)
        if n <= most:
            return np.arange(n)
        order = rng.permutation(n)
        if self.is_class:
            of_class = [order[self.value[order] == label] for label in (0, 1)]
            rare, usual = sorted(of_class, key=len)
            few = rare[: most // 2]
            order = np.concatenate([few, usual[: most - len(few)]])
        else:
            order = self._exact_first(order, most)
        return np.sort(order[:most])

    def _exact_first(self, order: NDArray[np.int64], most: int) -> NDArray[np.int64]:
        """The order, changed where its first places lack exact values to tune a process to."""
        is_exact = self.side[order] == 0
        exact = order[is_exact]
        if is_exact[:most].sum() < min(len(exact), most // 2):
            order = np.concatenate([exact[: most // 2], order[~is_exact]])
        other = exact[self.value[exact] != self.value[exact[:1]]]
        if len(other) and other[0] not in order[:most]:
            order[most - 1] = other[0]
        return order


@dataclass(frozen=True, eq=False)
class Process:
    """A fitted process, resting on m compounds; none where all values are equal, which it repeats."""

    rows: NDArray[np.int64]
    """[m] places of the compounds among all references."""
    weights: Vector
    """[k] of the kernel's parts."""
    mean: float
    scale: float
    """Prior standard deviation in the unit of the endpoint; 1 for a classification, 0 where all values are equal."""
    noise: float
    """Variance of the noise, in units of the prior's."""
    alpha: Vector
    """[m]"""
    factor: NDArray[np.float32]
    """[m, m]"""
    is_class: bool
    learnt: int
    """Compounds it was fitted to."""

    def predict(self, parts: NDArray[np.float32]) -> tuple[Vector, Vector]:
        """Mean and standard deviation [q] from the kernel's parts [k, q, m] to the compounds it rests on.

        Regression: of a new measurement, its noise included. Classification: of the probability, over what the process
        leaves open.
        """
        if self.scale == 0:
            return np.full(parts.shape[1], self.mean), np.full(parts.shape[1], np.nan)
        covariance = mean_of(self.weights, parts)
        told = product(covariance.astype(np.float32), self.factor.T)
        variance = np.maximum(1 - np.einsum("ij,ij->i", told, told).astype(np.float64), 0)
        centre = product(covariance, self.alpha[:, None])[:, 0]
        if not self.is_class:
            return self.mean + self.scale * centre, self.scale * np.sqrt(variance + self.noise)
        return _probability(self.mean + centre, variance, self.noise)


def _probability(latent: Vector, variance: Vector, noise: float) -> tuple[Vector, Vector]:
    """Mean and standard deviation of Phi(f / sqrt(noise)) for normal f; its square is the chance of two positive draws
    of noise at once, a bivariate normal integral (Owen 1956)."""
    h = latent / np.sqrt(variance + noise)
    mean: Vector = ndtr(h)
    square = mean - 2 * owens_t(h, np.sqrt(noise / (noise + 2 * variance)))
    return mean, np.sqrt(np.maximum(square - mean**2, 0))


def fit_process(blocks: TrainBlocks, known: Known, settings: KernelSettings, seed: int) -> Process:
    """The process of one endpoint: exact, or on inducing compounds where it has more than `settings.exact`.

    Kernel weights, noise, mean and scale come from the marginal likelihood of at most `settings.tuned` compounds; those
    of a classification from its labels as numbers, and its noise from the probability of each label without itself.
    """
    rng = np.random.default_rng(seed)
    known = known.take(known.draw(MOST, rng))
    if np.ptp(known.value) == 0:
        return _constant(known)
    blocks.prepare(known.rows)
    sample = known.take(known.draw(settings.tuned, rng))
    parts = blocks.parts(sample.rows)
    to = _tuned_to_classes if known.is_class else _tuned_to_values
    tuned, start = to(parts, blocks.shares, sample)
    solver, rests = _solver(blocks, known, tuned.weights, settings, rng)
    if known.is_class:
        tuned = Tuned(tuned.weights, tuned.noise, _class_mean(known, tuned.noise), 1.0)
    start = start if len(sample.rows) == len(known.rows) else None
    sites = find_sites(solver, _residual(known, tuned), _side(known), tuned.noise / known.weight, start)
    found = solver.posterior(sites.observed, sites.noise)
    return Process(
        known.rows[rests],
        tuned.weights,
        tuned.mean,
        tuned.scale,
        tuned.noise,
        found.alpha,
        found.factor.astype(np.float32),
        known.is_class,
        len(known.rows),
    )


def _constant(known: Known) -> Process:
    nothing = np.empty(0)
    value = float(known.value[0])
    return Process(
        np.empty(0, np.int64), nothing, value, 0.0, 0.0, nothing, np.empty((0, 0), np.float32), False, len(known.rows)
    )


def _solver(
    blocks: TrainBlocks, known: Known, weights: Vector, settings: KernelSettings, rng: np.random.Generator
) -> tuple[Solver, NDArray[np.int64]]:
    """The prior over the compounds, and the places among them of those that it rests on."""
    fewer = SEARCHED if _side(known).any() else 1
    if len(known.rows) <= settings.exact // fewer:
        return Exact(blocks.mixed(weights, known.rows, known.rows)), np.arange(len(known.rows))
    rests = known.draw(settings.inducing // fewer, rng)
    between = blocks.mixed(weights, known.rows, known.rows[rests])
    return Inducing(between[rests], between), rests


def _tuned_to_values(parts: NDArray[np.float32], shares: Vector, known: Known) -> tuple[Tuned, Sites | None]:
    """By expectation maximisation where values are censored, which at first count as their bounds; with its sites."""
    tuned = tune(parts, shares, known.value, np.zeros_like(known.value), known.weight)
    sites = None
    for _ in range(ROUNDS if known.side.any() else 0):
        solver = Exact(mean_of(tuned.weights, parts))
        sites = find_sites(solver, _residual(known, tuned), known.side, tuned.noise / known.weight, sites)
        expected, doubt = tuned.mean + tuned.scale * sites.expected, tuned.scale**2 * sites.doubt
        tuned = tune(parts, shares, expected, doubt, known.weight, start=tuned)
    return tuned, sites


def _tuned_to_classes(parts: NDArray[np.float32], shares: Vector, known: Known) -> tuple[Tuned, Sites]:
    """With the noise, of those tried, by which the labels are likeliest, and its sites."""
    weights = tune(parts, shares, known.value, np.zeros_like(known.value), known.weight).weights
    solver = Exact(mean_of(weights, parts))
    found: list[tuple[Tuned, Sites]] = []
    for noise in NOISES:
        tried = Tuned(weights, noise, _class_mean(known, noise), 1.0)
        start = found[-1][1] if found else None
        sites = find_sites(solver, _residual(known, tried), _side(known), noise / known.weight, start, ROUGH)
        found.append((tried, sites))
    return max(found, key=lambda pair: known.weight @ pair[1].log_probability)


def _class_mean(known: Known, noise: float) -> float:
    """Prior mean of the latent value, by which a compound like none known has the share of the actives."""
    share = (known.weight @ known.value + 0.5) / (known.weight.sum() + 1)
    return float(ndtri(share) * np.sqrt(1 + noise))


def _side(known: Known) -> NDArray[np.int8]:
    return np.where(known.value > 0.5, 1, -1).astype(np.int8) if known.is_class else known.side


def _residual(known: Known, tuned: Tuned) -> Vector:
    """Values, or the threshold 0 between the classes, from the prior mean on and in units of its deviation."""
    level = np.zeros_like(known.value) if known.is_class else known.value
    return (level - tuned.mean) / tuned.scale

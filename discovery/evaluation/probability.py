"""Probabilities as often right as they say: a rising map from what a model states to what held-out compounds show."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Fit = Callable[[Floats, Floats], "ProbabilityMap"]

FEWEST = 10
"""Held-out compounds of the rarer class for an endpoint to be calibrated."""
MANY = 200
"""Of the rarer class for a map of any rising shape (isotonic regression) to be considered."""
PARTS = 5
"""Parts of the cross-validation by which a map is chosen and checked."""
EDGE = 1e-4
"""Stated probabilities are taken to lie this far from 0 and 1 at least; a forest states both."""


@dataclass(frozen=True, eq=False)
class ProbabilityMap:
    """Rising map of stated probabilities: straight between knots in log-odds, and beyond the outer ones by a slope."""

    knots: Floats
    """[k] log-odds that a model states, ascending; empty for Platt's map."""
    odds: Floats
    """[k] log-odds at the knots; slope and intercept of Platt's map."""
    loss: float
    """Log loss on compounds that a map was not fitted to, by cross-validation; that of `stated` where none was."""
    stated: float
    """Log loss of the probabilities as the model states them."""

    def __call__(self, stated: Floats) -> Floats:
        """[q] calibrated probabilities; NaN where nothing is stated."""
        asked = log_odds(stated)
        if len(self.knots):
            return sigmoid(np.interp(asked, self.knots, self.odds))
        return sigmoid(self.odds[0] * asked + self.odds[1])

    @classmethod
    def fit(cls, active: Floats, stated: Floats, seed: int = 0) -> Self | None:
        """The map for actives (1) and inactives (0) [n] of stated probabilities [n].

        What is stated stays unless a map's cross-validated log loss is lower by more than one standard error (Breiman
        et al. 1984), since compounds of other series differ more than those held out do. None where either class has
        fewer than FEWEST compounds.
        """
        rarer = int(min(active.sum(), (1 - active).sum()))
        if rarer < FEWEST:
            return None
        part = np.empty(len(active), np.int64)
        shuffled = np.random.default_rng(seed).permutation(len(active))
        part[shuffled[np.argsort(active[shuffled], kind="stable")]] = np.arange(len(active)) % PARTS
        before = loss = losses(active, np.clip(stated, EDGE, 1 - EDGE))
        best: Fit = as_stated
        for fit in _maps(rarer):
            gain = loss - (checked := _checked(fit, active, stated, part))
            if gain.mean() > gain.std() / np.sqrt(len(gain)):
                loss, best = checked, fit
        found = best(active, stated)
        return cls(found.knots, found.odds, float(loss.mean()), float(before.mean()))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        return {"knots": self.knots, "odds": self.odds, "loss": np.array([self.loss, self.stated], np.float64)}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(state["knots"], state["odds"], *state["loss"].tolist())


def log_odds(probability: Floats) -> Floats:
    """[n] of probabilities kept EDGE from 0 and 1."""
    kept = np.clip(probability, EDGE, 1 - EDGE)
    return np.asarray(np.log(kept) - np.log1p(-kept))


def sigmoid(odds: Floats) -> Floats:
    """[n] probabilities of log-odds."""
    return np.asarray(1 / (1 + np.exp(-odds)))


def losses(active: Floats, probability: Floats) -> Floats:
    """[n] minus the logarithm of the probability given to what was found."""
    return np.asarray(-np.where(active > 0, np.log(probability), np.log1p(-probability)))


def as_stated(active: Floats, stated: Floats) -> ProbabilityMap:  # noqa: ARG001  any other map is fitted
    """What the model states, kept where no map does better."""
    return ProbabilityMap(np.zeros(0), np.array([1.0, 0.0]), np.nan, np.nan)


def platt(active: Floats, stated: Floats) -> ProbabilityMap:
    """A sigmoid of the log-odds with slope 0 or more, by maximum likelihood on targets drawn in from 0 and 1.

    Platt 1999: each class counts as if it had been met once more often than it was, which keeps a few well separated
    compounds from making every probability 0 or 1.
    """
    from scipy.optimize import minimize

    asked, actives = log_odds(stated), active.sum()
    target = np.where(active > 0, (actives + 1) / (actives + 2), 1 / (len(active) - actives + 2))

    def fault(parameters: Floats) -> tuple[float, Floats]:
        odds = parameters[0] * asked + parameters[1]
        error = sigmoid(odds) - target
        return float(np.mean(np.logaddexp(0, odds) - target * odds)), np.array([np.mean(error * asked), error.mean()])

    share = target.mean()
    start = np.array([0.0 if np.ptp(asked) == 0 else 1.0, np.log(share / (1 - share))])
    bounds = [(0.0, 0.0 if np.ptp(asked) == 0 else None), (None, None)]
    found = minimize(fault, start, jac=True, bounds=bounds, method="L-BFGS-B", options={"ftol": 1e-12, "gtol": 1e-9})
    return ProbabilityMap(np.zeros(0), np.asarray(found.x, np.float64), np.nan, np.nan)


def isotonic(active: Floats, stated: Floats) -> ProbabilityMap:
    """The rising steps nearest to what was found (Zadrozny and Elkan 2002, doi 10.1145/775047.775151)."""
    # imported here because it takes a second, and only fitting needs it
    from sklearn.isotonic import IsotonicRegression

    steps = IsotonicRegression().fit(log_odds(stated), active)
    least = 1 / (len(active) + 2)
    levels = np.clip(steps.y_thresholds_.astype(np.float64), least, 1 - least)
    return ProbabilityMap(steps.X_thresholds_.astype(np.float64), np.log(levels / (1 - levels)), np.nan, np.nan)


def _maps(rarer: int) -> Iterator[Fit]:
    yield platt
    if rarer >= MANY:
        yield isotonic


def _checked(fit: Fit, active: Floats, stated: Floats, part: NDArray[np.int64]) -> Floats:
    """[n] log loss on the compounds of each part of the map fitted to the others."""
    probability = np.empty(len(active))
    for number in range(PARTS):
        rest, own = part != number, part == number
        probability[own] = fit(active[rest], stated[rest])(stated[own])
    return losses(active, probability)

"""How far from a predicted number the true one lies: intervals and chances from the residuals of held-out compounds.

A split conformal predictive system (Vovk et al. 2019, doi 10.1016/j.ijar.2018.10.014) of normalised residuals
(Papadopoulos et al. 2011, doi 10.1613/jair.3198). Shapes: n held-out compounds, q compounds asked about.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.evaluation.censored import self_consistent

Floats = NDArray[np.float64]

FEWEST = 20
"""Held-out values for an endpoint to be calibrated: with fewer than 19 no interval of 90 % is finite."""
SCALED = 50
"""Held-out values from which on the width of an interval depends on the compound."""
PARTS = 5
"""Parts of the held-out compounds, each of which is measured on a scale found by the others."""
LEAST = 0.2
"""Smallest scale, as a share of the mean absolute residual."""


@dataclass(frozen=True)
class Scale:
    """Expected absolute error of a prediction: a constant, and shares of its spread and of its distance, none below 0.

    Distance is 1 - Tanimoto similarity to the nearest compound learnt from.
    """

    constant: float
    of_spread: float
    of_distance: float
    spread: float
    """Stands for a spread that is not stated: the mean of the held-out compounds."""
    least: float

    def __call__(self, spread: Floats, similarity: Floats) -> Floats:
        """[q] scale; `spread` may be NaN."""
        stated = np.where(np.isnan(spread), self.spread, spread)
        expected = self.constant + self.of_spread * stated + self.of_distance * (1 - similarity)
        return np.maximum(expected, self.least)

    @classmethod
    def fit(cls, residual: Floats, spread: Floats, similarity: Floats) -> Self:
        """By non-negative least squares on absolute residuals [n]."""
        if not residual.any():
            return cls.unit()
        # imported here because it takes a third of the time in which a screening starts, and only a fit needs it
        from scipy.optimize import nnls

        size = np.abs(residual)
        known = ~np.isnan(spread)
        usual = float(spread[known].mean()) if known.any() else 0.0
        columns = np.stack([np.ones(len(size)), np.where(known, spread, usual), 1 - similarity], axis=1)
        columns[:, 1:][:, np.ptp(columns[:, 1:], axis=0) == 0] = 0.0  # what is the same for all is in the constant
        constant, of_spread, of_distance = nnls(columns, size)[0].tolist()
        return cls(constant, of_spread, of_distance, usual, LEAST * float(size.mean()))

    @classmethod
    def unit(cls, *_: Floats) -> Self:
        """1 for all, whatever the residuals are."""
        return cls(1.0, 0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, eq=False)
class Conformal:
    """Residuals of held-out compounds in units of the error expected of each."""

    scores: Floats
    """[k] ascending: true value less prediction, over the scale."""
    weights: Floats
    """[k] observations that each stands for, 1 where none is censored; they add up to n."""
    scale: Scale

    @classmethod
    def fit(
        cls, value: Floats, relation: NDArray[np.int8], mean: Floats, spread: Floats, similarity: Floats, seed: int = 0
    ) -> Self | None:
        """From held-out values [n], of which `relation` (codes of `Labels.relation`) says which are bounds.

        A bound shares its weight out over the residuals that it leaves open. None for fewer than FEWEST true values.
        Each residual is scaled by what the others of another part say, so that its own size does not shrink it; fewer
        than SCALED true values are not scaled.
        """
        exact = relation == EQUAL
        if exact.sum() < FEWEST:
            return None
        scale_of = Scale.fit if exact.sum() >= SCALED else Scale.unit
        residual = value - mean
        part = np.random.default_rng(seed).permutation(len(value)) % PARTS
        score = np.empty(len(value))
        for number in range(PARTS):
            rest, own = exact & (part != number), part == number
            scale = scale_of(residual[rest], spread[rest], similarity[rest])
            score[own] = residual[own] / scale(spread[own], similarity[own])
        scores, weights = self_consistent(score[exact], score[relation == ABOVE], score[relation == BELOW])
        return cls(scores, weights, scale_of(residual[exact], spread[exact], similarity[exact]))

    def interval(self, mean: Floats, spread: Floats, similarity: Floats, level: float) -> tuple[Floats, Floats]:
        """Ends [q] of intervals that hold at least a share `level` of true values, if held-out compounds are alike.

        Infinite where there are too few scores for the level.
        """
        scale = self.scale(spread, similarity)
        wanted = (1 + level) / 2 * (self.weights.sum() + 1) - 1e-9
        up, down = np.cumsum(self.weights) >= wanted, np.cumsum(self.weights[::-1]) >= wanted
        high = self.scores[up.argmax()] if up.any() else np.inf
        low = self.scores[::-1][down.argmax()] if down.any() else -np.inf
        return mean + scale * low, mean + scale * high

    def beyond(self, mean: Floats, spread: Floats, similarity: Floats, threshold: float) -> Floats:
        """[q] probability that the true value is `threshold` or more; never 0 or 1. NaN where there is no mean.

        The share of scores above it, interpolated; it rises with the mean of compounds of one scale.
        """
        values, group = np.unique(self.scores, return_inverse=True)
        weight = np.bincount(group, self.weights)
        below = (np.cumsum(weight) - weight / 2 + 0.5) / (weight.sum() + 1)
        asked = (threshold - mean) / self.scale(spread, similarity)
        return np.asarray(1 - np.interp(asked, values, below))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        scale = np.array(list(vars(self.scale).values()), np.float64)
        return {"scores": self.scores, "weights": self.weights, "scale": scale}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(state["scores"], state["weights"], Scale(*state["scale"].tolist()))

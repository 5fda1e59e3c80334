"""How strange a compound is to a model: farther from what it learnt, or less sure, than held-out compounds were.

Distance to the training compounds and the spread of an ensemble are the two measures of a model's domain that held up
best in comparisons (Sheridan 2012, doi 10.1021/ci3004227). As shares of the held-out compounds they have one unit.
Shapes: m held-out compounds, q compounds asked about, k kept values.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SHARE = 0.95
"""Share of the held-out compounds that the domain takes in."""
KEPT = 501
"""Values at most that a distribution is kept by."""
DISTANCE, DOUBT, LIMIT, SPREAD = "distance", "doubt", "limit", "spread."
"""Names of arrays; the last is followed by an endpoint's name."""


@dataclass(frozen=True, eq=False)
class Strangeness:
    """The larger of two shares of the held-out compounds: of the nearer ones, and of those the model is surer of."""

    distance: Floats
    """[k] ascending: 1 - Tanimoto similarity of held-out compounds to the nearest compound learnt from."""
    spread: Mapping[str, Floats]
    """Endpoint -> [k] ascending: spreads of held-out compounds; without the endpoints that have none."""
    doubt: Floats
    """[k] ascending: mean of their shares over the endpoints; empty where no endpoint has a spread."""
    limit: float
    """Largest strangeness within the domain: SHARE of the held-out compounds have no more."""

    @classmethod
    def fit(cls, similarity: Floats, spread: Mapping[str, Floats]) -> Self:
        """From the similarity [m] to what was learnt, m at least 1, and the spread [m] of each endpoint."""
        known = {name: values[~np.isnan(values)] for name, values in spread.items()}
        kept = {name: _kept(values) for name, values in known.items() if len(values)}
        bare = cls(_kept(1 - similarity), kept, np.zeros(0), 1.0)
        doubt = bare._doubt(spread)
        told = cls(bare.distance, kept, _kept(doubt[~np.isnan(doubt)]), 1.0)
        limit = float(np.quantile(told(similarity, spread), SHARE, method="higher"))
        return cls(told.distance, kept, told.doubt, limit)

    def __call__(self, similarity: Floats, spread: Mapping[str, Floats]) -> Floats:
        """[q] from 0 to 1, for similarities [q] and spreads [q] by endpoint; by distance alone where none is stated."""
        far = _share(1 - similarity, self.distance)
        if not len(self.doubt):
            return far
        return np.asarray(np.fmax(far, _share(self._doubt(spread), self.doubt)))

    def _doubt(self, spread: Mapping[str, Floats]) -> Floats:
        """[q] mean share of held-out compounds with less spread, over the endpoints; NaN where none has one."""
        shares = [_share(spread[name], kept) for name, kept in self.spread.items()]
        if not shares:
            return np.full(len(next(iter(spread.values()), np.zeros(0))), np.nan)
        stacked = np.stack(shares)
        told = ~np.isnan(stacked)
        with np.errstate(invalid="ignore"):
            return np.asarray(np.where(told, stacked, 0.0).sum(axis=0) / told.sum(axis=0))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        spread = {f"{SPREAD}{name}": values for name, values in self.spread.items()}
        return {DISTANCE: self.distance, DOUBT: self.doubt, LIMIT: np.array([self.limit])} | spread

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        spread = {name.removeprefix(SPREAD): values for name, values in state.items() if name.startswith(SPREAD)}
        return cls(state[DISTANCE], spread, state[DOUBT], float(state[LIMIT][0]))


def _kept(values: Floats) -> Floats:
    """Values ascending, at most KEPT of them, evenly through their ranks."""
    if len(values) <= KEPT:
        return np.sort(values)
    return np.quantile(values, np.linspace(0, 1, KEPT))


def _share(values: Floats, kept: Floats) -> Floats:
    """[q] share of the kept values below each value, equal ones counting half; NaN stays NaN."""
    below, not_above = (np.searchsorted(kept, values, side=side) for side in ("left", "right"))
    return np.where(np.isnan(values), np.nan, (below + not_above) / (2 * len(kept)))

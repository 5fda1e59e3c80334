"""The calibrated probability that a number reaches a threshold."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.evaluation.conformal import Conformal
from discovery.evaluation.probability import ProbabilityMap

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Beyond:
    """A threshold, and what a residual's chance of reaching it is worth.

    Measured values heap up at round numbers, which are often the threshold itself: residuals know nothing of that, so
    their chance goes through a map of its own.
    """

    threshold: float
    """In the endpoint's unit; a value of this much or more reaches it."""
    chance: ProbabilityMap | None
    """None where too few held-out compounds lie on one side."""

    @classmethod
    def fit(
        cls,
        rule: Conformal,
        threshold: float,
        value: Floats,
        relation: NDArray[np.int8],
        mean: Floats,
        spread: Floats,
        similarity: Floats,
    ) -> Self:
        """By held-out values [n]; of the bounds those count that lie on the far side of the threshold."""
        sure = (relation == EQUAL) | ((relation == ABOVE) & (value >= threshold))
        sure |= (relation == BELOW) & (value <= threshold)
        active = (value >= threshold) & (relation != BELOW)
        stated = rule.beyond(mean[sure], spread[sure], similarity[sure], threshold)
        return cls(threshold, ProbabilityMap.fit(active[sure].astype(np.float64), stated))

    def __call__(self, rule: Conformal, mean: Floats, spread: Floats, similarity: Floats) -> Floats:
        """[q] probabilities; they rise with the mean of compounds of one scale. NaN where there is no mean."""
        stated = rule.beyond(mean, spread, similarity, self.threshold)
        return stated if self.chance is None else self.chance(stated)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        return {"threshold": np.array([self.threshold])} | ({} if self.chance is None else self.chance.state())

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(float(state["threshold"][0]), ProbabilityMap.from_state(state) if "odds" in state else None)

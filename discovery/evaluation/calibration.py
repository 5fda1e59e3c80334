"""What a model's numbers are worth, endpoint by endpoint, as the compounds held back from its training show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.evaluation.beyond import Beyond
from discovery.evaluation.conformal import Conformal
from discovery.evaluation.probability import ProbabilityMap
from discovery.evaluation.strangeness import Strangeness
from discovery.models.predictor import Prediction
from discovery.spelling import enumerated
from discovery.target.endpoint import Endpoint, EndpointKind
from discovery.target.settings import TargetSettings

Floats = NDArray[np.float64]

LEVEL = 0.9
"""Share of true values that a stated interval is to hold."""
SEPARATOR = "/"
"""Between the group of an array, its endpoint and its name."""
NUMBERS, THRESHOLDS, CHANCES, STRANGENESS = "numbers", "thresholds", "chances", "strangeness"
"""Groups of arrays."""


@dataclass(frozen=True, eq=False)
class Stated:
    """What can be said of q predictions of one endpoint; NaN where nothing can."""

    low: Floats
    """[q] lower end of the interval, in the endpoint's unit; NaN for a classification."""
    high: Floats
    """[q]"""
    probability: Floats
    """[q] of the class, or of the threshold's being reached; NaN for the readout of a screen."""


@dataclass(frozen=True, eq=False)
class Calibration:
    """By endpoint, for those with enough held-out labels; empty where nothing was held out."""

    numbers: Mapping[str, Conformal] = field(default_factory=dict)
    """Regression endpoints."""
    thresholds: Mapping[str, Beyond] = field(default_factory=dict)
    """Those of them that are potencies."""
    chances: Mapping[str, ProbabilityMap] = field(default_factory=dict)
    """Classification endpoints."""
    strangeness: Strangeness | None = None
    """How far a compound is from what the model was tested on; None where nothing was held out."""

    @property
    def endpoints(self) -> tuple[str, ...]:
        """Names of the calibrated endpoints."""
        return (*self.numbers, *self.chances)

    def of(
        self,
        endpoint: str,
        mean: Floats,
        spread: Floats,
        similarity: Floats,
        level: float = LEVEL,
    ) -> Stated | None:
        """Intervals and probabilities of q predictions; None for an endpoint that is not calibrated.

        `similarity` [q] is to the nearest compound learnt from.
        """
        nothing = np.full(len(mean), np.nan)
        if endpoint in self.chances:
            return Stated(nothing, nothing, self.chances[endpoint](mean))
        if endpoint not in self.numbers:
            return None
        rule = self.numbers[endpoint]
        low, high = rule.interval(mean, spread, similarity, level)
        beyond = self.thresholds.get(endpoint)
        return Stated(low, high, nothing if beyond is None else beyond(rule, mean, spread, similarity))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        parts: dict[str, Mapping[str, NDArray[Any]]] = {
            **{f"{NUMBERS}{SEPARATOR}{name}": rule.state() for name, rule in self.numbers.items()},
            **{f"{THRESHOLDS}{SEPARATOR}{name}": rule.state() for name, rule in self.thresholds.items()},
            **{f"{CHANCES}{SEPARATOR}{name}": rule.state() for name, rule in self.chances.items()},
            **({} if self.strangeness is None else {f"{STRANGENESS}{SEPARATOR}": self.strangeness.state()}),
        }
        return {f"{part}{SEPARATOR}{name}": array for part, arrays in parts.items() for name, array in arrays.items()}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        groups: dict[str, dict[str, dict[str, NDArray[Any]]]] = {
            group: {} for group in (NUMBERS, THRESHOLDS, CHANCES, STRANGENESS)
        }
        for key, array in state.items():
            group, rest = key.split(SEPARATOR, 1)
            endpoint, name = rest.rsplit(SEPARATOR, 1) if group != STRANGENESS else rest.split(SEPARATOR, 1)
            groups[group].setdefault(endpoint, {})[name] = array
        return cls(
            {name: Conformal.from_state(arrays) for name, arrays in sorted(groups[NUMBERS].items())},
            {name: Beyond.from_state(arrays) for name, arrays in sorted(groups[THRESHOLDS].items())},
            {name: ProbabilityMap.from_state(arrays) for name, arrays in sorted(groups[CHANCES].items())},
            next((Strangeness.from_state(arrays) for arrays in groups[STRANGENESS].values()), None),
        )


def calibrate(
    endpoints: Sequence[Endpoint],
    labels: Labels,
    prediction: Prediction,
    similarity: NDArray[np.floating],
    target: TargetSettings,
) -> Calibration:
    """The calibration by m held-out compounds, one at least: their labels, predictions, similarity [m] to what was
    learnt.

    `target` says from where on a potency counts as active. Only labels measured on the endpoint's own target count, of
    full weight. A bound counts by the residuals that it leaves open, and for the threshold where it lies beyond that;
    what has no prediction, or an endpoint with too few labels, is left out.
    """
    near = similarity.astype(np.float64)
    spread = {one.name: prediction.spread[:, column].astype(np.float64) for column, one in enumerate(endpoints)}
    numbers: dict[str, Conformal] = {}
    thresholds: dict[str, Beyond] = {}
    chances: dict[str, ProbabilityMap] = {}
    for column, endpoint in sorted(enumerate(endpoints), key=lambda pair: pair[1].name):
        rows, value, relation = own_labels(labels, endpoint.name)
        mean = prediction.mean[rows, column].astype(np.float64)
        told = np.isfinite(mean)
        rows, value, relation, mean = rows[told], value[told], relation[told], mean[told]
        if endpoint.kind is EndpointKind.classification:
            chance = ProbabilityMap.fit(value[relation == EQUAL], mean[relation == EQUAL])
            chances |= {} if chance is None else {endpoint.name: chance}
            continue
        held = value, relation, mean, spread[endpoint.name][rows], near[rows]
        rule = Conformal.fit(*held)
        if rule is not None:
            numbers[endpoint.name] = rule
        if rule is not None and endpoint.is_potency:
            thresholds[endpoint.name] = Beyond.fit(rule, target.threshold(endpoint.target), *held)
    return Calibration(numbers, thresholds, chances, Strangeness.fit(near, spread))


def own_labels(labels: Labels, endpoint: str) -> tuple[NDArray[np.int64], Floats, NDArray[np.int8]]:
    """Rows, values and relations of the labels of full weight measured on the endpoint's own target, bounds too."""
    own = labels.keep((labels.weight == 1.0) & (labels.origin == MEASURED))
    rows, value, relation, _ = own.of(endpoint)
    return rows, value.astype(np.float64), relation


def sentences(calibration: Calibration, endpoints: Sequence[Endpoint]) -> Iterator[str]:
    """Which endpoints are calibrated, and which are not."""
    done = set(calibration.endpoints)
    left = [endpoint.name for endpoint in endpoints if endpoint.name not in done]
    if not done:
        yield (
            "No endpoint is calibrated, for want of held-out labels: spreads and probabilities are as the model states"
            " them."
        )
        return
    yield f"Calibrated on compounds held back from training: {len(done)} of {len(endpoints)} endpoints."
    if left:
        yield f"Not calibrated, for want of held-out labels: {enumerated(left)}."
    kept = [name for name, rule in calibration.chances.items() if rule.loss >= rule.stated]
    if kept:
        yield f"Probabilities stay as stated, since no map surely lowered their log loss: {enumerated(kept)}."

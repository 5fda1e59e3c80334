"""Are stated intervals and probabilities right as often as they say? Measured on compounds that decided on nothing."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from scipy.stats import binomtest

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.evaluation.bootstrap import bootstrap
from discovery.evaluation.calibration import LEVEL, Calibration, own_labels
from discovery.evaluation.metrics import Floats, Function, Metric
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.predictor import Prediction
from discovery.target.endpoint import Endpoint, EndpointKind

RELIABILITY = pa.schema(
    [
        ("endpoint", pa.string()),
        ("kind", pa.string()),  # EndpointKind
        ("stated", pa.float64()),  # level of an interval; mean probability of a group of compounds
        ("found", pa.float64()),  # share of true values inside; share of actives
        ("low", pa.float64()),  # Wilson's interval of the share
        ("high", pa.float64()),
        ("n", pa.int64()),
    ]
)
"""One row a calibrated endpoint and level, or group of test compounds with like probabilities."""

LEVELS = tuple(round(0.1 * step, 1) for step in range(1, 10))
"""Levels of intervals that a reliability plot shows."""
TOLD = (0.5, 0.8, 0.9)
"""Levels whose coverage is a metric."""
FEWEST = 20
"""Test compounds for an endpoint to be in a reliability plot."""
A_GROUP = 10
"""Compounds a group at least; ten groups at most."""
BINS = 10
"""Bins of equal width of the expected calibration error."""


def mean_score(y: Floats, score: Floats, counts: Floats) -> Floats:  # noqa: ARG001  the score says it all
    """Mean of the scores."""
    return np.asarray(counts @ score / counts.sum(axis=1))


def brier(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Mean squared difference of probability and outcome (Brier 1950)."""
    return np.asarray(counts @ (score - y) ** 2 / counts.sum(axis=1))


def calibration_error(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Expected calibration error: mean difference of stated and found share over BINS bins (Naeini et al. 2015)."""
    place = np.minimum((score * BINS).astype(np.int64), BINS - 1)
    gaps = [np.abs(counts[:, place == one] @ (score - y)[place == one]) for one in np.unique(place)]
    return np.asarray(np.sum(gaps, axis=0) / counts.sum(axis=1))


def _of_interval(name: str, title: str) -> Metric:
    return Metric(name, title, EndpointKind.regression, False, "a label", mean_score)


def _of_probability(name: str, title: str, function: Function) -> Metric:
    return Metric(name, title, EndpointKind.classification, False, "actives and inactives", function)


_ALL = (
    *(_of_interval(f"coverage{level * 100:.0f}", f"True values within {level:.0%} intervals") for level in TOLD),
    _of_interval("width90", "Mean width of 90% intervals"),
    _of_probability("brier", "Brier score, calibrated", brier),
    _of_probability("brier_stated", "Brier score, as the model states", brier),
    _of_probability("ece", "Calibration error, calibrated", calibration_error),
    _of_probability("ece_stated", "Calibration error, as the model states", calibration_error),
)
RELIABILITY_METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})
"""What is measured of a calibration, by name; a potency's probabilities are of its reaching the threshold."""


@dataclass(frozen=True, eq=False)
class Judged:
    """True values of t test compounds of one calibrated endpoint, with what was said of them."""

    endpoint: Endpoint
    value: Floats
    """[t]"""
    mean: Floats
    """[t]"""
    spread: Floats
    """[t]"""
    similarity: Floats
    """[t]"""

    def active(self, calibration: Calibration) -> Floats:
        """[t] 1 for an active; only of a class or a potency."""
        if self.endpoint.kind is EndpointKind.classification:
            return self.value
        return (self.value >= calibration.thresholds[self.endpoint.name].threshold).astype(np.float64)

    def said(self, calibration: Calibration, level: float = LEVEL) -> tuple[Floats, Floats, Floats]:
        """Ends of the intervals and probabilities [t] of an endpoint that is calibrated."""
        stated = calibration.of(self.endpoint.name, self.mean, self.spread, self.similarity, level)
        assert stated is not None
        return stated.low, stated.high, stated.probability


def judged(
    calibration: Calibration,
    endpoints: Sequence[Endpoint],
    labels: Labels,
    prediction: Prediction,
    similarity: NDArray[np.floating],
) -> Iterator[Judged]:
    """The calibrated endpoints with a label among t test compounds."""
    for column, endpoint in enumerate(endpoints):
        if endpoint.name not in calibration.endpoints:
            continue
        rows, value, relation = own_labels(labels, endpoint.name)
        kept = (relation == EQUAL) & np.isfinite(prediction.mean[rows, column])
        rows, value = rows[kept], value[kept]
        if len(rows):
            mean, spread = (a[rows, column].astype(np.float64) for a in (prediction.mean, prediction.spread))
            yield Judged(endpoint, value, mean, spread, similarity[rows].astype(np.float64))


def reliability_rows(
    calibration: Calibration, tests: Sequence[Judged], model: str, settings: EvaluationSettings
) -> Iterator[dict[str, Any]]:
    """Rows of EVALUATION: coverage and width of intervals, Brier score and calibration error of probabilities.

    The readout of a screen has intervals alone: the target's threshold is one of potencies.
    """
    for test in tests:
        low, high, probability = test.said(calibration)
        told: dict[str, tuple[Floats, Floats]] = {}
        if test.endpoint.kind is EndpointKind.regression:
            told = {f"coverage{level * 100:.0f}": (test.value, _inside(test, calibration, level)) for level in TOLD}
            told["width90"] = (test.value, high - low)
        is_class = test.endpoint.kind is EndpointKind.classification
        if is_class or test.endpoint.is_potency:
            told |= dict.fromkeys(("brier", "ece"), (test.active(calibration), probability))
        if is_class:
            told |= dict.fromkeys(("brier_stated", "ece_stated"), (test.active(calibration), test.mean))
        for name, (y, score) in told.items():
            metric = RELIABILITY_METRICS[name]
            found = bootstrap(metric, y, score, settings.bootstraps, settings.confidence, settings.seed)
            numbers = {key: None if np.isnan(number) else number for key, number in vars(found).items()}
            note = "" if numbers["value"] is not None else f"needs {metric.needs}"
            yield {"model": model, "endpoint": test.endpoint.name, "metric": name, "n": len(y), "note": note} | numbers


def reliability_table(calibration: Calibration, tests: Sequence[Judged], confidence: float) -> pa.Table:
    """RELIABILITY of the endpoints with FEWEST test compounds or more, in their order."""
    rows = []
    for test in tests:
        if len(test.value) < FEWEST:
            continue
        if test.endpoint.kind is EndpointKind.regression:
            pairs = [(level, _inside(test, calibration, level)) for level in LEVELS]
        else:
            pairs = list(_groups(test.active(calibration), test.said(calibration)[2]))
        for stated, hits in pairs:
            share = binomtest(int(hits.sum()), len(hits)).proportion_ci(confidence, "wilson")
            rows.append(
                {
                    "endpoint": test.endpoint.name,
                    "kind": test.endpoint.kind.value,
                    "stated": stated,
                    "found": float(hits.mean()),
                    "low": float(share.low),
                    "high": float(share.high),
                    "n": len(hits),
                }
            )
    return pa.Table.from_pylist(rows, schema=RELIABILITY)


def _inside(test: Judged, calibration: Calibration, level: float) -> Floats:
    """[t] 1 where the true value lies in the interval of a level."""
    low, high, _ = test.said(calibration, level)
    return ((low <= test.value) & (test.value <= high)).astype(np.float64)


def _groups(active: Floats, probability: Floats) -> Iterator[tuple[float, Floats]]:
    """Mean probability, and outcomes, of groups of compounds that follow one another by probability."""
    order = np.argsort(probability, kind="stable")
    for group in np.array_split(order, max(1, min(10, len(order) // A_GROUP))):
        yield float(probability[group].mean()), active[group]

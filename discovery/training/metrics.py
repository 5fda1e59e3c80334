"""The few validation metrics that can decide on the best epoch; plain numpy, one number over all endpoints."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.target.endpoint import EndpointKind
from discovery.training.settings import Metric

Values = NDArray[np.float32]


def rmse(truth: Values, predicted: Values) -> float:
    return float(np.sqrt(np.mean(np.square(predicted - truth))))


def mae(truth: Values, predicted: Values) -> float:
    return float(np.mean(np.abs(predicted - truth)))


def roc_auc(truth: Values, score: Values) -> float:
    """Chance that an active is scored above an inactive, ties counting half."""
    _, level, counts = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(counts) - (counts - 1) / 2)[level]
    actives = float(np.sum(truth))
    inactives = len(truth) - actives
    return float((np.sum(rank[truth > 0]) - actives * (actives + 1) / 2) / (actives * inactives))


def pr_auc(truth: Values, score: Values) -> float:
    """Average precision: precision at each distinct score, weighted by the actives found there."""
    levels, level = np.unique(-score, return_inverse=True)
    found = np.bincount(level, weights=truth, minlength=len(levels))
    taken = np.bincount(level, minlength=len(levels))
    precision = np.cumsum(found) / np.cumsum(taken)
    return float(np.sum(precision * found) / np.sum(found))


@dataclass(frozen=True)
class ValidationMetric:
    """A number by which epochs are compared."""

    function: Callable[[Values, Values], float]
    kind: EndpointKind
    higher_is_better: bool


METRICS: Mapping[Metric, ValidationMetric] = MappingProxyType(
    {
        Metric.rmse: ValidationMetric(rmse, EndpointKind.regression, higher_is_better=False),
        Metric.mae: ValidationMetric(mae, EndpointKind.regression, higher_is_better=False),
        Metric.roc_auc: ValidationMetric(roc_auc, EndpointKind.classification, higher_is_better=True),
        Metric.pr_auc: ValidationMetric(pr_auc, EndpointKind.classification, higher_is_better=True),
    }
)


def is_better(metric: Metric, value: float, best: float) -> bool:
    """Whether an epoch of this value beats the best one so far."""
    if metric in METRICS and METRICS[metric].higher_is_better:
        return value > best
    return value < best


def scores(labels: Labels, predicted: Values) -> dict[str, float]:
    """Every metric that the labels define, as its mean over the endpoints.

    `predicted` [m] is what the network says of each label. Bounds are left out, since they are no values;
    so is a classification endpoint of which only one class was seen. Errors are in the unit of the numbers or, where
    these have several units, in standard deviations of each endpoint's labels.
    """
    mixed = len({endpoint.unit for endpoint in labels.endpoints if endpoint.kind is EndpointKind.regression}) > 1
    found: dict[Metric, list[float]] = {name: [] for name in METRICS}
    for column, endpoint in enumerate(labels.endpoints):
        mine = (labels.endpoint == column) & (labels.relation == EQUAL)
        truth = labels.value[mine]
        if len(truth) == 0 or (endpoint.kind is EndpointKind.classification and np.ptp(truth) == 0):
            continue
        scaled = mixed and endpoint.kind is EndpointKind.regression
        scale = np.float32(np.std(truth) or 1) if scaled else np.float32(1)
        for metric, rule in METRICS.items():
            if rule.kind is endpoint.kind:
                found[metric].append(rule.function(truth / scale, predicted[mine] / scale))
    return {metric.value: float(np.mean(values)) for metric, values in found.items() if values}

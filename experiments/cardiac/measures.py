"""What models learn of a cardiac channel, and what is measured: classes at a pIC50 of 5, as CToxPred has them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np

from discovery.evaluation.metrics import METRICS, Floats, Metric
from discovery.target.endpoint import Endpoint, EndpointKind, activity_endpoint, potency_endpoint

BLOCKER = 5.0
"""pIC50 from which a compound counts as a blocker."""


def accuracy(y: Floats, score: Floats, counts: Floats, threshold: float) -> Floats:
    """Share of the compounds that are called what they are."""
    hit, missed, alarm, passed = confusion(y, score >= threshold, counts)
    return (hit + passed) / (hit + missed + alarm + passed)


def balanced_accuracy(y: Floats, score: Floats, counts: Floats, threshold: float) -> Floats:
    """Mean of the shares of blockers and of others that are called what they are."""
    hit, missed, alarm, passed = confusion(y, score >= threshold, counts)
    return (hit / (hit + missed) + passed / (passed + alarm)) / 2


def matthews(y: Floats, score: Floats, counts: Floats, threshold: float) -> Floats:
    """Matthews correlation coefficient (Matthews 1975, doi 10.1016/0005-2795(75)90109-9).

    0 where all compounds are called alike.
    """
    hit, missed, alarm, passed = confusion(y, score >= threshold, counts)
    spread = np.sqrt((hit + alarm) * (hit + missed) * (passed + alarm) * (passed + missed))
    return np.where(spread > 0, (hit * passed - alarm * missed) / spread, 0.0)


def confusion(y: Floats, called: Floats, counts: Floats) -> tuple[Floats, Floats, Floats, Floats]:
    """[R] true positives, false negatives, false positives and true negatives of each resample."""
    return counts @ (y * called), counts @ (y * ~called), counts @ ((1 - y) * called), counts @ ((1 - y) * ~called)


@dataclass(frozen=True)
class Task:
    """What models learn, and how it is judged."""

    endpoint: Callable[[str], Endpoint]
    """Gene -> endpoint."""
    measures: Mapping[str, Metric]

    def learnt(self, potency: Floats) -> Floats:
        """[n] labels of compounds with these pIC50."""
        is_class = self.endpoint("").kind is EndpointKind.classification
        return (potency >= BLOCKER).astype(np.float64) if is_class else potency


def _called(threshold: float) -> Mapping[str, Metric]:
    """Measures of models whose predictions call a compound a blocker from the threshold on."""
    named = (("accuracy", accuracy), ("balanced accuracy", balanced_accuracy), ("MCC", matthews))
    found = [
        Metric(name, name, EndpointKind.classification, True, "both classes", partial(function, threshold=threshold))
        for name, function in named
    ]
    return {one.name: one for one in (*found, METRICS["roc_auc"])}


TASKS = {
    "potency": Task(potency_endpoint, {**_called(BLOCKER), "rmse": METRICS["rmse"]}),
    "class": Task(activity_endpoint, _called(0.5)),
}
"""Potencies are learnt, and called by the side of 5 that the prediction lies on; or the classes are learnt."""

from dataclasses import replace

import numpy as np
import pytest

from discovery.errors import TrainingError
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.training.checks import check_training, check_validation
from discovery.training.data import TrainingData
from discovery.training.settings import Metric


def with_labels(data: TrainingData, **changes: object) -> TrainingData:
    return TrainingData(data.graphs, replace(data.labels, **changes))


def fails(data: TrainingData, *words: str) -> None:
    with pytest.raises(TrainingError) as caught:
        check_training(data)
    assert "\n" not in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_good_data_pass(chains) -> None:
    check_training(chains)
    check_validation(chains, chains, Metric.roc_auc)


def test_no_endpoint(chains) -> None:
    empty = chains.labels.keep(np.zeros(len(chains.labels.value), bool))
    fails(TrainingData(chains.graphs, replace(empty, endpoints=())), "no usable endpoint", "target.min_labels")


def test_no_compound(chains) -> None:
    fails(chains.take(np.array([], np.int64)), "no compounds", "split.train")


def test_no_label(chains) -> None:
    fails(chains.keep(np.zeros(3, bool)), "no compound has a label", "target.gene")


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_label_that_is_no_number_is_named(chains, bad: float) -> None:
    value = chains.labels.value.copy()
    value[3] = bad  # second label of the second compound
    fails(with_labels(chains, value=value), "1 labels are not finite", "RYR2.modulator", "row 1")


@pytest.mark.parametrize(("value", "word"), [(0.0, "inactive"), (1.0, "active")])
def test_a_lone_classifier_needs_both_classes(chains, make_labels, value: float, word: str) -> None:
    labels = make_labels((activity_endpoint("RYR2"),), np.full((len(chains), 1), value))
    fails(TrainingData(chains.graphs, labels), "RYR2.modulator", f"are {word};")


def test_one_class_beside_another_endpoint_is_no_fault(chains, make_labels) -> None:
    table = np.ones((len(chains), 2))
    labels = make_labels((activity_endpoint("RYR2"), potency_endpoint("RYR2")), table)
    check_training(TrainingData(chains.graphs, labels))


def test_a_metric_without_labels_to_judge_is_named(chains) -> None:
    with pytest.raises(TrainingError, match=r"fit\.metric=roc_auc.*classification"):
        check_validation(chains.keep(np.array([True, False, False])), chains, Metric.roc_auc)


def test_validation_without_labels(chains) -> None:
    nothing, potency, activity = (chains.keep(np.arange(3) == column) for column in (1, 0, 2))
    for validation, train in ((nothing, chains), (activity, potency)):
        with pytest.raises(TrainingError, match="validation part has no labels of what is learnt"):
            check_validation(validation, train, Metric.loss)

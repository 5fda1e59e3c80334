import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from discovery.assay.labelling.labels import BELOW
from discovery.target.endpoint import activity_endpoint, potency_endpoint, screen_endpoint
from discovery.training.metrics import is_better, pr_auc, roc_auc, scores
from discovery.training.settings import Metric


@pytest.mark.parametrize("levels", [3, 1000])
def test_areas_agree_with_scikit_learn_with_and_without_ties(levels: int) -> None:
    random = np.random.default_rng(levels)
    truth = (random.random(200) < 0.2).astype(np.float32)
    score = random.integers(0, levels, 200).astype(np.float32)
    assert roc_auc(truth, score) == pytest.approx(roc_auc_score(truth, score))
    assert pr_auc(truth, score) == pytest.approx(average_precision_score(truth, score))


def test_each_endpoint_counts_alike_however_many_labels_it_has(make_labels) -> None:
    table = np.array([[1.0, 2.0], [1.0, np.nan], [1.0, np.nan]])
    labels = make_labels((potency_endpoint("A"), potency_endpoint("B")), table)
    predicted = labels.value + np.where(labels.endpoint == 0, 1, 3).astype(np.float32)
    assert scores(labels, predicted) == {"rmse": 2.0, "mae": 2.0}


def test_errors_of_several_units_count_in_deviations_of_their_labels(make_labels) -> None:
    table = np.array([[5.0, 100.0], [7.0, 300.0]])
    labels = make_labels((potency_endpoint("A"), screen_endpoint("A", "%")), table)
    predicted = labels.value + np.where(labels.endpoint == 0, 1, 300).astype(np.float32)
    assert scores(labels, predicted) == {"rmse": 2.0, "mae": 2.0}


def test_bounds_and_one_sided_endpoints_are_left_out(make_labels) -> None:
    table = np.array([[1.0, 1.0, 0.0], [5.0, 1.0, 1.0]])
    labels = make_labels((potency_endpoint("A"), activity_endpoint("A"), activity_endpoint("B")), table)
    labels.relation[0] = BELOW
    found = scores(labels, np.array([9.0, 0.3, 0.2, 6.0, 0.1, 0.9], np.float32))
    assert found == {"rmse": 1.0, "mae": 1.0, "roc_auc": 1.0, "pr_auc": 1.0}


@pytest.mark.parametrize(("metric", "better"), [(Metric.loss, 0.1), (Metric.rmse, 0.1), (Metric.roc_auc, 0.9)])
def test_every_metric_knows_its_direction(metric: Metric, better: float) -> None:
    assert is_better(metric, better, 0.5)
    assert not is_better(metric, 0.5, better)
    assert not is_better(metric, 0.5, 0.5)

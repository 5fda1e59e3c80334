"""The evaluation table: which labels count, who is compared with whom, and what is left unsaid."""

import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import ABOVE, BORROWED, EQUAL, MEASURED, PRESUMED, Labels
from discovery.errors import InternalError
from discovery.evaluation.evaluate import CONSTANT, EVALUATION, evaluate
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.predictor import Prediction
from discovery.target.endpoint import activity_endpoint, potency_endpoint

ENDPOINTS = (potency_endpoint("KCNH2"), activity_endpoint("RYR2"))
SETTINGS = EvaluationSettings(bootstraps=100)


def labels(potency: NDArray, activity: NDArray) -> Labels:
    """One potency and one activity label for each compound, all measured and exact."""
    n = len(potency)
    return Labels(
        ENDPOINTS,
        offsets_of(np.full(n, 2)),
        np.tile(np.array([0, 1], np.int32), n),
        np.stack([potency, activity], axis=1).ravel().astype(np.float32),
        np.full(2 * n, EQUAL, np.int8),
        np.ones(2 * n, np.float32),
        np.full(2 * n, MEASURED, np.int8),
    )


def prediction(mean: NDArray) -> Prediction:
    mean = mean.astype(np.float32)
    return Prediction(mean, np.full_like(mean, np.nan), np.isnan(mean).all(axis=1))


@pytest.fixture
def data() -> Labels:
    generator = np.random.default_rng(0)
    return labels(generator.normal(6, 1, 80), generator.random(80) < 0.3)


def truth(data: Labels) -> NDArray[np.float32]:
    return data.value.reshape(-1, 2).copy()


def cell(table: pa.Table, model: str, endpoint: str, metric: str) -> dict:
    found = [
        row for row in table.to_pylist() if (row["model"], row["endpoint"], row["metric"]) == (model, endpoint, metric)
    ]
    assert len(found) == 1
    return found[0]


def test_every_model_endpoint_and_metric_has_one_row(data: Labels) -> None:
    table = evaluate({"a": prediction(truth(data)), "b": prediction(-truth(data))}, ENDPOINTS, data, SETTINGS)
    assert table.schema == EVALUATION
    assert len(table) == 3 * (3 + 7)
    assert set(table["model"].to_pylist()) == {"a", "b", CONSTANT}


def test_values_intervals_and_the_constant(data: Labels) -> None:
    off = truth(data) + np.random.default_rng(1).normal(0, 0.5, (80, 2))
    table = evaluate({"a": prediction(off)}, ENDPOINTS, data, SETTINGS)
    row = cell(table, "a", "KCNH2.potency", "rmse")
    assert row["low"] < row["value"] < row["high"]
    assert row["value"] == pytest.approx(0.5, rel=0.25)
    constant = cell(table, CONSTANT, "KCNH2.potency", "rmse")
    assert constant["value"] == pytest.approx(truth(data)[:, 0].std(), rel=1e-5)
    assert cell(table, CONSTANT, "RYR2.modulator", "roc_auc")["value"] == 0.5


def test_censored_borrowed_and_presumed_labels_do_not_count(data: Labels) -> None:
    data.relation[0] = ABOVE
    data.origin[3], data.weight[3] = BORROWED, 0.3
    data.origin[5], data.weight[5] = PRESUMED, 0.2
    table = evaluate({"a": prediction(truth(data))}, ENDPOINTS, data, SETTINGS)
    assert cell(table, "a", "KCNH2.potency", "mae")["n"] == 79
    assert cell(table, "a", "RYR2.modulator", "roc_auc")["n"] == 78


def test_models_are_compared_on_the_compounds_that_all_of_them_predict(data: Labels) -> None:
    holes = truth(data)
    holes[:10, 0] = np.nan
    table = evaluate({"whole": prediction(truth(data)), "holes": prediction(holes)}, ENDPOINTS, data, SETTINGS)
    for model in ("whole", "holes", CONSTANT):
        assert cell(table, model, "KCNH2.potency", "rmse")["n"] == 70


def test_a_model_without_an_endpoint_is_left_out_of_it(data: Labels) -> None:
    half = truth(data)
    half[:, 0] = np.nan
    table = evaluate({"whole": prediction(truth(data)), "half": prediction(half)}, ENDPOINTS, data, SETTINGS)
    assert cell(table, "whole", "KCNH2.potency", "rmse")["n"] == 80
    pairs = set(zip(table["model"].to_pylist(), table["endpoint"].to_pylist(), strict=True))
    assert ("half", "KCNH2.potency") not in pairs
    assert ("half", "RYR2.modulator") in pairs


def test_what_cannot_be_measured_is_null_and_says_why() -> None:
    data = labels(np.full(30, 5.0), np.zeros(30))
    table = evaluate({"a": prediction(truth(data))}, ENDPOINTS, data, SETTINGS)
    row = cell(table, "a", "RYR2.modulator", "roc_auc")
    assert (row["value"], row["low"], row["high"], row["n"]) == (None, None, None, 30)
    assert row["note"] == "needs actives and inactives"
    assert cell(table, "a", "KCNH2.potency", "spearman")["note"] == "needs labels and predictions that vary"


def test_an_endpoint_without_labels_says_so(data: Labels) -> None:
    none = data.keep(data.endpoint == 0)
    table = evaluate({"a": prediction(truth(data))}, ENDPOINTS, none, SETTINGS)
    row = cell(table, "a", "RYR2.modulator", "pr_auc")
    assert (row["value"], row["n"]) == (None, 0)
    assert row["note"]


def test_only_the_named_endpoints(data: Labels) -> None:
    table = evaluate({"a": prediction(truth(data))}, ENDPOINTS, data, SETTINGS, only=["RYR2.modulator"])
    assert set(table["endpoint"].to_pylist()) == {"RYR2.modulator"}


def test_predictions_of_other_compounds_are_refused(data: Labels) -> None:
    with pytest.raises(InternalError, match="predictions of a have shape"):
        evaluate({"a": prediction(truth(data)[:5])}, ENDPOINTS, data, SETTINGS)

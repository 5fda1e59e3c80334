"""The calibration of a model of several endpoints: which labels count, what is left out, and that it is kept."""

from dataclasses import replace

import numpy as np
import pytest

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import BORROWED, EQUAL, MEASURED, PRESUMED, Labels
from discovery.evaluation.calibration import Calibration, calibrate, sentences
from discovery.evaluation.evaluate import EVALUATION
from discovery.evaluation.reliability import (
    RELIABILITY,
    RELIABILITY_METRICS,
    judged,
    reliability_rows,
    reliability_table,
)
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.predictor import Prediction
from discovery.target.endpoint import activity_endpoint, hit_endpoint, potency_endpoint, screen_endpoint
from discovery.target.settings import TargetSettings

ENDPOINTS = (potency_endpoint("KCNH2"), activity_endpoint("KCNH2"), hit_endpoint("KCNH2"))
TARGET = TargetSettings(gene="KCNH2", active_above=5.5)
N = 400


def case(seed: int, origin: int = MEASURED) -> tuple[Labels, Prediction, np.ndarray]:
    """Labels, predictions and similarities: a potency, whether it is an activity, and a hit that nobody predicts."""
    generator = np.random.default_rng(seed)
    mean, spread, near = generator.normal(5.5, 1, N), generator.uniform(0.2, 1, N), generator.uniform(0.3, 1, N)
    value = mean + generator.normal(size=N) * spread
    stated = 1 / (1 + np.exp(-8 * (mean - 5.5)))
    columns = np.stack([value, value > 5.5, value > 5.5], axis=1)
    labels = Labels(
        ENDPOINTS,
        offsets_of(np.full(N, 3)),
        np.tile(np.arange(3, dtype=np.int32), N),
        columns.astype(np.float32).ravel(),
        np.full(3 * N, EQUAL, np.int8),
        np.ones(3 * N, np.float32),
        np.full(3 * N, origin, np.int8),
    )
    nothing = np.full(N, np.nan)
    said = np.stack([mean, stated, nothing], axis=1).astype(np.float32)
    doubt = np.stack([spread, spread, nothing], axis=1).astype(np.float32)
    return labels, Prediction(said, doubt, np.zeros(N, bool)), near.astype(np.float32)


def made(seed: int = 0) -> Calibration:
    return calibrate(ENDPOINTS, *case(seed), TARGET)


def test_endpoints_with_held_out_labels_and_predictions_are_calibrated_and_the_others_named() -> None:
    calibration = made()
    assert calibration.endpoints == ("KCNH2.potency", "KCNH2.modulator")
    assert list(sentences(calibration, ENDPOINTS)) == [
        "Calibrated on compounds held back from training: 2 of 3 endpoints.",
        "Not calibrated, for want of held-out labels: KCNH2.hit.",
    ]
    assert calibration.of("KCNH2.hit", *np.zeros((3, 2))) is None


@pytest.mark.parametrize("origin", [BORROWED, PRESUMED])
def test_only_what_was_measured_on_the_target_itself_counts(origin: int) -> None:
    calibration = calibrate(ENDPOINTS, *case(0, origin), TARGET)
    assert calibration.endpoints == ()
    assert next(sentences(calibration, ENDPOINTS)).startswith("No endpoint is calibrated, for want of held-out labels")


def test_a_number_has_an_interval_and_a_chance_a_class_a_chance_alone() -> None:
    calibration, ask = made(), np.array([[5.0, 6.0], [0.5, 0.5], [0.8, 0.8]])
    number = calibration.of("KCNH2.potency", *ask)
    assert number is not None
    assert (number.low < ask[0]).all()
    assert (number.high > ask[0]).all()
    assert number.probability[0] < 0.5 < number.probability[1]
    of_class = calibration.of("KCNH2.modulator", np.array([0.2, 0.9]), *ask[1:])
    assert of_class is not None
    assert np.isnan(of_class.low).all()
    assert of_class.probability[0] < of_class.probability[1]


def test_it_comes_back_bit_for_bit_and_so_does_an_empty_one() -> None:
    calibration = made()
    again = Calibration.from_state(calibration.state())
    assert again.endpoints == calibration.endpoints
    assert again.strangeness is not None
    for name, array in calibration.state().items():
        np.testing.assert_array_equal(array, again.state()[name])
    empty = Calibration.from_state(Calibration().state())
    assert empty.endpoints == ()
    assert empty.strangeness is None


def test_a_test_part_shows_that_intervals_hold_and_that_probabilities_got_better() -> None:
    calibration, (labels, prediction, near) = made(), case(1)
    tests = list(judged(calibration, ENDPOINTS, labels, prediction, near))
    rows = list(reliability_rows(calibration, tests, "forest", EvaluationSettings(bootstraps=200)))
    assert all(set(row) == set(EVALUATION.names) and row["metric"] in RELIABILITY_METRICS for row in rows)
    value = {(row["endpoint"], row["metric"]): row["value"] for row in rows}
    for level in (50, 80, 90):
        assert value["KCNH2.potency", f"coverage{level}"] == pytest.approx(level / 100, abs=0.06)
    assert value["KCNH2.modulator", "brier"] < value["KCNH2.modulator", "brier_stated"]
    assert value["KCNH2.modulator", "ece"] < value["KCNH2.modulator", "ece_stated"]
    assert value["KCNH2.potency", "brier"] < 0.2
    covered = next(row for row in rows if row["metric"] == "coverage90")
    assert covered["low"] < covered["value"] < covered["high"]


def test_a_readout_has_intervals_and_no_chance_of_reaching_a_potency() -> None:
    endpoints = (screen_endpoint("KCNH2", "%"), *ENDPOINTS[1:])
    (labels, prediction, near), readout = case(0), "KCNH2.screen"
    labels = replace(labels, endpoints=endpoints)
    calibration = calibrate(endpoints, labels, prediction, near, TARGET)
    stated = calibration.of(readout, *np.array([[5.0, 6.0], [0.5, 0.5], [0.8, 0.8]]))
    assert stated is not None
    assert (stated.low < stated.high).all()
    assert np.isnan(stated.probability).all()
    assert Calibration.from_state(calibration.state()).endpoints == calibration.endpoints
    tests = list(judged(calibration, endpoints, labels, prediction, near))
    rows = list(reliability_rows(calibration, tests, "forest", EvaluationSettings(bootstraps=20)))
    said = {row["metric"] for row in rows if row["endpoint"] == readout}
    assert said == {"coverage50", "coverage80", "coverage90", "width90"}
    assert readout in reliability_table(calibration, tests, 0.95)["endpoint"].to_pylist()


def test_the_curve_of_each_endpoint_lies_near_the_diagonal() -> None:
    calibration, (labels, prediction, near) = made(), case(1)
    tests = list(judged(calibration, ENDPOINTS, labels, prediction, near))
    table = reliability_table(calibration, tests, 0.95)
    assert table.schema == RELIABILITY
    assert set(table["endpoint"].to_pylist()) == {"KCNH2.potency", "KCNH2.modulator"}
    gap = np.abs(table["stated"].to_numpy() - table["found"].to_numpy())
    assert gap.mean() < 0.06
    rows = table.to_pylist()
    assert sum(row["n"] for row in rows if row["kind"] == "classification") == N


def test_a_few_test_compounds_make_metrics_without_intervals_and_no_curve() -> None:
    calibration, (labels, prediction, near) = made(), case(1)
    few = Prediction(prediction.mean[:3], prediction.spread[:3], prediction.failed[:3])
    tests = list(judged(calibration, ENDPOINTS, labels.take(np.arange(3)), few, near[:3]))
    rows = list(reliability_rows(calibration, tests, "forest", EvaluationSettings(bootstraps=20)))
    assert {row["low"] for row in rows} == {None}
    assert reliability_table(calibration, tests, 0.95).num_rows == 0

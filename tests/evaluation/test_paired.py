"""Models on one test set, resampled together."""

import numpy as np
import pytest

from discovery.evaluation.metrics import METRICS
from discovery.evaluation.paired import paired_bootstrap

GENERATOR = np.random.default_rng(0)
Y = GENERATOR.normal(size=200)
GOOD, FAIR, POOR = (Y + GENERATOR.normal(0, spread, 200) for spread in (0.3, 0.33, 1.0))
MAE = METRICS["mae"]


def stacked(scores: list[np.ndarray]) -> np.ndarray:
    """Scores of models that were trained once."""
    return np.stack(scores)[:, None]


def test_the_interval_of_one_pair_is_that_of_the_mean_paired_difference() -> None:
    found = paired_bootstrap(MAE, Y, stacked([GOOD, FAIR]), 4000, 0.95, 0)
    gap = np.abs(Y - GOOD) - np.abs(Y - FAIR)
    assert found.difference[0, 1] == pytest.approx(gap.mean())
    assert found.margin[0, 1] == pytest.approx(1.96 * gap.std() / np.sqrt(200), rel=0.05)


def test_intervals_widen_with_the_number_of_pairs() -> None:
    two = paired_bootstrap(MAE, Y, stacked([GOOD, FAIR]), 2000, 0.95, 0)
    three = paired_bootstrap(MAE, Y, stacked([GOOD, FAIR, POOR]), 2000, 0.95, 0)
    assert three.margin[0, 1] > two.margin[0, 1] * 1.05
    assert three.p[0, 1] > two.p[0, 1]
    assert three.p[0, 2] < 0.001
    np.testing.assert_allclose(three.p, three.p.T)


def test_luck_that_models_share_is_no_difference() -> None:
    hard = GENERATOR.normal(0, 3, 200)  # an error that both make
    found = paired_bootstrap(MAE, Y, stacked([Y + hard, Y + hard * 1.02]), 500, 0.95, 0)
    assert found.p[0, 1] < 0.01


def test_models_that_say_the_same_are_as_good_as_each_other() -> None:
    found = paired_bootstrap(METRICS["rmse"], Y, stacked([GOOD, GOOD]), 100, 0.95, 0)
    assert (found.difference[0, 1], found.margin[0, 1], found.p[0, 1]) == (0, 0, 1)


def test_too_few_compounds_have_no_interval() -> None:
    found = paired_bootstrap(MAE, Y[:4], stacked([GOOD[:4], POOR[:4]]), 100, 0.95, 0)
    assert np.isnan(found.margin).all()
    assert not np.isnan(found.values).any()


def test_of_a_class_with_too_few_compounds_there_is_no_interval() -> None:
    for actives, told in ((1, False), (4, False), (5, True)):
        y = (np.arange(60) < actives).astype(float)
        found = paired_bootstrap(METRICS["roc_auc"], y, stacked([y, 1 - y]), 200, 0.95, 0)
        assert found.difference[0, 1] == 1
        assert np.isfinite(found.margin).all() == np.isfinite(found.p).all() == told


def test_the_mean_over_trainings_counts_and_not_the_score_of_their_mean() -> None:
    apart = GENERATOR.normal(0, 0.8, 200)
    trainings = np.stack([Y + apart, Y - apart])  # each is off, their mean is not
    found = paired_bootstrap(MAE, Y, np.stack([trainings, np.stack([Y, Y])]), 200, 0.95, 0)
    assert found.values[0] == pytest.approx(np.abs(apart).mean())
    assert found.values[1] == 0
    once = paired_bootstrap(MAE, Y, stacked([Y + apart, Y]), 200, 0.95, 0)
    assert found.margin[0, 1] == pytest.approx(once.margin[0, 1])

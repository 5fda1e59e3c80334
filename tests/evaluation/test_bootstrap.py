"""Intervals: that they cover, repeat with the seed, and are missing where they would mean nothing."""

import numpy as np
import pytest

from discovery.evaluation.bootstrap import BLOCK, bootstrap, interval, resamples
from discovery.evaluation.metrics import METRICS


def test_resamples_draw_every_unit_count_times_whatever_the_blocks() -> None:
    units = 5 + BLOCK // 3
    blocks = list(resamples(units, number=7, seed=0))
    assert len(blocks) > 1
    counts = np.concatenate(blocks)
    assert counts.shape == (7, units)
    assert (counts.sum(axis=1) == units).all()


def test_the_interval_of_a_mean_is_the_textbook_one() -> None:
    """RMSE of unit normal errors has a standard error of about 1 / sqrt(2n)."""
    errors = np.random.default_rng(1).normal(size=4000)
    result = bootstrap(METRICS["rmse"], np.zeros(4000), errors, number=2000, confidence=0.95, seed=0)
    width = 2 * 1.96 / np.sqrt(2 * 4000)
    assert result.low < result.value < result.high
    assert result.high - result.low == pytest.approx(width, rel=0.1)


def test_intervals_cover_the_truth_about_as_often_as_they_say() -> None:
    generator = np.random.default_rng(2)
    covered = 0
    for trial in range(200):
        errors = generator.laplace(size=80)
        result = bootstrap(METRICS["mae"], np.zeros(80), errors, number=300, confidence=0.9, seed=trial)
        covered += result.low <= 1.0 <= result.high
    assert 0.82 <= covered / 200 <= 0.96


def test_same_seed_same_interval() -> None:
    y = np.arange(60.0)
    score = y + np.random.default_rng(3).normal(scale=20, size=60)
    first = bootstrap(METRICS["spearman"], y, score, seed=4)
    assert first == bootstrap(METRICS["spearman"], y, score, seed=4)
    assert first != bootstrap(METRICS["spearman"], y, score, seed=5)


def test_no_interval_for_a_handful_of_compounds() -> None:
    result = bootstrap(METRICS["mae"], np.zeros(4), np.arange(4.0))
    assert result.value == pytest.approx(1.5)
    assert np.isnan(result.low)
    assert np.isnan(result.high)


def test_resamples_without_a_value_are_left_out() -> None:
    few = interval(0.5, np.array([0.4, np.nan, 0.5, 0.6]), units=50, confidence=0.95)
    assert 0.4 <= few.low < few.high <= 0.6
    most = interval(0.5, np.array([0.4, np.nan, np.nan, np.nan]), units=50, confidence=0.95)
    assert np.isnan(most.low)


def test_no_interval_for_a_handful_of_actives() -> None:
    """One active at the top would otherwise give a perfect score with an interval of no width."""
    y = np.zeros(100)
    y[0] = 1
    result = bootstrap(METRICS["roc_auc"], y, -np.arange(100.0))
    assert result.value == 1.0
    assert np.isnan(result.low)

"""Intervals hold what they promise, and chances rise with the prediction."""

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.assay.labelling.labels import ABOVE, EQUAL
from discovery.evaluation.conformal import FEWEST, Conformal, Scale

Floats = NDArray[np.float64]


def nothing_stated(n: int) -> tuple[Floats, Floats]:
    """No spread, and every compound equally near: the scale is constant."""
    return np.full(n, np.nan), np.ones(n)


def exact(n: int) -> NDArray[np.int8]:
    return np.full(n, EQUAL, np.int8)


def fitted(value: Floats, mean: Floats, spread: Floats, near: Floats) -> Conformal:
    rule = Conformal.fit(value, exact(len(value)), mean, spread, near)
    assert rule is not None
    return rule


def whole_places(level: float, n: int) -> float:
    """How many of n + 1 compounds are between both ends of an interval."""
    return float(2 * np.ceil((1 + level) / 2 * (n + 1) - 1e-9) - (n + 1))


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9])
def test_coverage_of_exchangeable_compounds_is_the_finite_sample_one(level: float) -> None:
    """Averaged over calibration sets the share inside is k / (n + 1) exactly, however skewed the errors are."""
    n, generator = 29, np.random.default_rng(0)
    covered = []
    for _ in range(3000):
        error = generator.exponential(size=n + 20) ** 2
        rule = fitted(error[:n], np.zeros(n), *nothing_stated(n))
        low, high = rule.interval(np.zeros(20), *nothing_stated(20), level)
        covered.append(np.mean((low <= error[n:]) & (error[n:] <= high)))
    places = whole_places(level, n)
    assert places / (n + 1) >= level
    assert np.mean(covered) == pytest.approx(places / (n + 1), abs=4 * np.std(covered) / np.sqrt(len(covered)))


def noisy(n: int, seed: int) -> tuple[Floats, Floats, Floats, Floats]:
    """True values, means, spreads and similarities; the error grows with spread and distance."""
    generator = np.random.default_rng(seed)
    spread, near, mean = generator.uniform(0.1, 1, n), generator.uniform(0.2, 1, n), generator.normal(6, 1, n)
    return mean + generator.normal(size=n) * (0.1 + spread + 2 * (1 - near)), mean, spread, near


def test_compounds_far_away_or_in_doubt_get_wider_intervals_that_hold_as_often() -> None:
    rule = fitted(*noisy(500, 0))
    value, mean, spread, near = noisy(20_000, 1)
    low, high = rule.interval(mean, spread, near, 0.9)
    inside, far = (low <= value) & (value <= high), near < 0.6
    assert (high - low)[far].mean() > 1.5 * (high - low)[~far].mean()
    assert inside.mean() == pytest.approx(0.9, abs=0.03)
    assert inside[far].mean() == pytest.approx(inside[~far].mean(), abs=0.04)
    wider = rule.interval(np.zeros(2), np.full(2, 0.5), np.array([0.3, 0.9]), 0.9)
    assert np.diff(wider[1] - wider[0]) < 0


@pytest.mark.parametrize("n", [45, 50, 55, 62, 70])
def test_intervals_hold_what_they_promise_however_few_values_there_are(n: int) -> None:
    inside = []
    for seed in range(300):
        value, mean, spread, near = noisy(n + 20, seed)
        low, high = fitted(value[:n], mean[:n], spread[:n], near[:n]).interval(mean[n:], spread[n:], near[n:], 0.9)
        inside.append(np.mean((low <= value[n:]) & (value[n:] <= high)))
    assert np.mean(inside) == pytest.approx(whole_places(0.9, n) / (n + 1), abs=0.02)


def test_a_chance_rises_with_the_mean_falls_with_the_threshold_and_is_never_certain() -> None:
    rule = fitted(*noisy(60, 0))
    mean, spread, near = np.linspace(-50, 50, 400), np.full(400, 0.4), np.full(400, 0.5)
    chance = rule.beyond(mean, spread, near, 5.0)
    assert (np.diff(chance) >= 0).all()
    assert (rule.beyond(mean, spread, near, 5.5) <= chance).all()
    assert chance.min() == pytest.approx(1 / 61)
    assert chance.max() == pytest.approx(60 / 61)


def test_chances_are_right_as_often_as_they_say() -> None:
    rule = fitted(*noisy(2000, 0))
    value, mean, spread, near = noisy(20_000, 1)
    chance = rule.beyond(mean, spread, near, 6.5)
    for low in np.arange(0, 1, 0.2):
        group = (chance >= low) & (chance < low + 0.2)
        assert np.mean(value[group] >= 6.5) == pytest.approx(chance[group].mean(), abs=0.04)


def test_too_few_true_values_or_bounds_alone_calibrate_nothing() -> None:
    n = FEWEST - 1
    assert Conformal.fit(np.ones(n), exact(n), np.zeros(n), *nothing_stated(n)) is None
    bounds = np.full(100, ABOVE, np.int8)
    assert Conformal.fit(np.ones(100), bounds, np.zeros(100), *nothing_stated(100)) is None
    assert Conformal.fit(np.ones(n + 1), exact(n + 1), np.zeros(n + 1), *nothing_stated(n + 1)) is not None


def test_a_bound_that_says_nothing_new_leaves_the_interval_as_it_is_and_a_telling_one_widens_it() -> None:
    value, mean, spread, near = noisy(40, 0)
    spread[:], near[:] = np.nan, 1.0
    plain = fitted(value, mean, spread, near).interval(np.zeros(1), *nothing_stated(1), 0.5)

    def with_bounds(bound: float) -> tuple[Floats, Floats]:
        values = np.append(value, np.full(20, 6.0 + bound))
        relation = np.append(exact(40), np.full(20, ABOVE, np.int8))
        ones = np.ones(60)
        rule = Conformal.fit(values, relation, np.append(mean, np.full(20, 6.0)), ones * np.nan, ones)
        assert rule is not None
        return rule.interval(np.zeros(1), *nothing_stated(1), 0.5)

    assert with_bounds(-100.0)[1] == pytest.approx(plain[1], abs=0.1)
    assert with_bounds(1.0)[1] > plain[1] + 0.5


def test_constant_predictions_are_calibrated_by_the_values_themselves() -> None:
    value = np.linspace(4, 8, 99)
    rule = fitted(value, np.full(99, 6.0), np.zeros(99), np.zeros(99))
    low, high = rule.interval(np.array([6.0]), np.zeros(1), np.ones(1), 0.9)
    assert (low[0], high[0]) == (pytest.approx(4.2, abs=0.1), pytest.approx(7.8, abs=0.1))


def test_predictions_without_any_error_have_intervals_of_no_width() -> None:
    value = np.linspace(4, 8, 60)
    low, high = fitted(value, value, np.ones(60), np.ones(60)).interval(value, np.ones(60), np.ones(60), 0.9)
    np.testing.assert_array_equal(low, high)


def test_a_spread_that_is_not_stated_counts_as_a_usual_one_and_a_missing_mean_gives_nothing() -> None:
    value, mean, spread, near = noisy(300, 0)
    rule = fitted(value, mean, spread, near)
    unstated = rule.interval(np.zeros(1), np.array([np.nan]), np.ones(1), 0.9)
    usual = rule.interval(np.zeros(1), np.array([spread.mean()]), np.ones(1), 0.9)
    np.testing.assert_allclose(unstated, usual)
    assert np.isnan(rule.interval(np.array([np.nan]), np.ones(1), np.ones(1), 0.9)).all()
    assert np.isnan(rule.beyond(np.array([np.nan]), np.ones(1), np.ones(1), 5.0)).all()


def test_more_trust_than_the_scores_allow_has_no_end() -> None:
    low, high = fitted(*noisy(FEWEST, 0)).interval(np.zeros(1), np.ones(1), np.ones(1), 0.99)
    assert (low[0], high[0]) == (-np.inf, np.inf)


def test_a_scale_never_shrinks_with_doubt_even_where_residuals_do() -> None:
    spread, near = np.linspace(0.1, 1, 200), np.linspace(0.1, 1, 200)
    scale = Scale.fit(1.1 - spread, spread, np.full(200, 0.5))
    assert scale.of_spread == 0
    assert Scale.fit(near, np.full(200, np.nan), near).of_distance == 0


def test_it_comes_back_as_it_was() -> None:
    value, mean, spread, near = noisy(80, 0)
    rule = fitted(value, mean, spread, near)
    again = Conformal.from_state(rule.state())
    np.testing.assert_array_equal(rule.interval(mean, spread, near, 0.8), again.interval(mean, spread, near, 0.8))

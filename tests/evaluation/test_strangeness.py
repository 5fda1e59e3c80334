"""Strangeness joins distance and doubt; its limit takes in most held-out compounds."""

import numpy as np
import pytest

from discovery.evaluation.strangeness import SHARE, Strangeness


def held_out(n: int = 400) -> tuple[np.ndarray, dict[str, np.ndarray]]:
    generator = np.random.default_rng(0)
    return generator.uniform(0.3, 1, n), {"a": generator.gamma(2, size=n), "b": generator.gamma(3, size=n)}


def test_most_held_out_compounds_lie_within_the_limit() -> None:
    near, spread = held_out()
    measure = Strangeness.fit(near, spread)
    assert np.mean(measure(near, spread) <= measure.limit) == pytest.approx(SHARE, abs=0.01)


def test_either_distance_or_doubt_takes_a_compound_out() -> None:
    measure = Strangeness.fit(*held_out())
    near, spread = np.array([0.9, 0.1, 0.9]), {"a": np.array([1.0, 1.0, 50.0]), "b": np.array([2.0, 2.0, 50.0])}
    assert (measure(near, spread) <= measure.limit).tolist() == [True, False, False]


def test_without_a_spread_it_is_distance_alone() -> None:
    near, _ = held_out()
    none = {"a": np.full(len(near), np.nan)}
    measure = Strangeness.fit(near, none)
    assert not measure.spread
    strange = measure(near, none)
    assert (np.diff(strange[np.argsort(-near)]) >= 0).all()
    whole = Strangeness.fit(*held_out())
    unsaid = {"a": np.array([np.nan]), "b": np.array([np.nan])}
    assert whole(np.array([0.99]), unsaid) < 0.05


def test_it_comes_back_as_it_was() -> None:
    near, spread = held_out(1500)
    measure = Strangeness.fit(near, spread)
    again = Strangeness.from_state(measure.state())
    np.testing.assert_array_equal(measure(near, spread), again(near, spread))
    assert again.limit == measure.limit


def test_a_single_held_out_compound_is_measure_enough() -> None:
    measure = Strangeness.fit(np.array([0.5]), {"a": np.array([0.2])})
    strange = measure(np.array([0.5, 0.4]), {"a": np.array([0.2, 0.2])})
    assert (strange <= measure.limit).tolist() == [True, False]

"""Censored observations share their weight out over what they leave open."""

import numpy as np
import pytest

from discovery.evaluation.censored import self_consistent

NONE = np.zeros(0)


def test_without_bounds_every_observation_counts_once() -> None:
    values, weights = self_consistent(np.array([3.0, 1.0, 2.0]), NONE, NONE)
    assert values.tolist() == [1.0, 2.0, 3.0]
    assert weights.tolist() == [1.0, 1.0, 1.0]


def test_one_sided_bounds_give_the_product_limit_estimate() -> None:
    """The worked example of Kaplan and Meier 1958: deaths at 0.8, 3.1, 5.4, 9.2, losses at 1.0, 2.7, 7.0, 12.1."""
    deaths, losses = np.array([0.8, 3.1, 5.4, 9.2]), np.array([1.0, 2.7, 7.0, 12.1])
    values, weights = self_consistent(deaths, losses, NONE)
    assert values.tolist() == [0.8, 3.1, 5.4, 9.2, 12.1]
    survival = 1 - np.cumsum(weights) / 8
    np.testing.assert_allclose(survival[:4], [7 / 8, 7 / 10, 21 / 40, 21 / 80], atol=1e-6)


def test_bounds_below_are_the_mirror_image_and_all_weights_add_up() -> None:
    generator = np.random.default_rng(0)
    exact, above, below = generator.normal(size=50), generator.normal(size=20), generator.normal(size=15)
    values, weights = self_consistent(exact, above, below)
    mirrored, again = self_consistent(-exact, -below, -above)
    np.testing.assert_allclose(mirrored[::-1], -values)
    np.testing.assert_allclose(again[::-1], weights, atol=1e-6)
    assert weights.sum() == pytest.approx(85)


def test_bounds_alone_say_nothing() -> None:
    values, weights = self_consistent(NONE, np.ones(3), np.ones(2))
    assert len(values) == len(weights) == 0

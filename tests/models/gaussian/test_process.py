import numpy as np
import pytest
from scipy.stats import norm

from discovery.models.gaussian.process import Known, _probability


@pytest.mark.parametrize("latent", [-2.0, 0.0, 0.7, 3.0])
@pytest.mark.parametrize("variance", [0.0, 0.3, 1.0])
def test_mean_and_deviation_of_a_probability_are_those_of_draws(latent: float, variance: float) -> None:
    drawn = norm.cdf((latent + np.sqrt(variance) * np.random.default_rng(0).normal(size=200_000)) / np.sqrt(0.1))
    mean, deviation = _probability(np.array([latent]), np.array([variance]), 0.1)
    assert mean[0] == pytest.approx(drawn.mean(), abs=3e-3)
    assert deviation[0] == pytest.approx(drawn.std(), abs=3e-3)


def known(actives: int, n: int) -> Known:
    value = (np.arange(n) < actives).astype(float)
    return Known(np.arange(n), value, np.zeros(n, np.int8), np.ones(n), True)


@pytest.mark.parametrize(("actives", "kept"), [(3, 3), (40, 20), (97, 37)])
def test_a_draw_of_forty_keeps_a_rare_class_up_to_half(actives: int, kept: int) -> None:
    drawn = known(actives, 100).draw(40, np.random.default_rng(0))
    assert len(drawn) == 40
    assert (np.diff(drawn) > 0).all()
    assert (drawn < actives).sum() == kept


def test_nothing_is_drawn_where_there_is_room() -> None:
    assert known(3, 40).draw(40, np.random.default_rng(0)).tolist() == list(range(40))

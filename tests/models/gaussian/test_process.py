import numpy as np
import pytest
from scipy.stats import norm

from discovery.models.gaussian.blocks import TrainBlocks
from discovery.models.gaussian.process import Known, _probability, fit_process
from discovery.models.gaussian.radial import RadialVectors
from discovery.models.settings import KernelSettings


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


def bounded(exact: list[float], n: int) -> Known:
    """Few exact values, the others below 5."""
    value, side = np.full(n, 5.0), np.full(n, -1, np.int8)
    places = np.random.default_rng(1).permutation(n)[: len(exact)]
    value[places], side[places] = exact, 0
    return Known(np.arange(n), value, side, np.ones(n), False)


def test_a_process_is_tuned_to_exact_values_however_few_there_are_among_bounds() -> None:
    vectors = np.random.default_rng(2).normal(size=(600, 5)).astype(np.float32)
    blocks = TrainBlocks(None, RadialVectors.fit(vectors))
    for seed in range(5):
        process = fit_process(blocks, bounded([6.0, 7.0, 8.0], 600), KernelSettings(tuned=100), seed)
        assert process.scale > 0.1
        assert np.isfinite([process.mean, process.scale, process.noise, *process.weights, *process.alpha]).all()


def test_half_of_a_draw_at_most_is_exact_values_that_are_rare_among_bounds() -> None:
    labels = bounded([6.0] * 90, 600)
    drawn = labels.draw(100, np.random.default_rng(0))
    assert len(drawn) == len(set(drawn)) == 100
    assert (np.diff(drawn) > 0).all()
    assert (labels.side[drawn] == 0).sum() == 50


def test_a_draw_has_exact_values_that_differ() -> None:
    for seed in range(20):
        labels = bounded([5.0] * 1_999 + [7.0], 2_000)
        drawn = labels.draw(100, np.random.default_rng(seed))
        assert len(drawn) == 100
        assert np.ptp(labels.value[drawn]) == 2


def test_what_is_drawn_of_ordinary_values_depends_on_nothing_but_chance() -> None:
    value, side = np.random.default_rng(0).normal(size=300), np.zeros(300, np.int8)
    for bounds in (0, 100):
        side[:bounds] = 1
        drawn = Known(np.arange(300), value, side, np.ones(300), False).draw(80, np.random.default_rng(3))
        assert drawn.tolist() == sorted(np.random.default_rng(3).permutation(300)[:80].tolist())

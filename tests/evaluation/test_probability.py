"""Calibrated probabilities: right as often as they say, in the order of the stated ones."""

import numpy as np
import pytest

from discovery.evaluation.probability import FEWEST, MANY, ProbabilityMap, losses, sigmoid


def drawn(n: int, seed: int, slope: float = 0.4, shift: float = -1.0) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and probabilities of a model that is too sure of itself and too hopeful."""
    generator = np.random.default_rng(seed)
    odds = generator.normal(0, 3, n)
    return (generator.random(n) < sigmoid(slope * odds + shift)).astype(float), sigmoid(odds)


@pytest.mark.parametrize("n", [80, 4000])
def test_it_lowers_the_log_loss_of_new_compounds(n: int) -> None:
    found = ProbabilityMap.fit(*drawn(n, 0))
    assert found is not None
    assert found.loss < found.stated
    active, stated = drawn(5000, 1)
    assert losses(active, found(stated)).mean() < losses(active, np.clip(stated, 1e-4, 1 - 1e-4)).mean() - 0.1


@pytest.mark.parametrize("n", [60, 3000])
def test_it_never_turns_two_compounds_round(n: int) -> None:
    found = ProbabilityMap.fit(*drawn(n, 0))
    assert found is not None
    told = found(np.linspace(0, 1, 1001))
    assert (np.diff(told) >= 0).all()
    assert told.min() > 0
    assert told.max() < 1


def test_many_compounds_show_a_shape_that_no_sigmoid_has() -> None:
    generator = np.random.default_rng(0)
    stated = generator.uniform(0, 1, 20 * MANY)
    active = (generator.random(len(stated)) < np.where(stated < 0.9, 0.2, 0.8)).astype(float)
    found = ProbabilityMap.fit(active, stated)
    assert found is not None
    assert len(found.knots)
    np.testing.assert_allclose(found(np.array([0.3, 0.6, 0.97])), [0.2, 0.2, 0.8], atol=0.05)


def test_a_few_well_separated_compounds_are_no_certainty() -> None:
    active = np.repeat([0.0, 1.0], [FEWEST, FEWEST])
    found = ProbabilityMap.fit(active, np.where(active > 0, 0.9, 0.1))
    assert found is not None
    np.testing.assert_allclose(found(np.array([0.1, 0.9])), [1 / 12, 11 / 12], atol=0.02)


def test_a_model_that_says_one_thing_or_the_reverse_gets_the_share_of_actives() -> None:
    active = np.repeat([0.0, 1.0], [60, 20])
    for stated in (np.full(80, 0.7), np.linspace(1, 0, 80)):
        found = ProbabilityMap.fit(active, stated)
        assert found is not None
        np.testing.assert_allclose(found(np.array([0.2, 0.7])), 0.25, atol=0.02)


def test_a_model_that_is_right_already_is_taken_at_its_word() -> None:
    stated = np.repeat([0.1, 0.5, 0.9], 100)
    found = ProbabilityMap.fit((np.tile(np.arange(100), 3) < 100 * stated).astype(float), stated)
    assert found is not None
    assert found.loss == pytest.approx(found.stated)
    np.testing.assert_allclose(found(np.array([0.1, 0.6])), [0.1, 0.6])


@pytest.mark.parametrize("actives", [0, FEWEST - 1, 100 - FEWEST + 1, 100])
def test_too_few_of_a_class_calibrate_nothing(actives: int) -> None:
    active = np.repeat([0.0, 1.0], [100 - actives, actives])
    assert ProbabilityMap.fit(active, np.linspace(0, 1, 100)) is None


def test_nothing_stated_stays_nothing_and_it_comes_back_as_it_was() -> None:
    for n in (60, 5000):
        found = ProbabilityMap.fit(*drawn(n, 0))
        assert found is not None
        asked = np.array([0.0, 0.3, np.nan, 1.0])
        assert np.isnan(found(asked)).tolist() == [False, False, True, False]
        np.testing.assert_array_equal(found(asked), ProbabilityMap.from_state(found.state())(asked))

import numpy as np
import pytest

from discovery.screening.student.recall import estimated_recall


def test_a_slice_that_is_everything_misses_nothing() -> None:
    assert estimated_recall(np.arange(10), shown=100, total=100) == 1.0


def test_best_ones_that_stand_first_are_all_there() -> None:
    places = np.concatenate([np.arange(900), np.arange(2000, 2100)])
    assert estimated_recall(places, shown=8000, total=10**6) > 0.999


def test_an_order_that_says_nothing_promises_nothing() -> None:
    places = np.linspace(0, 7999, 1000).astype(np.int64)
    assert estimated_recall(places, shown=8000, total=10**6) == 0.0


@pytest.mark.parametrize("correlation", [0.8, 0.9, 0.97])
@pytest.mark.parametrize("shown", [4000, 8000, 16000])
def test_the_estimate_is_near_the_truth_or_carefully_below_it(correlation: float, shown: int) -> None:
    rng = np.random.default_rng(shown)
    student = rng.normal(size=200_000)
    model = correlation * student + np.sqrt(1 - correlation**2) * rng.normal(size=len(student))
    order = np.argsort(-student)
    best_shown = np.argsort(-model[order[:shown]])[:1000]
    truth = np.isin(np.argsort(-model)[:1000], order[:shown]).mean()
    estimate = estimated_recall(best_shown, shown, len(student))
    assert estimate < truth + 0.03
    assert estimate > truth - 0.15 or truth < 0.9

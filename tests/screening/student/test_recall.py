import numpy as np
import pyarrow as pa
import pytest
from numpy.typing import NDArray

from discovery.candidates.settings import Goal, ObjectiveSettings, RankingSettings
from discovery.screening.best import best_rows
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


@pytest.mark.parametrize("hits", [100, 300, 900])
@pytest.mark.parametrize("correlation", [0.8, 0.95])
@pytest.mark.parametrize("second", [{}, {"safe": ObjectiveSettings("herg", Goal.fall, low=5.0, high=6.0)}])
def test_few_scores_above_0_do_not_make_the_estimate_sure(
    hits: int, correlation: float, second: dict[str, ObjectiveSettings]
) -> None:
    """Most of the best that are looked for have a score of 0, as have most of those that the student puts first."""
    rng = np.random.default_rng(hits)
    total, shown, best = 200_000, 4000, 1000
    truth, noise = rng.normal(size=(2, 2, total))
    said = correlation * (correlation * truth + np.sqrt(1 - correlation**2) * noise)  # drawn to the mean, as a fit is
    low = float(np.sort(truth[0])[-hits])
    ranking = RankingSettings({"active": ObjectiveSettings("active", low=low, high=low + 2), **second})
    first, every = (table_of(active, 5.0 + herg) for active, herg in (said, truth))
    order, own_best = best_of(first, ranking, shown), best_of(every, ranking, best)
    looked = best_of(every.take(pa.array(np.sort(order) - 1)), ranking, best)
    place = np.flatnonzero(np.isin(order, looked))
    found = np.isin(own_best, order).mean()
    assert found < 0.99
    assert estimated_recall(place, shown, total) < found + 0.03


def table_of(active: NDArray[np.float64], herg: NDArray[np.float64]) -> pa.Table:
    """Predictions of n records."""
    nothing = np.zeros(len(active))
    columns = {"active": active, "active.spread": nothing, "herg": herg, "herg.spread": nothing}
    return pa.table({"row": np.arange(1, len(active) + 1), **columns})


def best_of(table: pa.Table, ranking: RankingSettings, most: int) -> NDArray[np.int64]:
    """Numbers of the best records of a table, best first, which goes by in pieces."""
    pieces = [table.slice(start, 20_000) for start in range(0, len(table), 20_000)]
    row: NDArray[np.int64] = best_rows(pieces, ranking, ["active", "herg"], most).rows["row"].to_numpy()
    return row

"""What is said of models over many endpoints."""

from collections.abc import Sequence

import pyarrow as pa
import pytest

from discovery.evaluation.compare import ACROSS, Comparison, across
from discovery.report.compare_model import Page
from discovery.report.compare_words import over_all


def told(first: Sequence[float], second: Sequence[float]) -> list[str]:
    """Of two models with these errors on as many endpoints."""
    results = pa.Table.from_pylist(
        [
            {"split": "random", "metric": "rmse", "unit": "pX", "model": model, "dataset": "own"}
            | {"endpoint": f"A{place}.potency", "value": value}
            for model, values in (("a", first), ("b", second))
            for place, value in enumerate(values)
        ]
    )
    empty = pa.table({})
    found = Comparison(empty, empty, empty, pa.Table.from_pylist(list(across(results)), schema=ACROSS), empty, [])
    return list(
        over_all(Page("own", "A", ("a", "b"), (), found, (), empty, (), (), 5, 5, 1, 0.95, (0.9, 10.0), (), {}))
    )


@pytest.mark.parametrize(("better", "ties", "worse"), [(7, 3, 0), (9, 0, 1), (9, 11, 0)])
def test_a_tie_is_no_win_for_either(better: int, ties: int, worse: int) -> None:
    winner = [0.5 - 0.01 * place for place in range(better)] + [1.0] * (ties + worse)
    loser = [1.0] * (better + ties) + [0.999] * worse
    for first, second, names in ((winner, loser, "a is better than b"), (loser, winner, "b is better than a")):
        (sentence,) = told(first, second)
        assert f"{names}: RMSE, on {better} of them" in sentence


def test_the_better_model_is_the_one_that_the_ranks_favour() -> None:
    little, much = [1.0 + 0.001 * place for place in range(1, 7)], [0.5 - 0.02 * place for place in range(12)]
    (sentence,) = told([1.0] * 18, little + much)
    assert "b is better than a: RMSE, on 12 of them" in sentence

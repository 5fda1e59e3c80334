"""The chance that a threshold is reached, where measured values heap up at it and where some are bounds."""

import numpy as np
import pytest

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.evaluation.beyond import Beyond
from discovery.evaluation.conformal import Conformal


def heaped(n: int, seed: int) -> tuple[np.ndarray, ...]:
    """Values of which those between 4.5 and 5 are told as 5; all predicted alike well."""
    generator = np.random.default_rng(seed)
    mean = generator.normal(5, 0.7, n)
    value = mean + generator.normal(0, 0.5, n)
    value = np.where((value > 4.5) & (value < 5), 5.0, value)
    return value, np.full(n, EQUAL, np.int8), mean, np.full(n, np.nan), np.ones(n)


def test_a_heap_at_the_threshold_is_reckoned_with() -> None:
    held = heaped(800, 0)
    rule = Conformal.fit(*held)
    assert rule is not None
    value, _, *asked = heaped(10_000, 1)
    plain = rule.beyond(*asked, 5.0)
    mapped = Beyond.fit(rule, 5.0, *held)(rule, *asked)
    truth = value >= 5.0
    assert np.mean((mapped - truth) ** 2) < np.mean((plain - truth) ** 2) - 0.01
    assert mapped.mean() == pytest.approx(truth.mean(), abs=0.03)
    order = np.argsort(asked[0])
    assert (np.diff(mapped[order]) >= 0).all()


def test_bounds_beyond_the_threshold_count_and_others_do_not() -> None:
    value, relation, mean, spread, near = heaped(60, 0)
    rule = Conformal.fit(value, relation, mean, spread, near)
    assert rule is not None
    ends = np.repeat([3.0, 8.0, 8.0, 3.0], 10)  # the first two sorts are on the far side of 5, the others tell nothing
    kinds = np.repeat(np.array([BELOW, ABOVE, BELOW, ABOVE], np.int8), 10)

    def odds(chosen: np.ndarray) -> list[float]:
        more = [
            np.append(value, ends[chosen]),
            np.append(relation, kinds[chosen]),
            np.append(mean, np.full(len(chosen), 5.0)),
        ]
        n = len(more[0])
        found = Beyond.fit(rule, 5.0, *more, np.full(n, np.nan), np.ones(n)).chance
        assert found is not None
        return found.odds.tolist()

    assert odds(np.arange(20, 40)) == odds(np.zeros(0, np.int64))
    assert odds(np.arange(10, 20)) != odds(np.zeros(0, np.int64))


def test_a_threshold_that_nobody_reaches_leaves_the_chance_of_the_residuals() -> None:
    held = heaped(60, 0)
    rule = Conformal.fit(*held)
    assert rule is not None
    found = Beyond.fit(rule, 12.0, *held)
    assert found.chance is None
    asked = held[2:]
    np.testing.assert_array_equal(found(rule, *asked), rule.beyond(*asked, 12.0))
    for one in (found, Beyond.fit(rule, 5.0, *held)):
        np.testing.assert_array_equal(one(rule, *asked), Beyond.from_state(one.state())(rule, *asked))

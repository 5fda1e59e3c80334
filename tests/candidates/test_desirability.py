import numpy as np
import pytest

from discovery.candidates.desirability import desirability, geometric_mean, shortfall
from discovery.candidates.settings import Goal, ObjectiveSettings
from discovery.errors import SettingsError


@pytest.mark.parametrize(
    ("goal", "expected"),
    [
        (Goal.rise, [0.0, 0.0, 0.25, 1.0, 1.0]),
        (Goal.fall, [1.0, 1.0, 0.75, 0.0, 0.0]),
        (Goal.within, [0.5, 1.0, 1.0, 1.0, 0.0]),
    ],
)
def test_curves(goal: Goal, expected: list[float]) -> None:
    objective = ObjectiveSettings("logp", goal, low=1.0, high=5.0, slope=2.0)
    values = np.array([0.0, 1.0, 2.0, 5.0, 9.0])
    np.testing.assert_allclose(desirability(values, objective), expected)


@pytest.mark.parametrize(
    ("goal", "expected"),
    [(Goal.rise, [0.25, 0.0, 0.0, 0.0]), (Goal.fall, [0.0, 0.0, 0.0, 1.0]), (Goal.within, [0.0, 0.0, 0.0, 1.0])],
)
def test_curves_go_on_below_0(goal: Goal, expected: list[float]) -> None:
    objective = ObjectiveSettings("logp", goal, low=1.0, high=5.0, slope=2.0)
    np.testing.assert_allclose(shortfall(np.array([0.0, 2.0, np.nan, 9.0]), objective), expected)


@pytest.mark.parametrize("goal", list(Goal))
def test_missing_value_is_not_desirable(goal: Goal) -> None:
    assert desirability(np.array([np.nan]), ObjectiveSettings("logp", goal)).tolist() == [0.0]


def test_geometric_mean_weighs_its_parts() -> None:
    parts = [np.array([0.25, 1.0, 0.0]), np.array([1.0, 1.0, 1.0])]
    np.testing.assert_allclose(geometric_mean(parts, [1.0, 1.0]), [0.5, 1.0, 0.0])
    np.testing.assert_allclose(geometric_mean(parts, [3.0, 1.0]), [0.25**0.75, 1.0, 0.0])


@pytest.mark.parametrize("wrong", [{"low": 2.0, "high": 2.0}, {"weight": 0.0}, {"slope": -1.0}])
def test_impossible_objectives_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(SettingsError, match="ranking objective logp"):
        ObjectiveSettings("logp", **wrong)

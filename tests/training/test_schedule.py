import pytest

from discovery.training.schedule import learning_rate


def test_rises_to_the_highest_rate_then_falls_towards_zero() -> None:
    rates = [learning_rate(step, 100, 1e-3, 0.1) for step in range(100)]
    assert rates[0] == pytest.approx(1e-4)
    assert max(rates) == rates[9] == pytest.approx(1e-3)
    assert rates[10:] == sorted(rates[10:], reverse=True)
    assert 0 < rates[-1] < 1e-6


@pytest.mark.parametrize(("steps", "warmup"), [(1, 0.0), (1, 1.0), (5, 1.0), (3, 0.1)])
def test_short_trainings_have_a_rate_for_every_step(steps: int, warmup: float) -> None:
    assert all(0 < learning_rate(step, steps, 1.0, warmup) <= 1.0 for step in range(steps))

"""Bars, one within another."""

import pytest
from rich.progress import Task

from discovery.progress import RateColumn, bar


def test_a_bar_within_another_shares_its_display_and_goes_when_done() -> None:
    with bar("outer", 2) as outer:
        with bar("inner", 5) as inner:
            inner.advance(3)
            assert inner.progress is outer.progress
            assert [task.description for task in outer.progress.tasks] == ["outer", "inner"]
        assert [task.description for task in outer.progress.tasks] == ["outer"]
    with bar("next", 1) as following:
        assert following.progress is not outer.progress


@pytest.mark.parametrize(("speed", "shown"), [(1234.0, "1,234/s"), (0.05, "20 s each"), (None, "")])
def test_slow_work_is_told_in_seconds_an_item(speed: float | None, shown: str) -> None:
    task = Task(0, "fits", 10, 0, _get_time=lambda: 0.0)  # type: ignore[arg-type]
    task.finished_speed = speed
    assert RateColumn().render(task).plain == shown

"""What an interval means beside the difference that matters."""

import pytest

from discovery.evaluation.verdict import Verdict, verdict

CASES = [
    (0.06, 0.10, Verdict.clearly_better),
    (0.01, 0.10, Verdict.better),
    (0.01, 0.04, Verdict.slightly_better),
    (-0.02, 0.04, Verdict.equal),
    (-0.02, 0.08, Verdict.open),
    (-0.04, -0.01, Verdict.slightly_worse),
    (-0.10, -0.01, Verdict.worse),
    (-0.10, -0.06, Verdict.clearly_worse),
    (float("nan"), float("nan"), Verdict.open),
]


@pytest.mark.parametrize(("low", "high", "expected"), CASES)
def test_every_place_of_an_interval_has_its_verdict(low: float, high: float, expected: Verdict) -> None:
    assert verdict(low, high, 0.05) is expected


def test_without_a_threshold_nothing_is_as_good() -> None:
    assert verdict(-1e-9, 1e-9, 0.0) is Verdict.open
    assert verdict(0.01, 0.02, 0.0) is Verdict.better

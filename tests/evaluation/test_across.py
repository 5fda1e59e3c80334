"""Wilcoxon's test over endpoints, and Holm's correction."""

import numpy as np
import pytest

from discovery.evaluation.across import hodges_lehmann, holm, signed_rank


def test_six_wins_of_six_have_the_smallest_p_that_six_can_have() -> None:
    assert signed_rank(np.array([0.1, 0.3, 0.2, 0.5, 0.4, 0.6])) == pytest.approx(2 / 2**6)


def test_ranks_count_rather_than_sizes() -> None:
    # negative ranks 1 and 2 of 1..7: W = 3, of which 5 of 2**7 sign patterns are as extreme on one side
    assert signed_rank(np.array([-1.0, -2, 30, 40, 50, 60, 700])) == pytest.approx(2 * 5 / 2**7)


def test_fewer_than_six_say_nothing_and_no_difference_is_none() -> None:
    assert np.isnan(signed_rank(np.array([1.0, 2, 3, 4, 5])))
    assert signed_rank(np.zeros(8)) == 1.0


def test_holm_by_hand() -> None:
    assert holm([0.01, 0.04, 0.03]) == pytest.approx([0.03, 0.06, 0.06])
    adjusted = holm([0.5, float("nan"), 0.6])
    assert adjusted[0] == pytest.approx(1.0)
    assert np.isnan(adjusted[1])


def test_the_shift_has_the_sign_of_the_heavier_ranks_and_not_of_the_more_numerous() -> None:
    assert hodges_lehmann(np.array([1.0, 2, 6])) == 2.75  # median of 1, 1.5, 2, 3.5, 4, 6
    assert hodges_lehmann(np.array([-1.0, -2, -3, -4, 30, 40, 50])) > 0

"""The kernel on counted atoms: min-max, as that of count fingerprints."""

import numpy as np
import pytest

from discovery.models.gaussian import soft_counts
from discovery.models.gaussian.soft_counts import SoftCounts

COUNTS = np.random.default_rng(0).gamma(0.5, 2, (30, 7)).astype(np.float32)
ROWS = np.arange(30)


def test_it_is_the_sum_of_minima_over_that_of_maxima() -> None:
    least, most = (choose(COUNTS[:, None], COUNTS[None]).sum(-1) for choose in (np.minimum, np.maximum))
    kernel = SoftCounts(COUNTS).compare(COUNTS)
    np.testing.assert_allclose(kernel, least / most, atol=1e-6)
    assert np.linalg.eigvalsh(kernel.astype(float)).min() > -1e-6


def test_what_is_below_zero_is_in_common_with_what_is_below_zero_alone() -> None:
    signed = np.random.default_rng(1).normal(size=(20, 5)).astype(np.float32)
    split = np.concatenate([np.maximum(signed, 0), np.maximum(-signed, 0)], axis=1)
    np.testing.assert_allclose(SoftCounts(signed).compare(signed), SoftCounts(split).compare(split), atol=1e-6)


def test_a_compound_without_a_vector_is_like_no_other_and_nothing_is_like_nothing() -> None:
    table = np.concatenate([COUNTS[:3], np.full((1, 7), np.nan, np.float32), np.zeros((2, 7), np.float32)])
    kernel = SoftCounts(table).compare(table)
    assert (kernel[3] == 0).all()
    assert (kernel[:, 3] == 0).all()
    assert kernel[4, 5] == kernel[4, 4] == 1
    assert kernel[4, 0] == 0


def test_some_of_the_compounds_are_compared_as_all_are() -> None:
    counts, rows, columns = SoftCounts(COUNTS), ROWS[::3], ROWS[5:20]
    whole = counts.compare(COUNTS)
    np.testing.assert_array_equal(counts.among(rows, columns), whole[np.ix_(rows, columns)])
    np.testing.assert_array_equal(counts.take(columns).compare(COUNTS[rows]), whole[np.ix_(rows, columns)])


def test_blocks_are_nothing_that_shows(monkeypatch) -> None:
    whole = SoftCounts(COUNTS).compare(COUNTS)
    monkeypatch.setattr(soft_counts, "CACHED", 4 * COUNTS.shape[1])
    np.testing.assert_array_equal(SoftCounts(COUNTS).compare(COUNTS), whole)
    np.testing.assert_array_equal(SoftCounts(COUNTS).among(ROWS, ROWS), whole)


@pytest.mark.parametrize("asked", [0, 1])
def test_few_or_no_molecules_may_be_asked_for(asked: int) -> None:
    assert SoftCounts(COUNTS).compare(COUNTS[:asked]).shape == (asked, 30)

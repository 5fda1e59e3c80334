"""A row comes out of a product to the bit alike, alone and at every place among others."""

import numpy as np
import pytest
from numpy.typing import DTypeLike

from discovery.models.gaussian.rowwise import ROWS, product

SHAPES = [(13, 13), (100, 1), (501, 501), (3_000, 1), (513, 77), (1_200, 1_200)]
"""Lengths of rows, and columns of the matrix, odd ones among them."""


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize(("length", "columns"), SHAPES)
def test_a_row_alone_is_as_among_others(length: int, columns: int, dtype: DTypeLike) -> None:
    draw = np.random.default_rng(0)
    rows = draw.random((3 * ROWS + 5, length)).astype(dtype)
    matrix = draw.random((columns, length)).astype(dtype).T
    together = product(rows, matrix)
    np.testing.assert_allclose(together, rows @ matrix, rtol=1e-4)
    for place in range(len(rows)):
        np.testing.assert_array_equal(product(rows[place : place + 1], matrix)[0], together[place])


def test_no_rows_give_no_rows() -> None:
    assert product(np.empty((0, 7)), np.ones((7, 3))).shape == (0, 3)

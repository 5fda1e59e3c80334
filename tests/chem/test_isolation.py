"""Work in processes that may die.

The functions come from the standard library, because a worker must be able to import them.
"""

import ctypes
import math
import time
from typing import Any

import pytest

from discovery.chem.isolation import CHUNK, Failure, map_isolated


def test_results_are_in_the_order_of_the_items() -> None:
    items = list(range(3 * CHUNK + 5))
    assert map_isolated(math.sqrt, items, workers=2, seconds=10, title="roots") == [math.sqrt(item) for item in items]


def test_a_segmentation_fault_costs_one_item() -> None:
    items: list[Any] = [b"first", None, b"second", None]
    results = map_isolated(ctypes.string_at, items, workers=1, seconds=10, title="memory")
    assert results == [b"first", Failure.crashed, b"second", Failure.crashed]


def test_an_item_that_hangs_costs_one_item() -> None:
    results = map_isolated(time.sleep, [0, 60, 0], workers=1, seconds=0.5, title="sleep")
    assert results == [None, Failure.timeout, None]


@pytest.mark.parametrize("workers", [1, 3])
def test_no_items_need_no_process(workers: int) -> None:
    assert map_isolated(math.sqrt, [], workers, seconds=1, title="none") == []

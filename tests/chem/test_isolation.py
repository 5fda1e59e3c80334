"""Work in processes that may die.

The functions come from the standard library, because a worker must be able to import them.
"""

import ctypes
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from discovery.chem.isolation import CHUNK, Failure, map_isolated
from discovery.memory_limit import MEMORY


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


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces a limit on memory")
def test_an_item_that_fills_the_memory_costs_one_item() -> None:
    results = map_isolated(bytearray, [4, MEMORY, 2], workers=1, seconds=60, title="memory")
    assert results == [bytearray(4), Failure.memory, bytearray(2)]


def test_no_number_of_workers_means_one_a_core() -> None:
    assert map_isolated(math.sqrt, [4, 9], workers=0, seconds=10, title="roots") == [2, 3]


def test_an_interrupt_from_the_keyboard_is_left_to_the_parent() -> None:
    assert map_isolated(signal.raise_signal, [signal.SIGINT], workers=1, seconds=10, title="interrupt") == [None]


def test_a_script_without_a_main_guard_is_told_of_it(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import math\nfrom discovery.chem.isolation import map_isolated\n"
        "map_isolated(math.sqrt, [4], workers=1, seconds=10, title='roots')\n"
    )
    found = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    run = subprocess.run([sys.executable, script], env=found, capture_output=True, text=True, check=False)
    assert run.returncode != 0
    assert "needs `if __name__ == '__main__':` around" in run.stderr


@pytest.mark.parametrize("workers", [0, 3])
def test_no_items_need_no_process(workers: int) -> None:
    assert map_isolated(math.sqrt, [], workers, seconds=1, title="none") == []

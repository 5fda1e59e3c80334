"""Where the processes of a crew come from: a server that has imported what they need, once for all of them.

Importing torch takes longer than all else before a screening begins, so that a server may be started before anything
else is known; this module itself imports next to nothing.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import forkserver, get_all_start_methods, get_context
from typing import Any

ENVIRONMENT = {
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"),
    **dict.fromkeys(("LRU_CACHE_CAPACITY", "ONEDNN_PRIMITIVE_CACHE_CAPACITY"), "16"),
}
"""One thread a process; and torch's products in bf16, which are prepared for every number of rows, are not kept for
long: hardly a number comes twice, and a thousand of them fill the memory."""


def start_server(modules: Sequence[str]) -> None:
    """Begin to import modules in the background, where processes can be forked; does nothing where that has begun."""
    context = process_context()
    if context.get_start_method() == "forkserver":
        context.set_forkserver_preload(list(modules))
        with small_processes():
            forkserver.ensure_running()


def process_context() -> Any:
    """Way to start processes: from a server that has imported what they need once, where the system has that."""
    return get_context("forkserver" if "forkserver" in get_all_start_methods() else "spawn")


@contextmanager
def small_processes() -> Iterator[None]:
    """Processes started within the block compute with one thread and little memory; this one is left as it is."""
    saved = {name: os.environ.get(name) for name in ENVIRONMENT}
    os.environ.update(ENVIRONMENT)
    try:
        yield
    finally:
        for name, value in saved.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value

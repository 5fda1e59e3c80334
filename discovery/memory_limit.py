"""A limit to what one item may take of the memory, for processes that are there to be lost."""

import sys
from pathlib import Path

if sys.platform == "linux":
    import resource

MEMORY = 4 * 2**30
"""Bytes that a process may take beyond what it holds when it is ready; enforced on Linux only."""


def limit_memory() -> None:
    """Have this process refused memory before it can starve the machine, which would end processes of its own choice.

    What is asked for then raises MemoryError. Other systems do not enforce such a limit, or count what is shared as a
    process's own; what a GPU maps does not count.
    """
    if sys.platform == "linux":
        held = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5]) * resource.getpagesize()
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        limit = held + MEMORY if most == resource.RLIM_INFINITY else min(held + MEMORY, most)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, most))

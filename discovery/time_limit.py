"""A limit to the time that one item may take, for processes that are there to be lost."""

import signal
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")

_enforced = False


def limit_time() -> None:
    """Have this process end where an item that is `timed` takes too long, even within a library's own code.

    Windows has no such timer.
    """
    global _enforced
    _enforced = hasattr(signal, "setitimer")


def timed(items: Iterable[Item], seconds: float) -> Iterator[Item]:
    """The items one by one; where time is limited, so much time of the processor may pass until the next is asked for.

    A machine that is busy with other things, or asleep, so ends nothing.
    """
    if not _enforced:
        yield from items
        return
    try:
        for item in items:
            signal.setitimer(signal.ITIMER_PROF, seconds)  # then SIGPROF comes, which nobody handles
            yield item
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)

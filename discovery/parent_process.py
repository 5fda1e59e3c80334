"""How a process ends with the process that started it, so that work that was killed leaves nothing at work."""

import multiprocessing
import os
import sys
from multiprocessing.connection import wait


def end_with_parent() -> None:
    """Have the system end this process as soon as its parent is gone, even where a task hangs outside of Python.

    Elsewhere than on Linux it ends once it is done with its task. It could otherwise take cores from a new run, and get
    in the way of its files.
    """
    parent = multiprocessing.parent_process()
    if sys.platform == "linux" and parent is not None:
        import fcntl

        # the parent alone holds the other end of this pipe; when that closes, SIGIO comes, which nobody handles
        fcntl.fcntl(parent.sentinel, fcntl.F_SETOWN, os.getpid())
        fcntl.fcntl(parent.sentinel, fcntl.F_SETFL, fcntl.fcntl(parent.sentinel, fcntl.F_GETFL) | os.O_ASYNC)
        if wait([parent.sentinel], timeout=0):  # it was gone before
            os._exit(1)

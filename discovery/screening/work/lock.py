"""That only one run at a time works in a folder."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from discovery.errors import SettingsError

LOCK = ".lock"
"""File that is there while a run works, or where one was killed; what counts is whether a process has it locked."""


@contextmanager
def alone_in(folder: Path) -> Iterator[None]:
    """Within the block no other run works in the folder; raises SettingsError where one does.

    The lock goes with its process, however that ends. Windows and file systems that know no locks do without: what
    another run notes in the journal is still known by its key.
    """
    with ExitStack() as held:
        try:
            _lock(folder / LOCK, held)
        except BlockingIOError:
            raise SettingsError(
                f"another run is working in {folder}: wait for its end, or choose another folder for `out`"
            ) from None
        except OSError:  # no locks here, or no right to write, which the first file tells better
            pass
        yield


def _lock(path: Path, held: ExitStack) -> None:
    """Lock a file until `held` ends, with which the file goes; raises BlockingIOError where another run has it."""
    if sys.platform != "win32":
        import fcntl

        file = held.enter_context(path.open("ab"))
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if not (path.exists() and os.path.samestat(os.fstat(file.fileno()), path.stat())):
            raise BlockingIOError  # another run has deleted it as it ended, and a third may have begun
        held.callback(_delete, path)


def _delete(path: Path) -> None:
    with suppress(OSError):
        path.unlink()

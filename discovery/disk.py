"""Writing to a disk that may be full or locked: nothing half written, and errors that name the folder and a remedy."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

REMEDIES = {
    errno.ENOSPC: "free some space there, or name a folder on another disk",
    errno.EDQUOT: "delete what is no longer needed there, or ask for a larger quota",
    errno.EFBIG: "raise the limit on the size of a file (ulimit -f), or name a folder on another disk",
    errno.EROFS: "name a folder on a disk that can be written to",
    errno.EACCES: "get the right to read and write there, or name another folder",
    errno.EPERM: "get the right to read and write there, or name another folder",
    errno.ENOTDIR: "a part of this path is a file: name another folder",
    errno.EIO: "the disk does not answer as it should: name a folder on another disk",
}
"""What somebody can do about an error of the file system."""
UNFINISHED = ".unfinished"
"""Folder of files that are still being written."""


def problem_line(error: OSError) -> str:
    """One line: where, what, and the remedy if there is one."""
    where, what = error.filename or "file system", error.strerror or str(error)
    remedy = REMEDIES.get(error.errno or 0)
    return f"{where}: {what}" + (f": {remedy}" if remedy else "")


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """Errors of the file system within the block name the path, which those of writing to an open file do not."""
    try:
        yield
    except OSError as error:
        if error.errno is None:
            raise
        raise OSError(error.errno, os.strerror(error.errno), str(path)) from error


@contextmanager
def all_or_none(folder: Path) -> Iterator[Path]:
    """A folder for files that belong together; they come into `folder` when the block ends, and not if it fails."""
    unfinished = folder / UNFINISHED
    with naming(folder):
        unfinished.mkdir(parents=True, exist_ok=True)
        try:
            yield unfinished
            for path in sorted(unfinished.iterdir()):
                path.replace(folder / path.name)
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)

"""The files that a library consists of."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from discovery.assay.inputs import file_sha256
from discovery.assay.tables.records import is_readable_kind
from discovery.errors import InputError

WILD = frozenset("*?[")
"""Characters that make a path a pattern."""


def library_files(path: Path) -> dict[str, Path]:
    """Name -> file of a library, in the order of the names: a file, those of a folder, or those that match a pattern.

    A name is relative to the folder. Hidden files do not count. Raises InputError where there is none, or where one of
    a folder cannot be read.
    """
    if path.is_dir():
        files = {file.relative_to(path).as_posix(): file for file in path.rglob("*") if file.is_file()}
    elif WILD & set(path.name) and not path.exists():
        files = {file.name: file for file in path.parent.glob(path.name) if file.is_file()}
    else:
        return {path.name: path}
    files = {name: file for name, file in files.items() if not f"/{name}".count("/.")}
    for file in files.values():
        if not is_readable_kind(file):
            raise InputError(f"library: {file} is of no known kind: move it away, or name a pattern such as *.csv.gz")
    if not files:
        raise InputError(f"library: there is no file in {path}: check the path")
    return dict(sorted(files.items()))


def files_sha256(files: Mapping[str, Path]) -> str:
    """SHA-256 of a single file, or of the names and hashes of several."""
    hashes = {name: file_sha256(file) for name, file in files.items()}
    if len(hashes) == 1:
        return next(iter(hashes.values()))
    return hashlib.sha256("".join(f"{sha256}  {name}\n" for name, sha256 in hashes.items()).encode()).hexdigest()

"""The files that a data set is made from, each known by its content."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from discovery.assay.settings import DataSettings


def input_files(data: DataSettings) -> dict[str, dict[str, str]]:
    """Full key of the setting that names a file -> `file`, its name without folders, and `sha256`."""
    return {key: {"file": path.name, "sha256": file_sha256(path)} for key, path in _paths(data)}


def file_sha256(path: Path) -> str:
    """SHA-256 (hexadecimal) of a file's content."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _paths(data: DataSettings) -> Iterator[tuple[str, Path]]:
    for name, source in data.sources.items():
        yield f"data.sources.{name}.path", source.path
        if source.structures is not None:
            yield f"data.sources.{name}.structures.path", source.structures.path
    others = {"data.assays": data.assays, "data.proteins": data.proteins, "data.curate.reserved": data.curate.reserved}
    yield from ((key, path) for key, path in others.items() if path is not None)

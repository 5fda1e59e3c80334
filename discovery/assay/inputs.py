"""The files that a data set is made from, each known by its content."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from discovery.assay.settings import DataSettings


def input_files(data: DataSettings) -> dict[str, dict[str, str]]:
    """Full key of the setting that names a file -> `file`, its name without folders, and `sha256`."""
    return {key: {"file": path.name, "sha256": file_sha256(path)} for key, path in _paths(data)}


def file_labels(paths: Iterable[Path]) -> dict[Path, str]:
    """Path -> the name of its file, with as many folders as tell it from the others; it says nothing of the machine."""
    parts = {path: path.resolve().parts for path in paths}
    labels = {}
    for path, mine in parts.items():
        others = [other for other in set(parts.values()) if other != mine]
        depth = next(d for d in range(1, len(mine) + 1) if all(other[-d:] != mine[-d:] for other in others))
        labels[path] = "/".join(mine[-depth:])
    return labels


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

"""What finished fits of a comparison said, kept on disk so that a comparison that was stopped goes on where it was."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from discovery.app.entrants import Entry
from discovery.app.settings import CompareSettings
from discovery.assay.inputs import file_sha256
from discovery.assay.splits.folds import Fold
from discovery.models.settings import ModelSettings
from discovery.tracking.provenance import source_sha256, versions
from discovery.training.settings import FitSettings

FOLDER = "fits"
SOURCES = ("arrays.py", "assay", "chem", "graphs", "models", "target", "training", "app/rounds.py", "app/kept.py")
"""Parts of this program that decide on what a fit says."""


@dataclass(frozen=True)
class Said:
    """What a fitted model says of the test compounds of its fold, and what that took."""

    mean: NDArray[np.float32]
    """[E, t] NaN where the model has no prediction; E endpoints as they are judged, t compounds as in the fold."""
    spread: NDArray[np.float32]
    """[E, t] NaN where the model states none."""
    fit_seconds: float
    predict_seconds: float


class Kept:
    """A folder with one file a fit, named by the hash of all that decides on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def count(self, keys: Iterable[str]) -> int:
        """How many of these fits are there."""
        return sum(self._file(key).is_file() for key in keys)

    def load(self, key: str) -> Said | None:
        """What the fit said; None where it is not there, or its file is damaged."""
        try:
            with self._file(key).open("rb") as stream, np.load(stream, allow_pickle=False) as found:
                return Said(found["mean"], found["spread"], *(float(value) for value in found["seconds"]))
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile):
            return None

    def save(self, key: str, said: Said) -> None:
        """Keep what a fit said; the file is there as a whole or not at all, even where the process is killed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{key}.{os.getpid()}.part"
        with unfinished.open("wb") as stream:
            np.savez(stream, mean=said.mean, spread=said.spread, seconds=[said.fit_seconds, said.predict_seconds])
        unfinished.replace(self._file(key))

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.npz"


def common_part(entry: Entry, settings: CompareSettings, dataset_hash: str) -> dict[str, Any]:
    """What decides on every fit of a comparison: compounds, labels, target, endpoints, and this program."""
    labels = entry.data.labels
    return {
        "dataset": dataset_hash,
        "labels": _digest(getattr(labels, field.name) for field in fields(labels) if field.name != "endpoints"),
        "columns": [endpoint.to_json() for endpoint in labels.endpoints],
        "judged": [endpoint.name for endpoint in entry.endpoints],
        "target": _decisive(settings.target),
        "versions": versions(),
        "sources": source_sha256(SOURCES),
    }


def key_of(common: Mapping[str, Any], model: ModelSettings | None, fold: Fold, fit: FitSettings) -> str:
    """The hash of all that decides on what a fit says; the number of processes does not."""
    rows = (fold.train, fold.validation, fold.test, fold.group)
    content = {**common, "fold": _digest(rows), "model": _decisive(model), "fit": _decisive(replace(fit, workers=0))}
    return sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()


def _digest(arrays: Iterable[NDArray[Any]]) -> str:
    digest = sha256()
    for array in arrays:
        digest.update(f"{array.dtype.str}{array.shape}".encode())
        digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()


def _decisive(value: Any) -> Any:
    """Settings as plain values, with their kind, and with the content of a file instead of its name."""
    if is_dataclass(value) and not isinstance(value, type):
        inner = {field.name: _decisive(getattr(value, field.name)) for field in fields(value)}
        return {"kind": type(value).__name__, **inner}
    if isinstance(value, Mapping):
        return {str(key): _decisive(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_decisive(inner) for inner in value]
    if isinstance(value, Path):
        return file_sha256(value) if value.is_file() else str(value)
    return value.name if isinstance(value, Enum) else value

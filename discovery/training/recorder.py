"""Where training reports what it does: MLflow, a progress bar, or nowhere."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol


@dataclass(frozen=True)
class RecordedDataset:
    """A data set that a run made or used."""

    name: str
    digest: str
    """Hash of its content."""
    folder: Path
    profile: Mapping[str, int]
    """Its counts, by name."""


class Recorder(Protocol):
    """What the rest of the program sees of experiment tracking."""

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        """Numbers of one step (an epoch, usually)."""
        ...

    def artifact(self, path: Path, folder: str = "") -> None:
        """A file or folder to keep with the run."""
        ...

    def figure(self, figure: Any, name: str) -> None:
        """A matplotlib figure to keep with the run, as `plots/<name>.png`."""
        ...

    def dataset(self, used: RecordedDataset, purpose: str) -> None:
        """A data set among the inputs of the run, with what it was for, such as `train`."""
        ...

    def tags(self, values: Mapping[str, str]) -> None: ...

    def child(self, name: str, parameters: Mapping[str, Any]) -> AbstractContextManager["Recorder"]:
        """A run within this one, for as long as the block lasts; `parameters` are flattened settings."""
        ...


class NullRecorder:
    """Records nothing."""

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:  # noqa: ARG002
        return None

    def artifact(self, path: Path, folder: str = "") -> None:  # noqa: ARG002
        return None

    def figure(self, figure: Any, name: str) -> None:  # noqa: ARG002
        return None

    def dataset(self, used: RecordedDataset, purpose: str) -> None:  # noqa: ARG002
        return None

    def tags(self, values: Mapping[str, str]) -> None:  # noqa: ARG002
        return None

    def child(self, name: str, parameters: Mapping[str, Any]) -> AbstractContextManager[Recorder]:  # noqa: ARG002
        return nullcontext(self)


@dataclass(frozen=True)
class NamedRecorder(NullRecorder):
    """Passes metrics on under a name of their own, and nothing else."""

    inner: Recorder
    name: str

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        self.inner.metrics({f"{self.name}/{key}": value for key, value in values.items()}, step)

"""Where training reports what it does: MLflow, a progress bar, or nowhere."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol


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

    def tags(self, values: Mapping[str, str]) -> None: ...


class NullRecorder:
    """Records nothing."""

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:  # noqa: ARG002
        return None

    def artifact(self, path: Path, folder: str = "") -> None:  # noqa: ARG002
        return None

    def figure(self, figure: Any, name: str) -> None:  # noqa: ARG002
        return None

    def tags(self, values: Mapping[str, str]) -> None:  # noqa: ARG002
        return None

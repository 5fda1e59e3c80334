"""A recorded run, or none: what the journeys open."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from discovery.tracking.plain import flat
from discovery.tracking.provenance import provenance
from discovery.tracking.settings import TrackingSettings
from discovery.training.recorder import NullRecorder, Recorder


@contextmanager
def recorded(tracking: TrackingSettings, experiment: str, verb: str, settings: Any, config: str) -> Iterator[Recorder]:
    """A recorder for as long as the block lasts; with tracking off it records nothing and mlflow is not imported."""
    if not tracking.enabled:
        yield NullRecorder()
        return
    from discovery.tracking.mlflow import mlflow_run

    name = tracking.run_name or verb
    with mlflow_run(tracking, tracking.experiment or experiment, name, flat(settings), config) as recorder:
        recorder.tags({"verb": verb} | flat(provenance()))
        yield recorder

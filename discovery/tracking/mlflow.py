"""Runs recorded in MLflow, embedded (sqlite) or on a server; the only module that knows MLflow."""

import json
import logging
import os
import re
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from discovery.errors import SettingsError
from discovery.tracking.settings import TrackingSettings
from discovery.training.recorder import RecordedDataset

SQLITE = "sqlite:///"
BATCH = 100
"""Parameters a request: MLflow's own limit. Metrics are sent in the same portions."""
LONGEST = 6000
"""Characters of a parameter: MLflow's own limit."""
LONGEST_NAME = 250
"""Characters of a metric's or parameter's name: MLflow's own limit."""
DIGEST = 36
"""Characters of a data set's digest: MLflow's own limit."""
PATIENCE = 2.0
"""Seconds that a metric may wait for others: a request of its own costs 16 ms on sqlite."""
RETRY = 60.0
"""Seconds after which a store that failed to take metrics is asked again."""


class MlflowRecorder:
    """One open MLflow run."""

    def __init__(self, client: Any, run_id: str) -> None:
        self.client = client
        self.run_id = run_id
        self._waiting: list[Any] = []
        self._due = time.monotonic() + PATIENCE
        self._away = False

    def metrics(self, values: Mapping[str, float], step: int = 0) -> None:
        from mlflow.entities import Metric

        now = time.time_ns() // 1_000_000
        self._waiting += [Metric(_key(name), float(value), now, step) for name, value in values.items()]
        if time.monotonic() > self._due or (len(self._waiting) >= BATCH and not self._away):
            self._try_to_flush()

    def _try_to_flush(self) -> None:
        """Send the metrics that wait, or keep them for later: hours of work do not end as a server starts anew."""
        try:
            self.flush()
            self._away = False
        except _failures() as problem:
            if not self._away:
                told = f"MLflow takes no metrics ({_reason(problem)}); they are kept, and sent as soon as it does"
                print(told, file=sys.stderr)
            self._away = True
        self._due = time.monotonic() + (RETRY if self._away else PATIENCE)

    def flush(self) -> None:
        """Send the metrics that wait."""
        while self._waiting:
            self.client.log_batch(self.run_id, metrics=self._waiting[:BATCH])
            del self._waiting[:BATCH]

    def artifact(self, path: Path, folder: str = "") -> None:
        if path.is_dir():
            self.client.log_artifacts(self.run_id, str(path), folder or path.name)
        else:
            self.client.log_artifact(self.run_id, str(path), folder or None)

    def figure(self, figure: Any, name: str) -> None:
        self.client.log_figure(self.run_id, figure, f"plots/{name}.png")

    def dataset(self, used: RecordedDataset, purpose: str) -> None:
        from mlflow.entities import Dataset, DatasetInput, InputTag

        source = json.dumps({"uri": used.folder.resolve().as_uri()})
        profile = json.dumps(dict(used.profile))
        entity = Dataset(used.name, used.digest[:DIGEST], "local", source, profile=profile)
        tags = [InputTag("mlflow.data.context", purpose)]
        self.client.log_inputs(self.run_id, datasets=[DatasetInput(entity, tags)])

    def tags(self, values: Mapping[str, str]) -> None:
        from mlflow.entities import RunTag

        self.client.log_batch(self.run_id, tags=[RunTag(name, text) for name, text in values.items()])

    @contextmanager
    def child(self, name: str, parameters: Mapping[str, Any]) -> "Iterator[MlflowRecorder]":
        experiment = self.client.get_run(self.run_id).info.experiment_id
        run = self.client.create_run(experiment, run_name=name, tags={"mlflow.parentRunId": self.run_id})
        recorder = MlflowRecorder(self.client, run.info.run_id)
        with recorder.until_done():
            recorder.parameters(parameters)
            yield recorder

    def parameters(self, values: Mapping[str, Any]) -> None:
        """Flattened settings of the run."""
        from mlflow.entities import Param

        params = [Param(_key(key), str(value)[:LONGEST]) for key, value in values.items()]
        for start in range(0, len(params), BATCH):
            self.client.log_batch(self.run_id, params=params[start : start + BATCH])

    @contextmanager
    def until_done(self) -> Iterator[None]:
        """Closes the run as finished, failed or killed when the block ends; the first error is the one that is told."""
        try:
            yield
            self.flush()
        except BaseException as problem:
            status = "KILLED" if isinstance(problem, KeyboardInterrupt) else "FAILED"
            with suppress(*_failures()):
                self.flush()
            with suppress(*_failures()):
                self.client.set_terminated(self.run_id, status)
            raise
        self.client.set_terminated(self.run_id, "FINISHED")


@contextmanager
def mlflow_run(
    settings: TrackingSettings, experiment: str, name: str, parameters: Mapping[str, Any], config: str
) -> Iterator[MlflowRecorder]:
    """An MLflow run for as long as the block lasts, closed as finished, failed or killed.

    `parameters` are the flattened settings, `config` the whole configuration as YAML.
    Raises SettingsError where the store cannot be reached, or at any time refuses what it is given.
    """
    _quiet()
    try:
        recorder = _start(settings, experiment, name)
        with recorder.until_done():
            recorder.parameters(parameters)
            recorder.client.log_text(recorder.run_id, config, "config.yaml")
            yield recorder
    except _failures() as problem:
        raise SettingsError(
            f"tracking.uri: cannot record in {settings.uri} ({_reason(problem)}); tracking=off does without"
        ) from problem


def store_uri(uri: str) -> str:
    """Tracking URI with a relative sqlite path made absolute, so that it means the same from every folder."""
    return f"{SQLITE}{Path(uri.removeprefix(SQLITE)).resolve()}" if uri.startswith(SQLITE) else uri


def _start(settings: TrackingSettings, experiment: str, name: str) -> MlflowRecorder:
    """Open the store, the experiment and a run in it."""
    from mlflow import MlflowClient

    uri = store_uri(settings.uri)
    client = MlflowClient(tracking_uri=uri)
    run = client.create_run(_experiment_id(client, uri, experiment), run_name=name)
    return MlflowRecorder(client, run.info.run_id)


def _failures() -> tuple[type[Exception], ...]:
    """What MLflow raises where a store cannot be reached or refuses something."""
    from mlflow.exceptions import MlflowException
    from requests import RequestException
    from sqlalchemy.exc import SQLAlchemyError

    return MlflowException, RequestException, SQLAlchemyError


def _reason(problem: Exception) -> str:
    """The line of a failure that says most."""
    return str(problem).partition("\n")[0].split(" with exception ")[0]


def _key(name: str) -> str:
    """The name as MLflow takes it; where it has to be changed, a hash keeps it apart from others changed alike."""
    parts = re.sub(r"[^\w\-. :/]", "_", name).split("/")
    allowed = "/".join(part for part in parts if part.strip("."))
    if allowed == name and len(name) <= LONGEST_NAME:
        return name
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{allowed[: LONGEST_NAME - 9]}_{digest}"


def _experiment_id(client: Any, uri: str, name: str) -> str:
    """The experiment of that name, made where there is none; beside an embedded store lie its artifacts."""
    found = client.get_experiment_by_name(name)
    if found is not None:
        return str(found.experiment_id)
    if not uri.startswith(SQLITE):
        return str(client.create_experiment(name))
    artifacts = Path(uri.removeprefix(SQLITE)).parent / "mlartifacts" / _folder(name)
    return str(client.create_experiment(name, artifact_location=artifacts.as_uri()))


def _folder(name: str) -> str:
    """The name as that of one folder: an experiment may be named after a data set that came from elsewhere."""
    return re.sub(r"^\.+|[^\w.-]", "_", name)


def _quiet() -> None:
    """No network calls of MLflow's own, no chatter, and no minutes of retries when a server is away."""
    os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
    os.environ.setdefault("DO_NOT_TRACK", "true")
    os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2")
    os.environ.setdefault("MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR", "false")
    os.environ.setdefault("MLFLOW_LOGGING_LEVEL", "ERROR")
    logging.getLogger("alembic").setLevel(logging.ERROR)

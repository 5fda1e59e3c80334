"""Runs recorded in an embedded store and on a real server, read back through MLflow's own client."""

import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from matplotlib.figure import Figure
from mlflow import MlflowClient

from discovery.errors import SettingsError
from discovery.tracking.mlflow import BATCH, MlflowRecorder, store_uri
from discovery.tracking.run import recorded
from discovery.tracking.settings import TrackingSettings
from discovery.training.recorder import RecordedDataset
from discovery.training.settings import FitSettings


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of an MLflow server."""
    with serving(tmp_path_factory.mktemp("server")) as (address, _):
        yield address


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, int]]:
    """Address and process group of an MLflow server on a free port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"]
    store = [
        "--backend-store-uri",
        f"sqlite:///{folder}/server.db",
        "--artifacts-destination",
        str(folder / "artifacts"),
    ]
    quiet = os.environ | {"MLFLOW_DISABLE_TELEMETRY": "true", "DO_NOT_TRACK": "true"}
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(
            [*command, *store], stdout=log, stderr=log, env=quiet, cwd=folder, start_new_session=True
        )
        try:
            wait_for(port, process)
            yield f"http://127.0.0.1:{port}", process.pid
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)  # the server and its worker
            process.wait(timeout=20)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(1200):  # two minutes, for a busy machine
        assert process.poll() is None, "the server did not start"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not answer")


def record(uri: str, folder: Path) -> MlflowRecorder:
    """A small run with everything a training records."""
    bundle = folder / "bundle"
    bundle.mkdir()
    (bundle / "manifest.json").write_text("{}")
    figure = Figure()
    figure.subplots().plot([1.0, 0.5])
    with recorded(TrackingSettings(uri=uri), "RYR2", "train", FitSettings(seed=7), "seed: 7\n") as recorder:
        assert isinstance(recorder, MlflowRecorder)
        for epoch in range(250):
            recorder.metrics({"loss": 1.0 / (epoch + 1), "rate": 0.1, "hits (first 10)": 0.5}, step=epoch)
        recorder.figure(figure, "learning_curve")
        recorder.artifact(bundle)
        recorder.tags({"dataset.sha256": "ab"})
        for purpose in ("ingest", "train"):  # a campaign makes a data set and trains on it in one run
            recorder.dataset(RecordedDataset("ryr", "0123456789abcdef" * 4, folder, {"compounds": 68}), purpose)
    return recorder


def check(recorder: MlflowRecorder) -> None:
    client: MlflowClient = recorder.client
    run = client.get_run(recorder.run_id)
    assert run.info.status == "FINISHED"
    assert client.get_experiment(run.info.experiment_id).name == "RYR2"
    assert run.data.params["seed"] == "7"
    assert run.data.params["device"] == "auto"
    assert run.data.metrics["rate"] == 0.1
    assert [value for name, value in run.data.metrics.items() if name.startswith("hits _first 10_")] == [0.5]
    history = client.get_metric_history(recorder.run_id, "loss")
    assert [(metric.step, metric.value) for metric in sorted(history, key=lambda m: m.step)] == [
        (epoch, 1.0 / (epoch + 1)) for epoch in range(250)
    ]
    assert run.data.tags["dataset.sha256"] == "ab"
    assert run.data.tags["versions.python"]
    [used] = run.inputs.dataset_inputs
    assert (used.dataset.name, used.dataset.digest) == ("ryr", "0123456789abcdef0123456789abcdef0123")
    assert json.loads(used.dataset.profile) == {"compounds": 68}
    assert json.loads(used.dataset.source)["uri"].startswith("file:///")
    assert [(tag.key, tag.value) for tag in used.tags] == [("mlflow.data.context", "ingest")]
    assert {file.path for file in client.list_artifacts(recorder.run_id)} == {"bundle", "config.yaml", "plots"}
    assert [file.path for file in client.list_artifacts(recorder.run_id, "bundle")] == ["bundle/manifest.json"]
    assert [file.path for file in client.list_artifacts(recorder.run_id, "plots")] == ["plots/learning_curve.png"]


def test_embedded_store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check(record("sqlite:///experiments/mlflow.db", tmp_path))
    assert (tmp_path / "experiments/mlflow.db").is_file()
    assert (tmp_path / "experiments/mlartifacts/RYR2").is_dir()


def test_server(server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    check(record(server, tmp_path))
    assert [entry.name for entry in tmp_path.iterdir()] == ["bundle"]


def test_second_run_joins_the_experiment_and_a_failed_one_is_marked(tmp_path: Path) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/mlflow.db", run_name="broken")
    first = record(settings.uri, tmp_path)
    with pytest.raises(ZeroDivisionError), recorded(settings, "RYR2", "train", FitSettings(), "") as second:
        raise ZeroDivisionError
    assert isinstance(second, MlflowRecorder)
    run = first.client.get_run(second.run_id)
    assert run.info.experiment_id == first.client.get_run(first.run_id).info.experiment_id
    assert (run.info.status, run.info.run_name) == ("FAILED", "broken")


def test_store_out_of_reach_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    settings = TrackingSettings(uri="http://127.0.0.1:9")
    line = r"^tracking.uri: cannot record in http://127.0.0.1:9 .*tracking=off"
    with pytest.raises(SettingsError, match=line), recorded(settings, "RYR2", "train", FitSettings(), ""):
        pass


def test_relative_store_means_the_same_from_every_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert store_uri("sqlite:///a/b.db") == f"sqlite:///{tmp_path}/a/b.db"
    assert store_uri("http://host:5000") == "http://host:5000"


NAMES = ["plain/name", "+", "*", "(", "/", "//", "..", "../x", "./x", "/x", "x/", "a//b", "a/b", "a/./b", "x" * 250]
NAMES += ["x" * 251, "x" * 252, f"y{'/' * 300}z", f"{'w' * 240}/{'v' * 20}", "https://doi.org/10.1/x (%)", "\u00b5M"]
"""What an in-house table may call an assay or a word for an effect; MLflow takes few of them."""


def test_every_name_is_recorded_and_kept_apart(tmp_path: Path) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/mlflow.db")
    parameters = {name: place for place, name in enumerate(NAMES)}
    with recorded(settings, "RYR2", "train", parameters, "") as recorder:
        recorder.metrics({name: float(place) for name, place in parameters.items()})
    assert isinstance(recorder, MlflowRecorder)
    run = recorder.client.get_run(recorder.run_id)
    assert run.info.status == "FINISHED"
    assert sorted(run.data.metrics.values()) == list(range(len(NAMES)))
    assert sorted(map(int, run.data.params.values())) == list(range(len(NAMES)))
    assert run.data.params["plain/name"] == "0"
    assert run.data.metrics["x" * 250] == parameters["x" * 250]


@pytest.mark.parametrize("name", ["/tmp/elsewhere", "../elsewhere", "..", "a/../../../elsewhere", "a\\b c"])
def test_artifacts_of_a_strangely_named_experiment_lie_beside_the_store(name: str, tmp_path: Path) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/runs/mlflow.db")
    with recorded(settings, name.replace("/tmp", str(tmp_path)), "audit", {}, "seed: 7\n"):
        pass
    [config] = tmp_path.rglob("config.yaml")
    assert config.parents[3] == tmp_path / "runs/mlartifacts"
    assert len(list(tmp_path.iterdir())) == 1


def full(settings: TrackingSettings) -> MlflowClient:
    """A client of an embedded store with one run, which takes no metric from now on."""
    with recorded(settings, "RYR2", "train", {}, ""):
        pass
    with sqlite3.connect(settings.uri.removeprefix("sqlite:///")) as store:
        store.execute("CREATE TRIGGER full BEFORE INSERT ON metrics BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
    return MlflowClient(tracking_uri=settings.uri)


def fail(settings: TrackingSettings, problem: type[BaseException] | None = None) -> None:
    """A run whose metric comes to the store when it ends, by a problem if there is one."""
    with recorded(settings, "RYR2", "train", {}, "") as recorder:
        recorder.metrics({"loss": 1.0})
        if problem is not None:
            raise problem


def fail_within(settings: TrackingSettings) -> None:
    """The same with a run within the run."""
    with recorded(settings, "RYR2", "train", {}, "") as recorder, recorder.child("forest", {}) as inner:
        inner.metrics({"loss": 1.0})


@pytest.mark.parametrize(("record", "failed"), [(fail, 1), (fail_within, 2)])
def test_what_a_store_refuses_is_one_line_and_no_run_stays_open(
    record: Callable[[TrackingSettings], None], failed: int, tmp_path: Path
) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/mlflow.db")
    client = full(settings)
    line = rf"^tracking.uri: cannot record in {settings.uri} \(.*\); tracking=off does without$"
    with pytest.raises(SettingsError, match=line):
        record(settings)
    assert [run.info.status for run in client.search_runs(["1"])] == ["FAILED"] * failed + ["FINISHED"]


@pytest.mark.parametrize(("problem", "status"), [(ZeroDivisionError, "FAILED"), (KeyboardInterrupt, "KILLED")])
def test_the_first_error_is_told_where_the_store_fails_too(
    problem: type[BaseException], status: str, tmp_path: Path
) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/mlflow.db")
    client = full(settings)
    with pytest.raises(problem):
        fail(settings, problem)
    assert [run.info.status for run in client.search_runs(["1"])] == [status, "FINISHED"]


def test_metrics_wait_for_a_store_that_is_away(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/mlflow.db")
    client = full(settings)
    with recorded(settings, "RYR2", "train", {}, "") as recorder:
        for step in range(3):
            recorder.metrics({f"loss{number}": 1.0 for number in range(BATCH)}, step)
        with sqlite3.connect(tmp_path / "mlflow.db") as store:
            store.execute("DROP TRIGGER full")
    run = client.search_runs(["1"])[0]
    assert run.info.status == "FINISHED"
    assert len(run.data.metrics) == BATCH
    assert [metric.step for metric in client.get_metric_history(run.info.run_id, "loss7")] == [0, 1, 2]
    (line,) = [line for line in capsys.readouterr().err.splitlines() if "mlflow.store" not in line]
    assert line.startswith("MLflow takes no metrics (")


def test_a_parameter_that_a_store_refuses_leaves_no_run_open(tmp_path: Path) -> None:
    settings = TrackingSettings(uri=f"sqlite:///{tmp_path}/mlflow.db")
    with pytest.raises(SettingsError, match=r"params\[0\]"), recorded(settings, "RYR2", "train", {"": 1}, ""):
        pass
    [run] = MlflowClient(tracking_uri=settings.uri).search_runs(["1"])
    assert run.info.status == "FAILED"


def lose(settings: TrackingSettings, group: int) -> None:
    """A run whose server is killed before the metric comes there."""
    with recorded(settings, "RYR2", "train", {}, "") as recorder:
        os.killpg(group, signal.SIGKILL)
        recorder.metrics({"loss": 1.0})


def test_a_server_that_goes_away_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with serving(tmp_path) as (address, group):
        line = rf"^tracking.uri: cannot record in {address} .*tracking=off"
        with pytest.raises(SettingsError, match=line):
            lose(TrackingSettings(uri=address), group)

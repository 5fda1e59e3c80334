"""Strange names in a store of runs, and a store that takes nothing: what was done is told, and one line says more."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest
from mlflow import MlflowClient

from discovery.app.main import main
from discovery.tracking.run import recorded
from discovery.tracking.settings import TrackingSettings

ASSAY = f"https://doi.org/10.1/x {'inhibition of binding in whole cells ' * 6}(%)"


@pytest.fixture
def full(tmp_path: Path) -> str:
    """The address of an embedded store that takes no metric."""
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    with recorded(TrackingSettings(uri=uri), "RYR2", "train", {}, ""):
        pass
    with sqlite3.connect(tmp_path / "mlflow.db") as store:
        store.execute("CREATE TRIGGER full BEFORE INSERT ON metrics BEGIN SELECT RAISE(FAIL, 'disk is full'); END")
    return uri


def test_an_assay_may_be_called_anything(potencies: SimpleNamespace, tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text(
        "smiles,value\n" + "".join(f"{smiles},{n}\n" for n, smiles in enumerate(potencies.smiles))
    )
    source = "data.sources.table"
    table = [f"{source}.path={tmp_path}/table.csv", f"{source}.columns.value=value", f"{source}.unit=%"]
    table += [f"{source}.assay='{ASSAY}'", "data.curate.workers=1", f"out={tmp_path}/set"]
    table += [f"{source}.standard_type=Inhibition", f"{source}.target=ADRB1", "tracking=off"]
    assert main(["ingest", "data=table", *table]) == 0
    uri = f"sqlite:///{tmp_path}/mlflow.db"
    parts = ["split=random", "split.train=0.5", "split.validation=0.0", "split.test=0.5"]
    assert main(["audit", f"dataset={tmp_path}/set", *parts, f"out={tmp_path}/out", f"tracking.uri={uri}"]) == 0
    client = MlflowClient(tracking_uri=uri)
    [run] = client.search_runs([client.get_experiment_by_name("table").experiment_id])
    assert run.info.status == "FINISHED"
    assert len([name for name in run.data.metrics if name.startswith("audit/memory/https:/doi.org/10.1/x ")]) == 2


def last_line(error: str) -> str:
    """What is told in the end, after at most one line on metrics that had to wait for more than a moment."""
    *before, last = error.splitlines()
    assert [line for line in before if not line.startswith("MLflow takes no metrics (")] == []
    assert len(before) <= 1
    return last


def check_told(
    words: list[str], said: str, uri: str, capsys: pytest.CaptureFixture[str], experiment: str = "ADRB1"
) -> None:
    """The verb says what it did, then that it could not be recorded, and leaves no run open."""
    capsys.readouterr()
    assert main([*words, f"tracking.uri={uri}"]) == 2
    printed = capsys.readouterr()
    assert said in printed.out
    line = last_line(printed.err)
    assert line.startswith(f"discovery {words[0]}: tracking.uri: cannot record in {uri} (")
    assert line.endswith("); tracking=off does without")
    client = MlflowClient(tracking_uri=uri)
    [run] = client.search_runs([client.get_experiment_by_name(experiment).experiment_id])
    assert run.info.status == "FAILED"


def test_a_curation_is_told(full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "table.csv").write_text("smiles,value\nCCO,5.0\nCCN,6.0\n")
    source = "data.sources.table"
    table = [f"{source}.path={tmp_path}/table.csv", f"{source}.columns.value=value", f"{source}.unit=pX"]
    words = ["ingest", "data=table", *table, f"{source}.target=ADRB1", "data.curate.workers=1", f"out={tmp_path}/set"]
    check_told(words, "2 rows -> 2 compounds", full, capsys, "table")


def test_an_audit_is_told(
    potencies: SimpleNamespace, full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["audit", f"dataset={potencies.dataset}", "split=random", f"out={tmp_path}/out"]
    check_told(words, f"  in {tmp_path}/out\n", full, capsys, "table")


def test_a_training_is_told(
    potencies: SimpleNamespace, full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ["target=gene", "target.gene=ADRB1", "model=similarity", "split=random", "evaluation.bootstraps=10"]
    words = ["train", f"dataset={potencies.dataset}", *target, "fit.workers=1", f"out={tmp_path}/bundle"]
    check_told(words, f"  in {tmp_path}/bundle\n", full, capsys)


def test_a_comparison_is_told(
    potencies: SimpleNamespace, full: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    small = ["models=[similarity]", "folds=2", "repeats=1", "evaluation.bootstraps=10", "fit.workers=1"]
    target = ["target=gene", "target.gene=ADRB1", "endpoints=[ADRB1.potency]"]
    words = ["compare", f"dataset={potencies.dataset}", *target, *small, f"out={tmp_path}/out"]
    capsys.readouterr()
    assert main([*words, f"tracking.uri={full}"]) == 2
    printed = capsys.readouterr()
    assert f"  in {tmp_path}/out; open " in printed.out
    assert last_line(printed.err).startswith("discovery compare: tracking.uri: cannot record in ")

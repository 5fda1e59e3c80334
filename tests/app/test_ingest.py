"""What an ingestion says and records of the compounds."""

import json
from pathlib import Path

import pytest

from discovery.app.main import main

MEASURED = "smiles,value\nCCO,5\nCCN,6\n"
BACKGROUND = "smiles\nCCO\nCCCl\nCCBr\n"  # the first of them is measured too


def test_compounds_without_a_result_are_counted_apart_everywhere(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from mlflow import MlflowClient

    (tmp_path / "measured.csv").write_text(MEASURED)
    (tmp_path / "background.csv").write_text(BACKGROUND)
    source, other, store = "data.sources.table", "data.sources.other", f"sqlite:///{tmp_path}/mlflow.db"
    words = [f"{source}.path={tmp_path}/measured.csv", f"{source}.target=RYR2", f"{source}.unit=pX"]
    words += [f"{source}.columns.value=value", f"+{other}.path={tmp_path}/background.csv", f"+{other}.background=true"]
    words += ["data.curate.workers=1", f"tracking.uri={store}", f"out={tmp_path}/set"]
    assert main(["ingest", "data=table", *words]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "5 rows -> 2 compounds, 2 measurements, 0 rejected"
    assert said[1] == "  beside these, compounds without a result (background): 2"
    assert json.loads((tmp_path / "set" / "card.json").read_text())["compounds"] == 2
    assert "2 measurements of 2 compounds" in (tmp_path / "set" / "report.html").read_text(encoding="utf-8")
    client = MlflowClient(tracking_uri=store)
    run = client.search_runs([client.get_experiment_by_name("table").experiment_id])[0]
    assert (run.data.metrics["ingest/compounds"], run.data.metrics["ingest/background"]) == (2, 2)


def test_a_table_without_a_usable_row_ends_in_an_error_but_keeps_the_reasons(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "table.csv").write_text("smiles,value\nC(,5\nCCO,nan\n")
    source = "data.sources.table"
    words = [f"{source}.path={tmp_path}/table.csv", f"{source}.target=RYR2", f"{source}.unit=pX"]
    words += [f"{source}.columns.value=value", "data.curate.workers=1", "tracking=off", f"out={tmp_path}/set"]
    assert main(["ingest", "data=table", *words]) == 3
    said = capsys.readouterr()
    assert said.out.startswith("2 rows -> 0 compounds, 0 measurements, 2 rejected")
    assert said.err == f"discovery ingest: no row could be used; {tmp_path}/set/rejected.csv says of each why\n"
    assert len((tmp_path / "set" / "rejected.csv").read_text().splitlines()) == 3

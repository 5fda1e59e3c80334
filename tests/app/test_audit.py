"""The whole journey: a table with a planted leak is ingested, audited as given, and split without the leak."""

import csv
import json
from pathlib import Path

import pytest

from discovery.app.main import main

FORMS = {  # part: forms of two compounds
    "train": ["CC(C)NCC(O)COc1cccc2ccccc12", "C[C@H](N)Cc1ccccc1"],
    "test": ["CC(C)NCC(O)COc1cccc2ccccc12.Cl", "C[C@@H](N)Cc1ccccc1"],  # another salt, another isomer
}
OTHERS = {
    "train": ["c1ccc2[nH]ccc2c1CC", "O=C1CCCN1CC", "CCOC(=O)c1ccco1"],
    "validation": ["C1CCNCC1S(=O)(=O)C"],
    "test": ["NC(=O)c1ccsc1"],
}


def ingested(folder: Path, parts: dict[str, list[str]]) -> Path:
    """A curated data set of the compounds in their parts, measured one a year."""
    rows = [(smiles, part) for part, texts in parts.items() for smiles in texts]
    lines = [f"{smiles},{5 + n / 10},{part},{2001 + n}" for n, (smiles, part) in enumerate(rows)]
    (folder / "table.csv").write_text("\n".join(["smiles,value,part,year", *lines]) + "\n")
    source = "data.sources.table"
    columns = [f"{source}.columns.value=value", f"{source}.columns.split=part", f"{source}.columns.date=year"]
    settings = [f"{source}.path={folder}/table.csv", f"{source}.target=ADRB1", f"{source}.unit=pX", *columns]
    assert main(["ingest", "data=table", *settings, "data.curate.workers=1", "tracking=off", f"out={folder}/set"]) == 0
    return folder / "set"


def audited(dataset: Path, *settings: str) -> dict[str, object]:
    out = dataset.parent / "audit"
    assert main(["audit", f"dataset={dataset}", f"out={out}", "tracking=off", *settings]) == 0
    return dict(json.loads((out / "audit.json").read_text()))


@pytest.fixture(scope="module")
def leaky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data set with another salt and another isomer of two training compounds in its test part."""
    return ingested(tmp_path_factory.mktemp("leaky"), {part: FORMS.get(part, []) + OTHERS[part] for part in OTHERS})


def test_a_planted_leak_is_caught(leaky: Path, capsys: pytest.CaptureFixture[str]) -> None:
    found = audited(leaky, "split=given")
    said = capsys.readouterr().out
    assert said.startswith(
        "Leak: compounds are in two parts, as themselves or as another salt, isomer or isotope (2 of"
    )
    assert "2 of test in training" in said
    assert "Trained with split=given: 2 compounds leave a part they are given for" in said
    assert found["comparisons"][0]["same_compound"] == 1  # a salt has the parent's key
    assert found["comparisons"][0]["same_skeleton"] == 1
    with (leaky.parent / "audit" / "leaks.csv").open(newline="") as stream:
        rows = {row["kind"]: row for row in csv.DictReader(stream)}
    assert rows["same compound"]["smiles"] == FORMS["train"][0]
    isomers = rows["same skeleton"]["smiles"], rows["same skeleton"]["other_smiles"]
    assert sorted(isomers) == sorted([FORMS["train"][1], FORMS["test"][1]])
    assert "<svg" in (leaky.parent / "audit" / "similarity.svg").read_text()


@pytest.mark.parametrize("method", ["scaffold", "butina", "random", "time", "keyed"])
def test_a_split_made_by_the_tool_is_clean(
    method: str, leaky: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("a secret of two sites")
    capsys.readouterr()
    found = audited(leaky, f"split={method}", *([f"split.key={tmp_path}/key"] if method == "keyed" else []))
    assert capsys.readouterr().out.startswith(("Clean", "Nothing to judge"))
    assert [c["same_compound"] + c["same_skeleton"] for c in found["comparisons"]] == [0, 0, 0]
    assert sum(found["compounds"].values()) == 8
    assert found["split"]["method"] == method


def test_training_on_given_parts_says_what_moved(
    leaky: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = ["target=gene", "target.gene=ADRB1", "model=similarity", "split=given"]
    assert main(["train", *target, f"dataset={leaky}", f"out={tmp_path}/bundle", "tracking=off", "fit.workers=1"]) == 0
    assert "2 compounds leave a part they are given for" in capsys.readouterr().out


def test_a_clean_table_is_said_to_be_clean(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    audited(ingested(tmp_path, OTHERS), "split=given")
    assert "\nClean: no compound is in two parts in any form" in capsys.readouterr().out


def test_the_audit_is_kept_with_a_run(leaky: Path, tmp_path: Path) -> None:
    from mlflow import MlflowClient

    store = f"sqlite:///{tmp_path}/mlflow.db"
    words = ["audit", f"dataset={leaky}", "split=given", f"tracking.uri={store}", f"out={tmp_path}/out"]
    assert main(words) == 0
    client = MlflowClient(tracking_uri=store)
    run = client.search_runs([client.get_experiment_by_name("table").experiment_id])[0]
    assert run.data.metrics["audit/test_in_train/same_skeleton"] == 1
    assert run.data.tags["split"] == "given"
    [used] = run.inputs.dataset_inputs
    content = json.loads((leaky / "card.json").read_text())["content_hash"]
    assert (used.dataset.name, used.tags[0].value) == ("table", "audit")
    assert content.startswith(used.dataset.digest)
    assert {file.path for file in client.list_artifacts(run.info.run_id)} >= {"audit.json", "leaks.csv", "plots"}


MISTAKES = [
    (["split=keyed"], "split.key must be given"),
    (["split=keyed", "split.key=nowhere"], "split.key: no file nowhere"),
    (["split=keyd"], "split=keyd: no such option; did you mean split=keyed?"),
    (["split=umap"], "split.umap_clusters: 50 clusters of 8 compounds cannot be made"),
    (["split=umap", "split.umap_clusters=1"], "split.umap_clusters must be at least 2, got 1"),
]


@pytest.mark.parametrize(
    ("words", "line"), MISTAKES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_mistake_is_answered_in_one_line(
    words: list[str], line: str, leaky: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    assert main(["audit", f"dataset={leaky}", f"out={tmp_path}/out", "tracking=off", *words]) == 2
    error = capsys.readouterr().err
    assert error.startswith(f"discovery audit: {line}")
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()

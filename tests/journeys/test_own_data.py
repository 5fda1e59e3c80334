"""A person's own data from end to end: ingest a CSV with other column names, train, screen an SDF, rank again."""

import csv
import gzip
import hashlib
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from mlflow import MlflowClient
from rdkit import Chem

from discovery.app.main import main

DATA = Path(__file__).parents[2] / "data"
BROKEN = [
    "",
    "C1CC",
    "not a structure",
    "CC(C)(C)(C)C",
    "c1ccccc",
    "C" * 3000,
    "CC O",
    "[Na+].[Cl-",
    "C\u2212C",
    "F/C=C/(",
]
TINY = [
    "target.active_above=6",  # every potency of the data is 5 or more
    "model=dmpnn",
    "model.hidden=16",
    "model.head_hidden=16",
    "model.members=1",
    "fit=quick",
    "evaluation.bootstraps=20",
]
POTENCY = [
    "ranking=potency",
    "ranking.objectives.potency.column=SCN9A.potency",
    "ranking.top=20",
    "ranking.shortlist=40",
]


def first_rows(name: str, count: int, **wanted: str) -> list[dict[str, str]]:
    with gzip.open(DATA / name, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if all(row[key] == value for key, value in wanted.items())]
    return rows[:count]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with assays.csv (200 rows, 10 of them broken) and library.sdf (60 compounds, 3 records broken)."""
    folder = tmp_path_factory.mktemp("own")
    rows = first_rows("ion_channels/chembl21_human_ion_channels.csv.gz", 190, gene="SCN9A", type="IC50", flag="")
    with (folder / "assays.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, delimiter=";")
        table.writerow(["Compound ID", "Structure", "IC50 (nM)"])
        table.writerows([row["chembl_id"], row["smiles"], f"{10 ** (9 - float(row['pvalue'])):.4g}"] for row in rows)
        table.writerows([f"broken {number}", text, "10"] for number, text in enumerate(BROKEN))
    records = []
    for row in first_rows("library/purchasable_20k.csv.gz", 57):
        mol = Chem.MolFromSmiles(row["smiles"])
        mol.SetProp("_Name", row["id"])
        records.append(f"{Chem.MolToMolBlock(mol)}$$$$\n")
    records[20:20] = ["broken\n\n\nnot a count line\nM  END\n$$$$\n", "\n\n\n$$$$\n", "short\n$$$$\n"]
    (folder / "library.sdf").write_text("".join(records), encoding="utf-8")
    return folder


def table(folder: Path) -> list[str]:
    """Overrides that describe assays.csv."""
    columns = ["smiles=Structure", "name='Compound ID'", "value='IC50 (nM)'"]
    constants = ["unit=nM", "target=SCN9A", "standard_type=IC50", f"path={folder}/assays.csv"]
    words = [*(f"columns.{column}" for column in columns), *constants]
    return ["data=table", *(f"data.sources.table.{word}" for word in words)]


@pytest.fixture(scope="module")
def trained(folder: Path) -> Path:
    """The same folder after `ingest` and `train`."""
    assert main(["ingest", *table(folder), f"out={folder}/curated", "tracking=off"]) == 0
    train = ["train", "target=gene", "target.gene=SCN9A", f"dataset={folder}/curated", f"out={folder}/bundle"]
    assert main([*train, *TINY, "tracking=off"]) == 0
    return folder


def screened(folder: Path, name: str) -> Path:
    library = ["library=file", f"library.path={folder}/library.sdf"]
    out = folder / name
    assert main(["screen", f"bundle={folder}/bundle", *library, *POTENCY, f"out={out}", "tracking=off"]) == 0
    return out


def test_every_row_of_the_table_is_used_or_rejected(trained: Path) -> None:
    rejected = pq.read_table(trained / "curated/rejected.parquet")
    used = pq.read_table(trained / "curated/measurements.parquet")["lines"].to_pylist()
    lines = [line for group in used for line in group] + rejected["line"].to_pylist()
    assert sorted(lines) == list(range(2, 202))
    assert sorted(rejected["id"].to_pylist())[:10] == [f"broken {number}" for number in range(10)]


def test_a_second_ingestion_says_what_changed(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["ingest", *table(folder), f"out={tmp_path}/curated", "tracking=off"]
    assert main(words) == 0
    assert "last ingestion" not in capsys.readouterr().out
    assert main(words) == 0
    assert "nothing changed since the last ingestion" in capsys.readouterr().out
    assert main([*words, "data.curate.max_p=7"]) == 0
    told = capsys.readouterr().out.partition("changed since the last ingestion")[2]
    assert "data.curate.max_p: 15.0 -> 7.0" in told
    assert "the content: hash" in told


def test_screening_ranks_or_rejects_every_record(trained: Path) -> None:
    out = screened(trained, "screen")
    run = json.loads((out / "run.json").read_text())
    assert run["rows_in"] == 60
    assert run["rows_in"] == run["rows_ranked"] + run["rows_below_cut"] + run["rows_rejected"]
    assert run["rows_ranked"] == 20
    assert run["rows_rejected"] >= 3
    names = {"candidates.csv", "candidates.parquet", "candidates.sdf", "candidates.xlsx", "rejected.csv", "report.html"}
    assert names < {file.name for file in out.iterdir()}
    candidates = pq.read_table(out / "candidates.parquet")
    assert candidates["rank"].to_pylist() == list(range(1, 21))
    assert set(candidates["id"].to_pylist()) < {row["id"] for row in first_rows("library/purchasable_20k.csv.gz", 57)}


def test_second_training_and_screening_give_the_same_candidates(trained: Path, tmp_path: Path) -> None:
    first = screened(trained, "first")
    train = ["train", "target=gene", "target.gene=SCN9A", f"dataset={trained}/curated", f"out={tmp_path}/bundle"]
    assert main([*train, *TINY, "tracking=off"]) == 0
    (tmp_path / "library.sdf").symlink_to(trained / "library.sdf")
    second = screened(tmp_path, "second")
    digests = [hashlib.sha256((out / "candidates.parquet").read_bytes()).hexdigest() for out in (first, second)]
    assert digests[0] == digests[1]


def test_ranking_again_needs_only_the_scored_library(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    scored = screened(trained, "scored")
    other = [word.replace("SCN9A.potency", "SCN9A.modulator") for word in POTENCY]
    limits = ["ranking.objectives.potency.low=0.0", "ranking.objectives.potency.high=1.0"]
    assert main(["rank", f"scored={scored}", *other, *limits, f"out={trained}/again"]) == 0
    assert "Best 5, with SCN9A.modulator:" in capsys.readouterr().out
    assert pq.read_table(trained / "again/candidates.parquet").num_rows == 20


def test_evaluation_counts_only_what_the_bundle_has_not_seen(trained: Path) -> None:
    words = ["evaluate", f"bundle={trained}/bundle", f"dataset={trained}/curated", f"out={trained}/evaluation"]
    assert main([*words, "evaluation.bootstraps=20", "tracking=off"]) == 0
    table = pq.read_table(trained / "evaluation/evaluation.parquet").to_pylist()
    manifest = json.loads((trained / "bundle/manifest.json").read_text())
    compounds = pq.read_table(trained / "curated/compounds.parquet").num_rows
    assert {row["n"] for row in table if row["endpoint"] == "SCN9A.potency"} == {
        compounds - manifest["training_compounds"]
    }


def test_a_calibrated_list_says_how_far_each_potency_may_be_off(trained: Path) -> None:
    out = trained / "calibrated"
    train = [
        "train",
        "target=gene",
        "target.gene=SCN9A",
        f"dataset={trained}/curated",
        "model=forest",
        "model.trees=20",
    ]
    parts = ["split.train=0.6", "split.validation=0.2", "split.test=0.2", "evaluation.bootstraps=20", "tracking=off"]
    assert main([*train, "model.trees=20", *parts, f"out={out}/bundle"]) == 0
    metrics = {row["metric"] for row in json.loads((out / "bundle/manifest.json").read_text())["evaluation"]}
    assert {"coverage50", "coverage80", "coverage90", "width90", "brier", "ece"} <= metrics
    library = ["library=file", f"library.path={trained}/library.sdf"]
    assert main(["screen", f"bundle={out}/bundle", *library, *POTENCY, f"out={out}/screen", "tracking=off"]) == 0
    rows = pq.read_table(out / "screen/candidates.parquet").to_pylist()
    assert all(row["SCN9A.potency.low"] < row["SCN9A.potency.high"] for row in rows)
    assert all(0 < row["SCN9A.potency.probability"] < 1 for row in rows)
    for name in ("candidates.csv", "candidates.sdf", "report.html"):
        assert "SCN9A.potency.low" in (out / "screen" / name).read_text()
    assert main(["rank", f"scored={out}/screen", *POTENCY, f"out={out}/again"]) == 0
    assert pq.read_table(out / "again/candidates.parquet").to_pylist() == rows
    evaluate = ["evaluate", f"bundle={out}/bundle", f"dataset={trained}/curated", f"out={out}/evaluation"]
    assert main([*evaluate, "evaluation.bootstraps=20", "tracking=off"]) == 0
    assert "coverage90" in (out / "evaluation/evaluation.csv").read_text()


def test_evaluation_on_data_about_something_else_says_what_the_bundle_is_about(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = [word.replace("target=SCN9A", "target=KCNA5") for word in table(trained)]
    assert main(["ingest", *other, f"out={trained}/other", "tracking=off"]) == 0
    words = [f"bundle={trained}/bundle", f"dataset={trained}/other", f"out={trained}/none", "tracking=off"]
    assert main(["evaluate", *words]) == 3
    assert "give a data set with labels of SCN9A.modulator" in capsys.readouterr().err


def test_objective_that_the_bundle_lacks_is_named_before_any_work(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [
        "screen",
        f"bundle={trained}/bundle",
        "library=file",
        f"library.path={trained}/library.sdf",
        "tracking=off",
    ]
    ranking = ["ranking=potency", "ranking.objectives.potency.column=SCN9A.potncy", f"out={trained}/nothing"]
    assert main([*words, *ranking]) == 2
    assert "did you mean 'SCN9A.potency'?" in capsys.readouterr().err
    assert not (trained / "nothing").exists()


def test_a_campaign_for_what_the_data_cannot_tell_ends_before_training(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["library=file", f"library.path={folder}/library.sdf"]
    ranking = ["ranking=potency", "ranking.objectives.potency.column=SCN9A.stabiliser"]
    target = ["target=gene", "target.gene=SCN9A"]
    words = ["campaign", *table(folder), *target, *library, *ranking, f"out={tmp_path}/campaign", "tracking=off"]
    assert main(words) == 2
    assert "SCN9A.stabiliser" in capsys.readouterr().err
    assert not (tmp_path / "campaign/bundle").exists()


def test_a_place_that_holds_something_else_is_named_before_training(
    trained: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["train", "target=gene", "target.gene=SCN9A", f"dataset={trained}/curated", f"out={trained}/curated"]
    assert main([*words, *TINY, "fit.epochs=1000000", "tracking=off"]) == 5
    assert "is not a bundle; name another folder with out=" in capsys.readouterr().err


def test_campaign_is_all_of_it_in_one_recorded_run(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = ["library=file", f"library.path={folder}/library.sdf"]
    places = [f"out={tmp_path}/campaign", f"tracking.uri=sqlite:///{tmp_path}/mlflow.db"]
    assert (
        main(["campaign", *table(folder), "target=gene", "target.gene=SCN9A", *library, *POTENCY, *TINY, *places]) == 0
    )
    assert {entry.name for entry in (tmp_path / "campaign").iterdir()} == {"curated", "bundle", "screen"}
    printed = capsys.readouterr().out
    assert f"Open:   {tmp_path}/campaign/screen/report.html" in printed
    assert len(printed.partition("Best 5")[2].splitlines()) == 6
    client = MlflowClient(f"sqlite:///{tmp_path}/mlflow.db")
    [run] = client.search_runs([client.get_experiment_by_name("SCN9A").experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.params["model.hidden"] == "16"
    assert run.data.metrics["screen/rows_in"] == 60
    card = json.loads((tmp_path / "campaign/curated/card.json").read_text())
    [used] = run.inputs.dataset_inputs
    assert card["content_hash"].startswith(used.dataset.digest)
    kept = {file.path for file in client.list_artifacts(run.info.run_id)}
    assert kept == {"bundle", "config.yaml", "dataset", "plots", "screen"}
    plots = {Path(file.path).stem for file in client.list_artifacts(run.info.run_id, "plots")}
    assert {"learning", "measured", "scores"} <= plots


def test_a_campaign_begun_again_scores_nothing_twice(folder: Path, tmp_path: Path) -> None:
    library = ["library=file", f"library.path={folder}/library.sdf", f"out={tmp_path}/campaign", "tracking=off"]
    words = ["campaign", *table(folder), "target=gene", "target.gene=SCN9A", *library, *POTENCY, *TINY]
    times = []
    for _ in range(2):
        assert main(words) == 0
        parts = sorted((tmp_path / "campaign/screen/scored").glob("part-*.parquet"))
        times.append([(part.name, part.stat().st_mtime_ns) for part in parts])
    assert times[0]
    assert times[0] == times[1]

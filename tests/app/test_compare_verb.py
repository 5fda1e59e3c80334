"""The whole journey of `discovery compare`, on a small table of alcohols and amines."""

import csv
import json
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from matplotlib.figure import Figure

from discovery.app.compose import settings_of
from discovery.app.entrants import BASELINES, entry
from discovery.app.main import main
from discovery.app.rounds import fitted, predicted
from discovery.app.settings import CompareSettings
from discovery.assay.dataset import load_dataset
from discovery.models.settings import (
    AutoSettings,
    BlendSettings,
    DmpnnSettings,
    ForestSettings,
    ModelSettings,
    SimilaritySettings,
)

SMALL = ["models=[forest]", "models.forest.trees=3", "folds=2", "repeats=2", "evaluation.bootstraps=50"]


@pytest.fixture(scope="module")
def dataset(potencies: SimpleNamespace) -> Path:
    return potencies.dataset


def words(dataset: Path, out: Path, *more: str) -> list[str]:
    place = [f"dataset={dataset}", f"out={out}", "fit.workers=1"]
    return ["compare", "target=gene", "target.gene=ADRB1", *place, *SMALL, *more]


def test_a_comparison_leaves_tables_statistics_plots_and_a_page(
    dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(words(dataset, out, "splits=[random,given]", "endpoints=[ADRB1.potency]", "tracking=off")) == 0
    said = capsys.readouterr().out
    assert "ADRB1.potency, 2 x 2 folds (random): best " in said
    assert "ADRB1.potency, one test part (given)" in said
    with (out / "compare.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert {row["model"] for row in rows} == {*BASELINES, "mean"}
    assert {row["split"] for row in rows} == {"random", "given"}
    found = json.loads((out / "statistics.json").read_text())
    assert [test["df"] for test in found["tests"] if test["split"] == "random" and test["metric"] == "rmse"] == [
        [len(BASELINES), 3 * len(BASELINES)]
    ]
    assert found["models"]["forest"]["trees"] == 3
    page = (out / "report.html").read_text()
    assert "<script" not in page
    assert "Activity cliffs" in page
    assert "Compounds predicted a second" in page
    with (out / "costs.csv").open(newline="") as stream:
        costs = {(row["split"], row["model"]): row for row in csv.DictReader(stream)}
    assert costs["random", "forest"]["fits"] == "4"
    assert costs["random", "forest"]["compounds"] == "96"
    assert float(costs["given", "kernel"]["fit_seconds"]) > 0
    assert float(costs["given", "kernel"]["compounds_per_second"]) > 0
    assert page.count("data:image/svg+xml") == 3
    assert {file.name for file in (out / "plots").iterdir()} == {"values.svg", "differences.svg", "similarity.svg"}
    predictions = pq.read_table(out / "predictions.parquet", filters=[("split", "=", "random")])
    tested = predictions.group_by(["model", "repeat", "compound"]).aggregate([("fold", "count")])
    assert set(tested["fold_count"].to_pylist()) == {1}
    assert tested.num_rows == (len(BASELINES) + 1) * 2 * 48
    by_model = {
        model: [
            (row["repeat"], row["fold"], row["compound"]) for row in predictions.to_pylist() if row["model"] == model
        ]
        for model in ("forest", "mean")
    }
    assert by_model["forest"] == by_model["mean"]  # the same folds, so that tests are paired


def composed(dataset: Path, *more: str) -> CompareSettings:
    settings = settings_of("compare", words(dataset, dataset.parent / "out", "tracking=off", *more)[1:])
    assert isinstance(settings, CompareSettings)
    return settings


@pytest.mark.parametrize(
    "model",
    [
        ForestSettings(trees=3),
        DmpnnSettings(hidden=8, head_hidden=8, depth=2, members=1),
        BlendSettings({"forest": ForestSettings(trees=3), "similarity": SimilaritySettings()}, folds=2),
        AutoSettings(),
        None,
    ],
    ids=lambda model: type(model).__name__,
)
def test_no_label_of_a_test_compound_reaches_a_model(model: ModelSettings | None, dataset: Path) -> None:
    settings = composed(dataset, "fit.epochs=1", "fit.device=cpu")
    held = entry(settings, load_dataset(dataset))
    fold = held.folds[0]
    labels = held.data.labels
    of_test = np.isin(labels.rows(), fold.test)
    altered = replace(labels, value=np.where(of_test, 1 - labels.value, labels.value).astype(np.float32))
    told = [
        predicted(fitted(model, replace(held.data, labels=each), fold, settings.target, settings.fit), held, fold)[0]
        for each in (labels, altered)
    ]
    np.testing.assert_array_equal(told[0], told[1])
    assert not np.isnan(told[0]).all(axis=1).any()


def test_models_are_named_by_a_list_or_under_names_of_their_own(dataset: Path) -> None:
    assert list(composed(dataset).models) == ["forest"]
    place = [f"dataset={dataset}", "out=x", "target=gene", "target.gene=ADRB1"]
    named = settings_of("compare", [*place, "models={big: forest, net: gine}", "models.big.trees=900"])
    assert {name: type(model).__name__ for name, model in named.models.items()} == {
        "big": "ForestSettings",
        "net": "GineSettings",
    }
    assert named.models["big"].trees == 900


def test_each_model_is_a_run_within_the_comparisons_run(dataset: Path, tmp_path: Path) -> None:
    from mlflow import MlflowClient

    store = f"sqlite:///{tmp_path}/mlflow.db"
    assert main(words(dataset, tmp_path / "out", "endpoints=[ADRB1.potency]", f"tracking.uri={store}")) == 0
    client = MlflowClient(tracking_uri=store)
    runs = client.search_runs([client.get_experiment_by_name("ADRB1").experiment_id])
    [parent] = [run for run in runs if "mlflow.parentRunId" not in run.data.tags]
    children = [run for run in runs if run.data.tags.get("mlflow.parentRunId") == parent.info.run_id]
    assert {run.info.run_name for run in children} == {*BASELINES, "mean"}
    assert {run.info.status for run in runs} == {"FINISHED"}
    [forest] = [run for run in children if run.info.run_name == "forest"]
    assert forest.data.params["trees"] == "3"
    assert len(client.get_metric_history(forest.info.run_id, "fold/random/ADRB1.potency/rmse")) == 4
    assert {"compare.csv", "statistics.json", "report.html"} <= {
        file.path for file in client.list_artifacts(parent.info.run_id)
    }


def test_every_plot_is_drawn_once(dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[Figure] = []
    make = Figure.__init__

    def counting(self: Figure, *args: Any, **kwargs: Any) -> None:
        drawn.append(self)
        make(self, *args, **kwargs)

    monkeypatch.setattr(Figure, "__init__", counting)
    asked = words(dataset, tmp_path / "out", "endpoints=[ADRB1.potency]", f"tracking.uri=sqlite:///{tmp_path}/runs.db")
    assert main(asked) == 0
    assert len(drawn) == len(list((tmp_path / "out/plots").iterdir())) == 3


def test_a_comparison_on_another_data_set_is_taken_in(
    dataset: Path, potencies: SimpleNamespace, tmp_path: Path
) -> None:
    potency = ["endpoints=[ADRB1.potency]", "tracking=off"]
    assert main(words(dataset, tmp_path / "first", *potency)) == 0
    assert main([*words(dataset, tmp_path / "second", *potency), f"earlier=[{tmp_path}/first]"]) == 2  # the same again
    other = potencies.ingested(tmp_path / "other", [5.0 + n % 7 / 2 for n in range(48)], gene="ADRB2")
    asked = words(
        other, tmp_path / "second", "endpoints=[ADRB2.potency]", "tracking=off", f"earlier=[{tmp_path}/first]"
    )
    assert main([word.replace("gene=ADRB1", "gene=ADRB2") for word in asked]) == 0
    with (tmp_path / "second" / "across.csv").open(newline="") as stream:
        assert {row["endpoints"] for row in csv.DictReader(stream)} == {"2"}


MISTAKES = [
    (["models=[forst]"], 2, "models: forst is no option; did you mean forest?"),
    (["models=forest"], 2, "models takes a list of different names, such as models=[auto, blend]"),
    (["models=[forest,forest]"], 2, "models takes a list of different names"),
    (["models={mean: forest}"], 2, "models.mean: this is the name of a baseline; give the model another"),
    (["models.forest.tres=3"], 2, "models.forest.tres: no such setting; did you mean models.forest.trees?"),
    (["endpoints=[ADRB1.potencie]"], 2, "endpoints: the data set makes no endpoint ADRB1.potencie; did you"),
    (["seeds=0"], 2, "seeds must be at least 1, got 0"),
    (["folds=1"], 2, "folds must be at least 2, got 1"),
    (["folds=40", "endpoints=[ADRB1.potency]"], 3, "endpoints: ADRB1.potency cannot be compared: 48 compounds have"),
    (["split=scaffold", "folds=9", "endpoints=[ADRB1.potency]"], 2, "split.method=scaffold: 8 groups of related"),
    (["splits=[random,scaffold]", "folds=9", "endpoints=[ADRB1.potency]"], 2, "splits=scaffold: 8 groups of related"),
    (["splits=[random,scafold]"], 2, "splits[1]: invalid value 'scafold', expected one of"),
    (["thresholds.rmsd=0.1"], 2, "thresholds.rmsd: no such setting; did you mean thresholds.rmse?"),
    (["thresholds.rmse=-0.1"], 2, "thresholds.rmse must be at least 0, got -0.1"),
    (["earlier=[nowhere]"], 2, "earlier: nowhere has no compare.parquet"),
    (["models={net: dmpnn}", f"models.net.encoder={__file__}"], 2, f"models.net.encoder: {__file__} is no encoder"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "code", "line"), MISTAKES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_a_mistake_is_answered_in_one_line_before_any_fit(
    more: list[str], code: int, line: str, dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    asked = [w for w in words(dataset, tmp_path / "out", "tracking=off") if not (more[0][:7] == w[:7] == "models=")]
    if "models=" in more[0]:
        asked = [word for word in asked if not word.startswith("models.")]
    assert main([*asked, *more]) == code
    error = capsys.readouterr().err
    assert error.startswith(f"discovery compare: {line}")
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_without_models_the_error_names_them(dataset: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = [f"dataset={dataset}", f"out={tmp_path}/out", "target=gene", "target.gene=ADRB1", "tracking=off"]
    capsys.readouterr()
    assert main(["compare", *place]) == 2
    assert (
        "models must be given: models=[<name>,...] of auto, blend, dmpnn, extra_trees, forest"
        in capsys.readouterr().err
    )


def test_values_that_do_not_vary_cannot_be_compared(
    potencies: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    flat = potencies.ingested(tmp_path / "flat", [6.0] * 48)
    capsys.readouterr()
    assert main(words(flat, tmp_path / "out", "tracking=off")) == 3
    error = capsys.readouterr().err
    assert "ADRB1.potency is not compared: all 48 values are 6, so that there is nothing to predict" in error
    assert error.count("\n") == 1

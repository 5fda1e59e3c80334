"""The whole journey of `discovery pretrain`, and models made from its encoder."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pyarrow.parquet as pq
import pytest
from rdkit import Chem
from safetensors.numpy import load_file

from discovery.app.main import main
from discovery.bundle.load import load_bundle
from discovery.chem.skeleton import hashed_skeleton
from discovery.models.kernel import Kernel
from discovery.models.pretrained import load_pretrained

SMALL = ["model=dmpnn", "model.hidden=16", "model.depth=2"]
FIT = ["pretraining.epochs=2", "pretraining.batch_size=16", "pretraining.workers=1", "pretraining.device=cpu"]
HELD = 12
"""Compounds of the data set whose labels are withheld."""


def table(dataset: Path) -> tuple[list[str], list[str]]:
    """Structures and skeletons of a data set."""
    compounds = pq.read_table(dataset / "compounds.parquet")
    return compounds["smiles"].to_pylist(), compounds["skeleton"].to_pylist()


@pytest.fixture(scope="module")
def inputs(potencies: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A data set, a list of its first compounds and a library."""
    folder = tmp_path_factory.mktemp("pretraining")
    skeletons = table(potencies.dataset)[1]
    (folder / "held.sha256").write_text("".join(f"{hashed_skeleton(one)}\n" for one in skeletons[:HELD]))
    (folder / "library.csv").write_text("\n".join(["smiles", *(f"c1ccccc1C(=O)N{'C' * n}" for n in range(1, 20))]))
    return SimpleNamespace(folder=folder, dataset=potencies.dataset, held=folder / "held.sha256", skeletons=skeletons)


def asked(inputs: SimpleNamespace, out: Path, *more: str, dataset: Path | None = None) -> list[str]:
    library = ["library=file", f"library.path={inputs.folder}/library.csv", "unlabelled=10"]
    place = [f"dataset={dataset or inputs.dataset}", f"out={out}", f"withheld=[{inputs.held}]"]
    return ["pretrain", *place, *library, *SMALL, *FIT, *more]


@pytest.fixture(scope="module")
def made(inputs: SimpleNamespace) -> SimpleNamespace:
    """An encoder, with its run in a store of its own."""
    out, store = inputs.folder / "made", f"sqlite:///{inputs.folder}/mlflow.db"
    assert main(asked(inputs, out, f"tracking.uri={store}")) == 0
    return SimpleNamespace(out=out, store=store, encoder=out / "encoder.safetensors")


def test_an_encoder_and_its_card_are_left_and_nothing_else(made: SimpleNamespace, inputs: SimpleNamespace) -> None:
    assert sorted(file.name for file in made.out.iterdir()) == ["card.json", "encoder.safetensors"]
    card = json.loads((made.out / "card.json").read_text())
    assert card["compounds"] == {"labelled": 48 - HELD, "without_labels": HELD + 10, "unreadable": 0}
    assert card["library"]["file"] == "library.csv"
    assert card["library"]["used"] == 10
    assert [(one["file"], one["compounds_of_the_data_set"]) for one in card["withheld"]] == [("held.sha256", HELD)]
    assert card["ending"] == "all epochs done"
    found = load_pretrained(made.encoder, "model.encoder")
    assert found.card == card
    assert found.settings.hidden == 16
    assert found.knows(inputs.skeletons).tolist() == [False] * HELD + [True] * (48 - HELD)


def test_the_run_is_recorded_with_its_losses_its_data_and_the_encoder(made: SimpleNamespace) -> None:
    from mlflow import MlflowClient

    client = MlflowClient(tracking_uri=made.store)
    [run] = client.search_runs([client.get_experiment_by_name("pretraining").experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.params["pretraining.epochs"] == "2"
    assert [m.step for m in client.get_metric_history(run.info.run_id, "pretrain/train/loss")] == [1, 2]
    assert {file.path for file in client.list_artifacts(run.info.run_id, "encoder")} == {
        "encoder/card.json",
        "encoder/encoder.safetensors",
    }
    assert len(run.inputs.dataset_inputs) == 1


def test_whatever_is_measured_on_withheld_compounds_the_encoder_is_the_same(
    made: SimpleNamespace, inputs: SimpleNamespace, potencies: SimpleNamespace, tmp_path: Path
) -> None:
    measured = pq.read_table(inputs.dataset / "measurements.parquet")
    compounds = pq.read_table(inputs.dataset / "compounds.parquet")["compound"].to_pylist()
    value = dict(zip(measured["compound"].to_pylist(), measured["value"].to_pylist(), strict=True))
    texts = dict(zip(compounds, table(inputs.dataset)[0], strict=True))
    held = set(compounds[:HELD])
    by_smiles = {texts[one]: (9.9 if one in held else value[one]) for one in compounds}
    values = [by_smiles[Chem.CanonSmiles(text)] for text in potencies.smiles]
    other = potencies.ingested(tmp_path / "other", values)
    assert table(other) == table(inputs.dataset)
    assert main(asked(inputs, tmp_path / "out", "tracking=off", dataset=other)) == 0
    first, second = load_file(made.encoder), load_file(tmp_path / "out" / "encoder.safetensors")
    assert first.keys() == second.keys()
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name])


def test_an_interrupted_run_goes_on_with_the_descriptors_it_has(
    made: SimpleNamespace, inputs: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from discovery.training.pretraining import loop

    save = loop.save_checkpoint

    def then_stop(*args: object) -> None:
        save(*args)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(loop, "save_checkpoint", then_stop)
        assert main(asked(inputs, tmp_path, "tracking=off")) == 130
    left = sorted(file.name for file in tmp_path.iterdir())
    assert left[0] == "checkpoint.safetensors"
    assert left[1].startswith("descriptors-")
    assert len(left) == 2
    monkeypatch.setattr("discovery.training.pretraining.descriptors.described", None)  # to call it would be an error
    assert main(asked(inputs, tmp_path, "tracking=off")) == 0
    assert sorted(file.name for file in tmp_path.iterdir()) == ["card.json", "encoder.safetensors"]
    for name, array in load_file(made.encoder).items():
        np.testing.assert_array_equal(array, load_file(tmp_path / "encoder.safetensors")[name])


def trained(inputs: SimpleNamespace, out: Path, *model: str) -> dict[str, object]:
    place = [f"dataset={inputs.dataset}", f"out={out}", "target=gene", "target.gene=ADRB1", "tracking=off"]
    fit = ["fit.epochs=1", "fit.workers=1", "fit.device=cpu", "evaluation.bootstraps=10", "split=random"]
    assert main(["train", *place, *fit, *model]) == 0
    manifest: dict[str, object] = json.loads((out / "manifest.json").read_text())
    return manifest


def known(skeletons: Sequence[str], inputs: SimpleNamespace) -> int:
    return sum(inputs.skeletons.index(one) >= HELD for one in skeletons)


@pytest.mark.parametrize("kind", ["dmpnn", "kernel"])
def test_a_model_from_the_encoder_says_what_it_learnt_of_the_test_compounds(
    kind: str, made: SimpleNamespace, inputs: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = [*SMALL, "model.members=1"] if kind == "dmpnn" else ["model=kernel", "model.embedding=pretrained"]
    manifest = trained(inputs, tmp_path / "bundle", *model, f"model.encoder={made.encoder}")
    said = capsys.readouterr().out
    told = manifest["encoder"]
    assert isinstance(told, dict)
    encoder = load_pretrained(made.encoder, "model.encoder")
    assert [one["sha256"] for one in told["files"]] == [encoder.digest]
    assert told["files"][0]["withheld"] == encoder.card["withheld"]
    assert told["training"]["compounds"] == manifest["training_compounds"]
    assert 0 < told["training"]["learnt"] < told["training"]["compounds"]
    assert told["training"]["learnt"] + told["test"]["learnt"] <= 48 - HELD
    assert 0 < told["test"]["learnt"] <= told["test"]["compounds"]
    line = f"has learnt from labels of {told['test']['learnt']} of the {told['test']['compounds']} test compounds"
    assert line in said
    assert any(line in phase for phase in manifest["phases"])  # which the page of a screening shows
    bundle = load_bundle(tmp_path / "bundle")
    np.testing.assert_array_equal(bundle.contents.learnt, encoder.learnt)
    assert np.isfinite(bundle.predictor.predict(["c1ccccc1CCO"]).mean).any()
    if kind == "kernel":
        assert isinstance(bundle.predictor, Kernel)
        assert bundle.predictor.embedded is not None


def test_evaluate_says_it_of_the_compounds_it_evaluates(
    made: SimpleNamespace, inputs: SimpleNamespace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    network = [*SMALL, "model.members=1", f"model.encoder={made.encoder}"]
    trained(inputs, tmp_path / "bundle", *network)
    capsys.readouterr()
    place = [f"bundle={tmp_path}/bundle", f"dataset={inputs.dataset}", f"out={tmp_path}/out", "tracking=off"]
    assert main(["evaluate", *place, "evaluation.bootstraps=10"]) == 0
    bundle = load_bundle(tmp_path / "bundle")
    unseen = [one for one in inputs.skeletons if hashed_skeleton(one) not in set(bundle.contents.training.tolist())]
    expected = f"from labels of {known(unseen, inputs)} of the {len(unseen)} test compounds"
    assert expected in capsys.readouterr().out


def test_a_comparison_says_it_on_its_page_and_in_its_statistics(
    made: SimpleNamespace, inputs: SimpleNamespace, tmp_path: Path
) -> None:
    place = [f"dataset={inputs.dataset}", f"out={tmp_path}", "target=gene", "target.gene=ADRB1", "tracking=off"]
    small = ["folds=2", "repeats=1", "fit.epochs=1", "fit.workers=1", "fit.device=cpu", "evaluation.bootstraps=20"]
    net = [f"models.net.{word}" for word in ("hidden=16", "depth=2", "members=1", f"encoder={made.encoder}")]
    assert main(["compare", *place, *small, "endpoints=[ADRB1.potency]", "models={net: dmpnn}", *net]) == 0
    found = json.loads((tmp_path / "statistics.json").read_text())
    assert found["encoders"].keys() == {"net"}
    assert found["encoders"]["net"]["test"] == {"compounds": 48, "learnt": 48 - HELD}
    line = f"from labels of {48 - HELD} of the 48 test compounds"
    assert [line in note for note in found["notes"]] == [True]
    assert line in (tmp_path / "report.html").read_text()
    with (tmp_path / "compare.csv").open(newline="") as stream:
        assert "net" in {row["model"] for row in csv.DictReader(stream)}


MISTAKES = [
    (["model=forest"], 2, "model: only a graph network has an encoder; choose dmpnn"),
    (["model.encoder={dataset}/card.json"], 2, "model.encoder: pre-training goes on from no other encoder"),
    (["withheld=[nowhere]"], 2, "withheld: nowhere is not a file"),
    (["pretraining.min_labels=49"], 4, "{dataset} has no target with pretraining.min_labels=49 labelled compounds"),
    (["pretraining.epochs=0"], 2, "pretraining.epochs must be at least 1, got 0"),
    (["unlabelled=-1"], 2, "unlabelled must be at least 0, got -1"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "code", "line"), MISTAKES, ids=lambda v: " ".join(v) if isinstance(v, list) else "")
def test_a_mistake_is_answered_in_one_line_before_any_work(
    more: list[str],
    code: int,
    line: str,
    inputs: SimpleNamespace,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    words = asked(inputs, tmp_path / "out", "tracking=off")
    if more == ["model=forest"]:
        words = [word for word in words if not word.startswith("model.")]
    words = [word for word in words if word.split("=")[0] != more[0].split("=")[0]]
    assert main([*words, *(word.format(dataset=inputs.dataset) for word in more)]) == code
    error = capsys.readouterr().err
    assert error.startswith(f"discovery pretrain: {line.format(dataset=inputs.dataset)}")
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()

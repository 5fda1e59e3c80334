"""A model, its libraries and what it is judged on are standardised as its training compounds are."""

from pathlib import Path
from types import SimpleNamespace

import pytest

from discovery.app.main import main

QUICK = ["model=similarity", "fit.workers=1", "evaluation.bootstraps=10", "tracking=off"]


def trained(dataset: Path, out: Path, *more: str) -> int:
    return main(["train", "target=gene", "target.gene=ADRB1", f"dataset={dataset}", f"out={out}", *QUICK, *more])


@pytest.fixture
def flat(potencies: SimpleNamespace, tmp_path: Path) -> Path:
    """The same table, ingested without stereochemistry."""
    source, out = "data.sources.table", tmp_path / "flat"
    words = [f"{source}.path={potencies.dataset.parent}/table.csv", f"{source}.target=ADRB1", f"{source}.unit=pX"]
    words += [f"{source}.columns.value=value", "data.curate.workers=1", "tracking=off", f"out={out}"]
    assert main(["ingest", "data=table", *words, "standardize.stereo=remove"]) == 0
    return out


def test_a_model_takes_the_policy_of_its_data_set(
    flat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(flat, tmp_path / "bundle") == 2
    assert f"{flat} was made with standardize.stereo=remove: give it here too" in capsys.readouterr().err
    assert trained(flat, tmp_path / "bundle", "standardize.stereo=remove", "standardize.tautomer=canonical") == 2
    assert "was made with standardize.tautomer=keep" in capsys.readouterr().err
    assert trained(flat, tmp_path / "bundle", "standardize.stereo=remove", "standardize.seconds=20") == 0


def test_a_bundle_is_evaluated_on_structures_of_its_own_policy(
    potencies: SimpleNamespace, flat: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert trained(potencies.dataset, tmp_path / "bundle", "standardize.max_heavy_atoms=100") == 0
    words = [f"bundle={tmp_path}/bundle", f"dataset={flat}", f"out={tmp_path}/evaluation", "tracking=off"]
    assert main(["evaluate", *words]) == 2
    said = capsys.readouterr().err
    assert f"{flat} was made with standardize.stereo=remove, unlike the bundle's data" in said
    assert "ingest it again with standardize.stereo=keep" in said

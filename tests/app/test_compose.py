"""Composition: overrides and own files reach the dataclasses, and the working folder stays as it was."""

from pathlib import Path

import pytest

from discovery.app.compose import as_yaml, settings_of
from discovery.models.settings import ForestSettings, GineSettings
from discovery.tracking.plain import flat


def train(tmp_path: Path, *overrides: str, folder: Path | None = None) -> object:
    return settings_of("train", ["target=ryr2", f"dataset={tmp_path}", f"out={tmp_path}/bundle", *overrides], folder)


def test_chosen_model_is_a_dataclass_of_its_own(tmp_path: Path) -> None:
    assert train(tmp_path, "model=gine", "model.depth=5").model == GineSettings(depth=5)
    assert train(tmp_path, "model=forest").model == ForestSettings()


def test_own_options_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "fit").mkdir()
    (tmp_path / "fit/long.yaml").write_text("defaults: [cpu]\nepochs: 99\n")
    fit = train(tmp_path, "fit=long", folder=tmp_path).fit
    assert fit.epochs == 99
    assert fit.patience == train(tmp_path).fit.patience


def test_several_own_tables_stand_in_one_own_file(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "more.csv").write_text("smiles\n")
    (tmp_path / "data/mine.yaml").write_text(f"defaults: [ryr]\nsources:\n  more: {{path: {tmp_path}/more.csv}}\n")
    settings = settings_of("ingest", ["data=mine", f"out={tmp_path}/curated"], tmp_path)
    assert list(settings.data.sources) == ["ryr", "ryr_no_structure", "more"]
    assert settings.data.sources["more"].columns.smiles == "smiles"


def test_composing_leaves_no_litter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    train(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert Path.cwd() == tmp_path


def test_settings_can_be_written_down(tmp_path: Path) -> None:
    settings = train(tmp_path)
    assert f"dataset: {tmp_path}\n" in as_yaml(settings)
    assert flat(settings)["fit.device"] == "auto"
    assert flat(settings)["target.family"] == ["RYR1", "RYR3", "RYR"]

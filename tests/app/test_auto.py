"""`discovery train model=auto`: the bundle is one of the chosen model, and its card says why."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from discovery.app.main import main
from discovery.bundle.load import load_bundle
from discovery.models.kernel import Kernel
from discovery.models.settings import DmpnnSettings, EmbeddingKind, KernelSettings


@pytest.mark.parametrize("encoded", [False, True], ids=["without an encoder", "with one"])
def test_few_compounds_make_the_bundle_of_a_kernel(
    potencies: SimpleNamespace, make_encoder: Callable[..., bytes], tmp_path: Path, encoded: bool
) -> None:
    out, file = tmp_path / "bundle", tmp_path / "encoder.safetensors"
    words = ["train", "target=gene", "target.gene=ADRB1", "model=auto", "split=random", "tracking=off", "fit.workers=1"]
    if not encoded:
        words.append("model.encoder=null")
    else:
        file.write_bytes(make_encoder(DmpnnSettings(hidden=8, depth=2)))
        words.append(f"model.encoder={file}")
    assert main([*words, f"dataset={potencies.dataset}", f"out={out}"]) == 0
    bundle = load_bundle(out)
    embedding = EmbeddingKind.pretrained if encoded else EmbeddingKind.none
    assert bundle.manifest.model == KernelSettings(embedding=embedding, encoder=Path(file.name) if encoded else None)
    assert isinstance(bundle.predictor, Kernel)
    assert bundle.manifest.phases[0].startswith("Chosen by model=auto: a kernel on ")
    assert "compounds are measured on ADRB1 itself, fewer than 50" in bundle.manifest.phases[0]
    assert np.isfinite(bundle.predictor.predict(["CCCO"]).mean).any()

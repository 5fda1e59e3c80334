"""`discovery evaluate`: a bundle is judged by compounds that decided on nothing."""

from pathlib import Path
from types import SimpleNamespace

import pyarrow.parquet as pq
import pytest

from discovery.app.main import main
from discovery.bundle.load import load_bundle


@pytest.mark.parametrize("model", [["forest", "model.trees=5"], ["kernel"]], ids=lambda words: words[0])
def test_compounds_that_calibrated_the_bundle_do_not_judge_it(
    potencies: SimpleNamespace, tmp_path: Path, model: list[str]
) -> None:
    place = [f"dataset={potencies.dataset}", "tracking=off", "evaluation.bootstraps=20"]
    kind, *more = model
    parts = ["split=random", "split.train=0.5", "split.validation=0.25", "split.test=0.25", "fit.workers=1"]
    train = ["train", "target=gene", "target.gene=ADRB1", f"model={kind}", *more, *parts]
    assert main([*train, *place, f"out={tmp_path}/bundle"]) == 0
    bundle = load_bundle(tmp_path / "bundle")
    assert len(bundle.domain) == bundle.manifest.training_compounds == 24
    assert main(["evaluate", f"bundle={tmp_path}/bundle", *place, f"out={tmp_path}/evaluation"]) == 0
    table = pq.read_table(tmp_path / "evaluation/evaluation.parquet").to_pylist()
    assert {row["n"] for row in table if row["metric"] == "rmse"} == {12}

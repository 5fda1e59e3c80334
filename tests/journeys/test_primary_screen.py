"""A screen of one plate after another, and nothing else known of the target, is enough to train on."""

import csv
import gzip
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from discovery.app.main import main

LIBRARY = Path(__file__).parents[2] / "data/library/purchasable_20k.csv.gz"
SCREEN = [
    "data=table",
    "data.sources.table.columns.name=well",
    "data.sources.table.columns.value=effect",
    "data.sources.table.columns.plate=plate",
    "data.sources.table.target=RYR2",
    "data.sources.table.unit='%'",
    "data.sources.table.hits={}",
    "tracking=off",
]


@pytest.fixture(scope="module")
def curated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """120 compounds on three plates, on each of which the first four stand far above the others."""
    folder = tmp_path_factory.mktemp("screen")
    with gzip.open(LIBRARY, "rt", encoding="utf-8") as file:
        rows = [row for row, _ in zip(csv.DictReader(file), range(120), strict=False)]
    with (folder / "screen.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["well", "smiles", "effect", "plate"])
        for number, row in enumerate(rows):
            plate, well = divmod(number, 40)
            table.writerow([row["id"], row["smiles"], 20 * plate + (90 if well < 4 else well % 7), plate])
    assert main(["ingest", *SCREEN, f"data.sources.table.path={folder}/screen.csv", f"out={folder}/curated"]) == 0
    return folder / "curated"


def test_hits_are_called_and_the_rule_is_kept(curated: Path) -> None:
    assert pq.read_table(curated / "measurements.parquet")["effect"].to_pylist().count("unstated") == 12
    [assay] = pq.read_table(curated / "assays.parquet").to_pylist()
    assert assay["role"] == "primary"
    assert "robust z-score" in assay["hit_rule"]


def test_a_model_of_hits_is_trained_and_says_what_it_knows(curated: Path, tmp_path: Path) -> None:
    words = ["target=gene", "target.gene=RYR2", f"dataset={curated}", f"out={tmp_path}/bundle", "model=forest"]
    assert main(["train", *words, "model.trees=10", "evaluation.bootstraps=10", "tracking=off"]) == 0
    manifest = json.loads((tmp_path / "bundle/manifest.json").read_text())
    assert [endpoint["name"] for endpoint in manifest["endpoints"]] == ["RYR2.hit"]
    assert manifest["evidence"]["RYR2"] | {"effects": {}} == {
        "compounds": 0,
        "potency": 0,
        "effects": {},
        "conflicts": [],
        "screened": 120,
        "hits": 12,
    }


def test_numbers_of_enough_compounds_are_learnt_beside_the_hits_and_are_no_potency(
    curated: Path, tmp_path: Path
) -> None:
    words = ["target=gene", "target.gene=RYR2", "target.min_screen=120", f"dataset={curated}", f"out={tmp_path}/bundle"]
    assert main(["train", *words, "model=forest", "model.trees=10", "evaluation.bootstraps=10", "tracking=off"]) == 0
    manifest = json.loads((tmp_path / "bundle/manifest.json").read_text())
    assert [(endpoint["name"], endpoint["unit"]) for endpoint in manifest["endpoints"]] == [
        ("RYR2.hit", "probability"),
        ("RYR2.screen", "%"),
    ]
    judged = [row for row in manifest["evaluation"] if row["endpoint"] == "RYR2.screen" and row["metric"] == "rmse"]
    assert {row["model"] for row in judged} == {"forest", "similarity", "constant"}
    assert pq.read_table(tmp_path / "bundle/points.table.parquet").num_rows == 0

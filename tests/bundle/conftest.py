"""A manifest with something in every field."""

import pytest

from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.bundle.manifest import Manifest
from discovery.chem.settings import StandardizeSettings
from discovery.models.settings import DmpnnSettings, Readout
from discovery.target.effect import Effect
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.settings import FitSettings

ENDPOINTS = (potency_endpoint("KCNH2"), activity_endpoint("RYR2"), activity_endpoint("RYR2", Effect.inhibitor))


@pytest.fixture
def manifest() -> Manifest:
    return Manifest(
        model=DmpnnSettings(hidden=16, depth=2, head_hidden=16, members=2, readout=Readout.mean),
        endpoints=ENDPOINTS,
        target=TargetSettings(gene="RYR2", family=["RYR1", "RYR3"], liabilities=["KCNH2"]),
        standardize=StandardizeSettings(),
        split=SplitSettings(method=SplitMethod.butina, seed=3),
        fit=FitSettings(epochs=2, learning_rate=1e-3),
        phases=("Two networks learnt 61 endpoints.", "Then they went on with 68 ligands of 3 µM and better."),
        dataset_hash="9f2c" * 16,
        reserved={"file": "reserved.txt.gz", "sha256": "ab" * 32, "entries": 1321, "rejected": 17},
        training_compounds=4,
        encoder={"files": [{"sha256": "cd" * 32}], "test": {"compounds": 2, "learnt": 1}},
        evidence={"RYR2": {"compounds": 21, "potencies": 7}},
        evaluation=[
            {
                "model": "network",
                "endpoint": "KCNH2.potency",
                "metric": "rmse",
                "value": 0.1 + 0.2,
                "low": None,
                "high": None,
                "n": 4,
                "note": "",
            }
        ],
        retrospective=[{"model": "network", "metric": "roc_auc", "value": 0.7, "low": 0.6, "high": 0.8, "n": 30}],
        versions={"discovery": "0.1.0", "rdkit": "2026.3.6"},
        created="2026-01-02T03:04:05+00:00",
    )

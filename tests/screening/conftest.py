"""An untrained bundle, and libraries with broken records mixed in."""

from pathlib import Path

import pyarrow as pa
import pytest
from rdkit import Chem

from discovery.assay.settings import SplitSettings
from discovery.bundle.contents import REFERENCE, Contents
from discovery.bundle.manifest import Manifest
from discovery.bundle.save import save_bundle
from discovery.candidates.settings import Goal, ObjectiveSettings, RankingSettings
from discovery.chem.settings import StandardizeSettings
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.settings import DmpnnSettings
from discovery.target.effect import Effect
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.settings import FitSettings

ENDPOINTS = (
    activity_endpoint("RYR2"),
    activity_endpoint("RYR2", Effect.inhibitor),
    activity_endpoint("RYR2", Effect.activator),
    potency_endpoint("KCNH2"),
)

KNOWN = [
    {"name": "caffeine", "smiles": "Cn1c(=O)c2c(ncn2C)n(C)c1=O", "target": "RYR2", "effect": "activator"},
    {
        "name": "dantrolene",
        "smiles": "O=C1CN(N=Cc2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1",
        "target": "RYR2",
        "effect": "inhibitor",
    },
    {
        "name": "dantrolene",
        "smiles": "O=C1CN(N=Cc2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1",
        "target": "RYR2",
        "effect": "inactive",
    },
]

GOOD = [
    "CCOC(=O)c1ccc(N)cc1",
    "CC(C)NCC(O)COc1cccc2ccccc12",
    "O=C(O)c1ccccc1OC(C)=O",
    "CN1CCC(c2c[nH]c3ccccc23)CC1",
    "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
    "FC(F)(F)c1ccc(OC2CCNCC2)cc1",
    "CCN(CC)CCNC(=O)c1ccc(N)cc1.Cl",
    "O=S(=O)(Nc1ccccn1)c1ccc(F)cc1",
    "C[N+](C)(C)CCOC(=O)c1ccccc1.[Br-]",
    "COc1ccc(CCN)cc1OC",
]
"""Structures that can be scored, two of them only once their salts are off."""


@pytest.fixture(scope="session")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny untrained network of two members, saved as a bundle."""
    model = DmpnnSettings(hidden=16, depth=2, head_hidden=16, members=2)
    ensemble = NetworkEnsemble([build_network(model, ENDPOINTS, seed) for seed in range(2)])
    manifest = Manifest(
        model=model,
        endpoints=ENDPOINTS,
        target=TargetSettings(gene="RYR2", family=["RYR1"], liabilities=["KCNH2"]),
        standardize=StandardizeSettings(),
        split=SplitSettings(),
        fit=FitSettings(),
        phases=(),
        dataset_hash="0" * 64,
        training_compounds=len(GOOD),
        evidence={},
        evaluation=[],
        retrospective=[],
        versions={},
        created="2026-01-02T03:04:05+00:00",
    )
    known = pa.Table.from_pylist(KNOWN, schema=REFERENCE)
    folder = tmp_path_factory.mktemp("bundle") / "bundle"
    save_bundle(folder, ensemble, manifest, Contents.of(known, GOOD[:6], ["A", "B"], {}))
    return folder


@pytest.fixture
def ranking() -> RankingSettings:
    objectives = {
        "active": ObjectiveSettings("RYR2.modulator"),
        "size": ObjectiveSettings("mol_weight", Goal.within, low=150.0, high=500.0, slope=100.0, weight=0.5),
    }
    return RankingSettings(objectives, shortlist=40, top=5, picks=3)

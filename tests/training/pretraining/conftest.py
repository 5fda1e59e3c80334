"""Sixteen molecules with something of everything to learn."""

from pathlib import Path

import numpy as np
import pytest

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL, MEASURED, Labels
from discovery.models.settings import DmpnnSettings
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.training.pretraining.corpus import Corpus, make_corpus
from discovery.training.pretraining.network import PretrainingNetwork
from discovery.training.pretraining.settings import PretrainingSettings
from discovery.training.settings import Device

MOLECULES = [
    "CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(C)Cc1ccc(C(C)C(=O)O)cc1",
    "CC(=O)Nc1ccc(O)cc1", "c1ccc2ccccc2c1", "O=C(O)/C=C/c1ccccc1", "CCN(CC)CCNC(=O)c1ccc(N)cc1",
    "C[C@@H](O)[C@H](N)C(=O)O", "FC(F)(F)c1ccccc1", "CS(=O)(=O)c1ccccc1", "OCC1OC(O)C(O)C(O)C1O",
    "CC1(C)SC2C(N)C(=O)N2C1C(=O)O", "C#CCN(C)Cc1ccccc1", "[O-][N+](=O)c1ccccc1", "Clc1ccc(Br)cc1",
]  # fmt: skip
LABELLED = 12


@pytest.fixture
def labels() -> Labels:
    """Potencies of twelve compounds, of which the last two are bounds, and whether they act."""
    potency = np.linspace(4, 9, LABELLED)[np.random.default_rng(0).permutation(LABELLED)]
    relation = np.full((LABELLED, 2), EQUAL, np.int8)
    relation[-2:, 0] = ABOVE, BELOW
    return Labels(
        (potency_endpoint("KCNH2"), activity_endpoint("RYR2")),
        offsets_of(np.full(LABELLED, 2)),
        np.tile(np.array([0, 1], np.int32), LABELLED),
        np.stack([potency, np.arange(LABELLED) % 3 == 0], axis=1).astype(np.float32).ravel(),
        relation.ravel(),
        np.ones(2 * LABELLED, np.float32),
        np.full(2 * LABELLED, MEASURED, np.int8),
    )


@pytest.fixture
def corpus(labels: Labels, tmp_path: Path) -> Corpus:
    """All sixteen, four without a label."""
    return make_corpus(MOLECULES, labels, 5.0, 1, tmp_path / "corpus")


@pytest.fixture
def model() -> DmpnnSettings:
    return DmpnnSettings(hidden=32, depth=2)


@pytest.fixture
def settings() -> PretrainingSettings:
    return PretrainingSettings(epochs=4, batch_size=8, device=Device.cpu, workers=1, validation=0.25)


@pytest.fixture
def network(model: DmpnnSettings, corpus: Corpus) -> PretrainingNetwork:
    return PretrainingNetwork(model, corpus.labels, len(corpus.actives.targets), corpus.described, seed=0)

"""What every model promises; the models are collected from the subclasses of ModelSettings."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from rdkit import Chem

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.bundle.codec import decode, encode
from discovery.evaluation.metrics import METRICS
from discovery.graphs.featurize import featurize
from discovery.models.blend import Blend
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.forest import Forest
from discovery.models.kernel import Kernel
from discovery.models.predictor import Predictor
from discovery.models.settings import (
    KINDS,
    BlendSettings,
    DmpnnSettings,
    ForestSettings,
    GpsSettings,
    KernelSettings,
    ModelSettings,
    NetworkSettings,
    Output,
    Readout,
)
from discovery.models.similarity import Similarity
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.training.data import TrainingData
from discovery.training.fit_model import take_over
from discovery.training.loop import fit, ignore
from discovery.training.settings import Device, FitSettings

ENDPOINTS = (potency_endpoint("RYR2"), activity_endpoint("RYR2"))
MOLECULES = [
    "CC(=O)Oc1ccccc1C(=O)O", "CN1CCC[C@H]1c1cccnc1", "Cn1cnc2c1c(=O)n(C)c(=O)n2C", "CC(C)Cc1ccc(C(C)C(=O)O)cc1",
    "CC(=O)Nc1ccc(O)cc1", "c1ccc2ccccc2c1", "O=C(O)/C=C/c1ccccc1", "CCN(CC)CCNC(=O)c1ccc(N)cc1",
    "C[C@@H](O)[C@H](N)C(=O)O", "FC(F)(F)c1ccccc1", "CS(=O)(=O)c1ccccc1", "OCC1OC(O)C(O)C(O)C1O",
    "CC1(C)SC2C(N)C(=O)N2C1C(=O)O", "C#CCN(C)Cc1ccccc1", "[O-][N+](=O)c1ccccc1", "Clc1ccc(Br)cc1",
]  # fmt: skip
VALUES = np.linspace(4, 9, 16)[np.random.default_rng(0).permutation(16)]
LABELS = Labels(
    ENDPOINTS,
    offsets_of(np.full(16, 2)),
    np.tile(np.array([0, 1], np.int32), 16),
    np.stack([VALUES, VALUES > 6.5], axis=1).astype(np.float32).ravel(),
    np.zeros(32, np.int8),
    np.ones(32, np.float32),
    np.zeros(32, np.int8),
)


def model_settings(base: type[ModelSettings] = ModelSettings) -> Iterator[ModelSettings]:
    """Small settings of every model that a bundle can hold."""
    for each in base.__subclasses__():
        yield from model_settings(each)
    if base in KINDS.values():
        yield small(base())
    if base is DmpnnSettings:
        yield small(DmpnnSettings(output=Output.process))


def small(settings: ModelSettings) -> ModelSettings:
    """The same with less work."""
    if isinstance(settings, BlendSettings):
        return replace(settings, members={name: small(member) for name, member in settings.chosen.items()})
    if isinstance(settings, NetworkSettings):
        return replace(settings, hidden=64, depth=2, head_hidden=64, members=2, readout=Readout.mean)
    return replace(settings, trees=100) if isinstance(settings, ForestSettings) else settings


def fitted(settings: ModelSettings) -> Predictor:
    """The model, fitted to the sixteen molecules."""
    if isinstance(settings, BlendSettings):
        members = {name: fitted(member) for name, member in settings.chosen.items()}
        return Blend(members, np.outer(np.arange(1, len(members) + 1), [1.0, 2.0]))
    if isinstance(settings, NetworkSettings):
        data = TrainingData(featurize(MOLECULES), LABELS)
        run = FitSettings(epochs=200, batch_size=16, learning_rate=3e-3, device=Device.cpu)
        networks = [build_network(settings, ENDPOINTS, seed) for seed in range(settings.members)]
        trained = [fit(network, data, None, run, report=ignore).network for network in networks]
        if settings.output is Output.process:
            take_over(trained, data, seed=0)
        return NetworkEnsemble(trained)
    if isinstance(settings, ForestSettings):
        return Forest.fit(MOLECULES, LABELS, settings, seed=0)
    if isinstance(settings, KernelSettings):
        return Kernel.fit(MOLECULES, LABELS, settings)
    return Similarity.fit(MOLECULES, LABELS, settings)


@pytest.fixture(scope="module", params=model_settings(), ids=lambda settings: type(settings).__name__)
def case(request) -> tuple[ModelSettings, Predictor]:
    return request.param, fitted(request.param)


def test_overfits_sixteen_molecules(case):
    mean = case[1].predict(MOLECULES).mean
    assert METRICS["spearman"](VALUES, mean[:, 0]) > 0.9
    assert METRICS["roc_auc"]((VALUES > 6.5).astype(float), mean[:, 1]) == 1.0


def test_a_molecule_is_predicted_to_the_bit_whatever_the_others_are(case):
    settings, model = case
    together = model.predict(MOLECULES)
    rounding = 1e-5 if isinstance(settings, GpsSettings) else 0  # attention is padded to the largest of a batch
    for chosen in ([0], [3], [5, 4], [9, 2, 7], list(range(15)), list(range(15, -1, -1))):
        some = model.predict([MOLECULES[place] for place in chosen])
        np.testing.assert_allclose(some.mean, together.mean[chosen], rtol=0, atol=rounding)
        np.testing.assert_allclose(some.spread, together.spread[chosen], rtol=0, atol=rounding)


def test_the_order_of_the_atoms_does_not_matter(case):
    expected = case[1].predict(MOLECULES)
    for seed in range(3):
        shuffled = case[1].predict([shuffle(smiles, seed) for smiles in MOLECULES])
        np.testing.assert_allclose(shuffled.mean, expected.mean, atol=1e-4)


def shuffle(smiles: str, seed: int) -> str:
    """The same molecule written from another atom on."""
    molecule = Chem.MolFromSmiles(smiles)
    order = np.random.default_rng(seed).permutation(molecule.GetNumAtoms()).tolist()
    return Chem.MolToSmiles(Chem.RenumberAtoms(molecule, order), canonical=False)


def test_reloaded_it_predicts_the_same_to_the_bit(case):
    settings, model = case
    again = decode(settings, model.endpoints, encode(model))
    np.testing.assert_array_equal(again.predict(MOLECULES).mean, model.predict(MOLECULES).mean)
    np.testing.assert_array_equal(again.predict(MOLECULES).spread, model.predict(MOLECULES).spread)


def test_what_cannot_be_read_is_marked_and_the_rest_stays(case):
    expected = case[1].predict(MOLECULES[:2])
    found = case[1].predict([MOLECULES[0], "fff", "", MOLECULES[1]])
    assert found.failed.tolist() == [False, True, True, False]
    assert np.isnan(found.mean[1:3]).all()
    assert np.isnan(found.spread[1:3]).all()
    np.testing.assert_allclose(found.mean[[0, 3]], expected.mean, atol=1e-5)


def test_fitted_again_it_predicts_the_same(case):
    settings, model = case
    np.testing.assert_array_equal(fitted(settings).predict(MOLECULES).mean, model.predict(MOLECULES).mean)


def test_nothing_in_gives_nothing_out(case):
    prediction = case[1].predict([])
    assert prediction.mean.shape == prediction.spread.shape == (0, len(ENDPOINTS))

"""The same training on a CUDA device."""

import numpy as np
import pytest
import torch

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.network import Network
from discovery.models.settings import DmpnnSettings, GineSettings, GpsSettings, NetworkSettings, Readout
from discovery.target.endpoint import potency_endpoint
from discovery.training.data import TrainingData
from discovery.training.loop import fit, ignore
from discovery.training.members import fit_members
from discovery.training.recorder import NullRecorder
from discovery.training.scale import set_scale
from discovery.training.settings import Device, FitSettings, Precision

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]

MODELS = (
    DmpnnSettings(hidden=32, head_hidden=32, readout=Readout.sum),
    GineSettings(hidden=32, head_hidden=32, readout=Readout.sum),
    GpsSettings(hidden=32, head_hidden=32, readout=Readout.sum),
)


@pytest.fixture
def chains() -> TrainingData:
    smiles = ["C" * n + tail for n in range(1, 9) for tail in ("", "O", "N", "Cl")]
    n = len(smiles)
    values = np.array([text.count("C") for text in smiles], np.float32)
    none, one = np.zeros(n, np.int8), np.ones(n, np.float32)
    labels = Labels(
        (potency_endpoint("A"),), offsets_of(np.ones(n, int)), np.zeros(n, np.int32), values, none, one, none
    )
    return TrainingData(featurize(smiles), labels)


def start(model: NetworkSettings, data: TrainingData) -> Network:
    network = build_network(model, data.labels.endpoints, 0)
    set_scale(network, data.labels)
    return network


def on(device: Device, precision: Precision = Precision.fp32, epochs: int = 2) -> FitSettings:
    return FitSettings(epochs=epochs, batch_size=8, learning_rate=1e-2, device=device, precision=precision)


@pytest.mark.parametrize("model", MODELS, ids=["dmpnn", "gine", "gps"])
def test_losses_are_those_of_a_cpu(chains: TrainingData, model: NetworkSettings) -> None:
    losses = [
        [report.train_loss for report in fit(start(model, chains), chains, chains, on(device), ignore).history]
        for device in (Device.cpu, Device.cuda)
    ]
    np.testing.assert_allclose(losses[0], losses[1], rtol=1e-3)


@pytest.mark.parametrize("model", MODELS, ids=["dmpnn", "gine", "gps"])
@pytest.mark.parametrize("precision", list(Precision))
def test_it_learns(chains: TrainingData, model: NetworkSettings, precision: Precision) -> None:
    result = fit(start(model, chains), chains, None, on(Device.cuda, precision, epochs=60), ignore)
    assert result.history[-1].train_loss < 0.2 * result.history[0].train_loss


def test_members_come_back_on_the_cpu(chains: TrainingData) -> None:
    results = fit_members(
        MODELS[0], [start(MODELS[0], chains)] * 2, chains, None, on(Device.cuda), NullRecorder(), "fit"
    )
    assert {parameter.device.type for result in results for parameter in result.network.parameters()} == {"cpu"}

"""The same predictions on a CUDA device."""

import numpy as np
import pytest
import torch

from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Inference
from discovery.models.settings import DmpnnSettings, GineSettings, GpsSettings, NetworkSettings
from discovery.target.endpoint import potency_endpoint

pytestmark = [pytest.mark.gpu, pytest.mark.skipif(not torch.cuda.is_available(), reason="no CUDA device")]


@pytest.mark.parametrize("model", [DmpnnSettings(), GineSettings(), GpsSettings()], ids=["dmpnn", "gine", "gps"])
def test_predictions_are_those_of_a_cpu(model: NetworkSettings) -> None:
    networks = [build_network(model, (potency_endpoint("A"),), seed) for seed in range(2)]
    smiles = ["C" * length + tail for length in range(1, 40) for tail in ("", "O", "N", "c1ccccc1")]
    cpu, gpu = (NetworkEnsemble(networks, Inference(device=device)).predict(smiles) for device in ("cpu", "cuda"))
    np.testing.assert_allclose(gpu.mean, cpu.mean, atol=1e-4)
    np.testing.assert_allclose(gpu.spread, cpu.spread, atol=1e-4)

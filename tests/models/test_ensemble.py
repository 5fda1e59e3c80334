import copy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from discovery.errors import InternalError
from discovery.graphs.batches import ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Inference
from discovery.models.settings import DmpnnSettings, Readout


@pytest.fixture(scope="module")
def networks(endpoints):
    return [build_network(DmpnnSettings(hidden=64, readout=Readout.mean), endpoints, seed) for seed in range(3)]


def test_mean_and_spread_are_those_of_the_members_in_their_unit(networks, library):
    store = featurize(library[:50])
    rows, batch = next(iter(ordered_batches(store, 50)))
    with torch.no_grad():
        outputs = torch.stack([network.eval()(batch) for network in networks]).numpy()
    outputs[:, :, 1:] = 1 / (1 + np.exp(-outputs[:, :, 1:]))
    prediction = NetworkEnsemble(networks).predict(library[:50])
    np.testing.assert_allclose(prediction.mean[rows], outputs.mean(axis=0), atol=1e-6)
    np.testing.assert_allclose(prediction.spread[rows], outputs.std(axis=0), atol=1e-6)


def test_one_network_states_no_spread(networks, library):
    prediction = NetworkEnsemble(networks[:1]).predict(library[:5])
    assert np.isnan(prediction.spread).all()
    assert np.isfinite(prediction.mean).all()


def test_only_networks_that_answer_for_an_endpoint_count(networks, library):
    first, second, third = (copy.deepcopy(network) for network in networks)
    first.answers[:] = torch.tensor([True, False, False])
    second.answers[:] = third.answers[:] = torch.tensor([False, True, True])
    found = NetworkEnsemble([first, second, third]).predict(library[:20])
    one, two = NetworkEnsemble([first]).predict(library[:20]), NetworkEnsemble(networks[1:]).predict(library[:20])
    np.testing.assert_allclose(found.mean[:, 0], one.mean[:, 0], atol=1e-6)
    np.testing.assert_allclose(found.mean[:, 1:], two.mean[:, 1:], atol=1e-6)
    np.testing.assert_allclose(found.spread[:, 1:], two.spread[:, 1:], atol=1e-6)
    assert np.isnan(found.spread[:, 0]).all()


def test_batch_size_does_not_matter(networks, library):
    small, large = (NetworkEnsemble(networks, Inference(size)).predict(library).mean for size in (7, 1000))
    np.testing.assert_allclose(small, large, atol=1e-5)


def test_bf16_stays_close_and_keeps_the_order(networks, library):
    exact, short = (
        NetworkEnsemble(networks, Inference(precision=name)).predict(library).mean for name in ("fp32", "bf16")
    )
    np.testing.assert_allclose(short, exact, atol=0.01)
    assert np.corrcoef(short[:, 0], exact[:, 0])[0, 1] > 0.999


def test_the_given_networks_stay_as_they_are(networks, library):
    networks[0].train()
    NetworkEnsemble(networks, Inference(precision="bf16")).predict(library[:3])
    assert networks[0].training
    assert networks[0].encoder.start.weight.dtype is torch.float32
    assert networks[0].encoder.start.weight.requires_grad


def test_unknown_precision_is_refused(networks):
    with pytest.raises(InternalError, match="fp8"):
        NetworkEnsemble(networks, Inference(precision="fp8"))


def test_screening_with_a_dmpnn_imports_neither_torch_geometric_nor_sklearn():
    code = (
        "import sys; from discovery.models.build import build_network;"
        "from discovery.models.ensemble import NetworkEnsemble; from discovery.models.settings import DmpnnSettings;"
        "from discovery.target.endpoint import potency_endpoint;"
        "network = build_network(DmpnnSettings(hidden=8), (potency_endpoint('A'),), 0);"
        "NetworkEnsemble([network]).predict(['CCO']);"
        "print([name for name in ('torch_geometric', 'sklearn', 'pandas') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is one of Linux")
def test_a_batch_that_does_not_fit_into_memory_is_halved():
    script = Path(__file__).with_name("short_of_memory.py")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False)
    assert done.stdout == "equal\n", done.stderr

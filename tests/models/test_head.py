from dataclasses import replace

import numpy as np
import pytest
import torch

from discovery.assay.labelling.context import CONTEXT_FEATURES, EndpointContext
from discovery.bundle.codec import decode, encode
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.head import ConditionedOutput
from discovery.models.network import Network
from discovery.models.settings import DmpnnSettings
from discovery.target.protein_features import PROTEIN_FEATURES

MODEL = DmpnnSettings(hidden=16, head_hidden=16, conditioned=True, members=1)


@pytest.fixture
def context() -> EndpointContext:
    """The first two endpoints are of one protein and alike in all; nothing is known of the protein of the third."""
    features = np.random.default_rng(0).normal(size=(3, CONTEXT_FEATURES)).astype(np.float32) / 10
    features[1] = features[0]
    features[2, :PROTEIN_FEATURES] = 0
    return EndpointContext(features, np.array([True, True, False]))


@pytest.fixture
def network(endpoints, context) -> Network:
    network = build_network(MODEL, endpoints, seed=0)
    network.set_context(context)
    return network


def output(network: Network) -> ConditionedOutput:
    return network.head.layers[-1]


def test_endpoints_that_are_alike_begin_alike_and_may_part(network) -> None:
    layer, vectors = output(network), torch.randn(5, 16, generator=torch.Generator().manual_seed(0))
    before = layer(vectors)
    torch.testing.assert_close(before[:, 0], before[:, 1])
    assert not torch.allclose(before[:, 0], before[:, 2])
    with torch.no_grad():
        layer.free[1] += 1
    torch.testing.assert_close(layer(vectors)[:, 1], before[:, 1] + vectors.sum(dim=1))
    torch.testing.assert_close(layer(vectors)[:, 0], before[:, 0])


def test_what_one_endpoint_learns_moves_its_relatives(network) -> None:
    layer, vectors = output(network), torch.randn(5, 16, generator=torch.Generator().manual_seed(0))
    before = layer(vectors).detach()
    layer(vectors)[:, 0].sum().backward()
    assert layer.free.grad[1].abs().max() == 0
    with torch.no_grad():
        for weights in layer.shared.parameters():
            weights -= 0.01 * weights.grad
    assert (layer(vectors)[:, 1].sum() < before[:, 1].sum()).item()


def test_the_vector_of_unknown_proteins_is_learnt_from_them_alone(network) -> None:
    layer, vectors = output(network), torch.ones(1, 16)
    for endpoint, moved in ((0, False), (2, True)):
        layer.zero_grad()
        layer(vectors)[:, endpoint].sum().backward()
        assert (layer.unknown.grad.abs().max() > 0).item() is moved


def test_a_bundle_holds_the_context(library, network) -> None:
    model = NetworkEnsemble([network])
    again = decode(MODEL, model.endpoints, encode(model))
    np.testing.assert_array_equal(again.predict(library[:8]).mean, model.predict(library[:8]).mean)


def test_a_head_that_is_not_conditioned_has_no_context(endpoints, context) -> None:
    network = build_network(replace(MODEL, conditioned=False), endpoints, seed=0)
    before = set(network.state_dict())
    network.set_context(context)
    assert set(network.state_dict()) == before
    assert not any("context" in name for name in before)

from dataclasses import replace

import pytest
import torch

from discovery.models.build import build_network
from discovery.models.settings import DmpnnSettings, GineSettings, GpsSettings
from discovery.target.endpoint import potency_endpoint
from discovery.training.groups import parameter_groups
from discovery.training.loop import Run, fit, ignore, set_rate
from discovery.training.settings import FitSettings


@pytest.mark.parametrize("model", [DmpnnSettings(), DmpnnSettings(conditioned=True), GineSettings(), GpsSettings()])
def test_every_parameter_is_in_one_group(model) -> None:
    network = build_network(replace(model, hidden=8), (potency_endpoint("A"),), 0)
    found = [parameter for group in parameter_groups(network, FitSettings()) for parameter in group["params"]]
    assert len(found) == len({id(parameter) for parameter in found})
    assert {id(parameter) for parameter in found} == {id(parameter) for parameter in network.parameters()}


def test_each_layer_takes_its_share_of_the_rate(chains, make_network, settings) -> None:
    network = make_network(chains)
    run = Run.start(network, chains, replace(settings, layer_decay=0.5, weight_decay=0.1))
    set_rate(run.optimizer, 0.8)
    share = {
        id(p): (group["lr"], group["weight_decay"]) for group in run.optimizer.param_groups for p in group["params"]
    }
    encoder = network.encoder
    for weight, rate in (
        (encoder.start, 0.1),
        (encoder.message, 0.2),
        (encoder.atom, 0.4),
        (network.head.layers[0], 0.8),
    ):
        assert share[id(weight.weight)] == (pytest.approx(rate), 0.1)
    assert share[id(network.noise)] == (0.8, 0.0)


def test_first_layers_move_less_the_lower_the_decay(chains, make_network, settings) -> None:
    moved = []
    for decay in (1.0, 0.1):
        network = make_network(chains)
        before = network.encoder.start.weight.detach().clone()
        fit(network, chains, None, replace(settings, epochs=1, layer_decay=decay), ignore)
        moved.append((network.encoder.start.weight - before).abs().max().item())
    assert 0 < moved[1] < 0.01 * moved[0]
    assert not torch.equal(network.head.layers[0].weight, make_network(chains).head.layers[0].weight)

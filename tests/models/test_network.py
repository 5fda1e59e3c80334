import pytest
import torch

from discovery.errors import SettingsError
from discovery.graphs.batches import ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.network import read_out
from discovery.models.settings import DmpnnSettings, NetworkSettings, Readout


def test_the_seed_decides_on_the_weights_and_nothing_else_is_drawn(endpoints):
    torch.manual_seed(5)
    before = torch.get_rng_state()
    first, again, other = (build_network(DmpnnSettings(hidden=8), endpoints, seed) for seed in (1, 1, 2))
    assert torch.equal(torch.get_rng_state(), before)
    assert torch.equal(first.encoder.start.weight, again.encoder.start.weight)
    assert not torch.equal(first.encoder.start.weight, other.encoder.start.weight)


def test_outputs_stand_in_the_unit_of_the_endpoint(library, endpoints):
    network = build_network(DmpnnSettings(hidden=8), endpoints, seed=0)
    batch = next(iter(ordered_batches(featurize(library[:20]), 20)))[1]
    plain = network(batch)
    network.set_scale(torch.tensor([6.0, 0.0, 0.0]), torch.tensor([2.0, 1.0, 1.0]))
    torch.testing.assert_close(network(batch), plain * torch.tensor([2.0, 1.0, 1.0]) + torch.tensor([6.0, 0.0, 0.0]))


@pytest.mark.parametrize("readout", list(Readout))
def test_readout_divides_the_sum(library, endpoints, readout):
    network = build_network(DmpnnSettings(hidden=8, readout=readout), endpoints, seed=0)
    batch = next(iter(ordered_batches(featurize(library[:20]), 20)))[1]
    atoms = torch.bincount(batch.molecule)[:, None]
    divisor = {Readout.sum: 1, Readout.norm: 100, Readout.mean: atoms}[readout]
    torch.testing.assert_close(
        read_out(network.encoder(batch), batch, readout), network.encoder.dense_forward(batch) / divisor
    )


def test_settings_of_no_network_are_refused_in_one_line(endpoints):
    with pytest.raises(SettingsError, match="NetworkSettings is not a graph network; choose dmpnn, gine or gps"):
        build_network(NetworkSettings(), endpoints, seed=0)

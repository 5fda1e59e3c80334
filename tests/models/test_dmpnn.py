import pytest
import torch

from discovery.graphs.batches import GraphBatch, ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.settings import DmpnnSettings


@pytest.fixture(scope="module")
def batch(library) -> GraphBatch:
    smiles = [*library[:100], "C", "[Na+].[Cl-]", "N->[Pt]", "C[C@H](N)C(=O)O"]
    return next(iter(ordered_batches(featurize(smiles), len(smiles))))[1]


def gradients(encoder: torch.nn.Module, vectors: torch.Tensor) -> list[torch.Tensor]:
    used = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    return list(torch.autograd.grad(vectors.square().mean(), used, allow_unused=True, materialize_grads=True))


@pytest.mark.parametrize("depth", [1, 2, 3, 5])
def test_environments_give_the_numbers_of_the_definition(batch, endpoints, depth):
    encoder = build_network(DmpnnSettings(depth=depth), endpoints, seed=0).encoder
    fast, dense = encoder(batch), encoder.dense_forward(batch)
    torch.testing.assert_close(fast, dense, rtol=1e-5, atol=1e-5)
    for left, right in zip(gradients(encoder, fast), gradients(encoder, dense), strict=True):
        torch.testing.assert_close(left, right, rtol=1e-4, atol=1e-5)


def test_molecules_without_bonds_are_sums_of_their_atoms(endpoints):
    batch = next(iter(ordered_batches(featurize(["C", "[Na+].[Cl-]", "O"]), 3)))[1]
    encoder = build_network(DmpnnSettings(hidden=8), endpoints, seed=0).encoder
    torch.testing.assert_close(encoder(batch), encoder.dense_forward(batch))


def test_dropout_changes_the_sums_in_training_only(batch, endpoints):
    encoder = build_network(DmpnnSettings(hidden=16, dropout=0.5), endpoints, seed=0).encoder
    torch.manual_seed(0)
    assert not torch.equal(encoder(batch), encoder(batch))
    encoder.eval()
    assert torch.equal(encoder(batch), encoder(batch))

import numpy as np
import pytest
import torch

from discovery.errors import SettingsError
from discovery.graphs.batches import GraphBatch, ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.gps import return_probabilities
from discovery.models.settings import GpsSettings


def batch_of(smiles: list[str]) -> GraphBatch:
    """The molecules in one batch, the smallest first."""
    return next(iter(ordered_batches(featurize(smiles), len(smiles))))[1]


def test_a_walk_on_two_atoms_is_back_at_every_second_step() -> None:
    assert return_probabilities(batch_of(["CC"]), 4).tolist() == [[0, 1, 0, 1]] * 2


def test_a_walk_on_a_ring_of_three_may_go_round_it() -> None:
    assert return_probabilities(batch_of(["C1CC1"]), 3).tolist() == [[0, 0.5, 0.25]] * 3


def test_a_lone_atom_has_nowhere_to_walk() -> None:
    assert return_probabilities(batch_of(["C"]), 3).tolist() == [[0, 0, 0]]


def test_powers_of_the_transition_matrix_say_the_same() -> None:
    batch = batch_of(["CC(C)Cc1ccc(C(C)C(=O)O)cc1"])
    bonds = np.zeros((15, 15))
    bonds[batch.source, batch.target] = 1
    step = bonds / bonds.sum(axis=1, keepdims=True)
    expected = np.stack([np.diag(np.linalg.matrix_power(step, n)) for n in range(1, 17)], axis=1)
    np.testing.assert_allclose(return_probabilities(batch, 16), expected, atol=1e-6)


def test_walks_do_not_leave_their_molecule() -> None:
    small, large = "CC=O", "Cn1cnc2c1c(=O)n(C)c(=O)n2C"
    together = return_probabilities(batch_of([small, large]), 8)
    apart = [return_probabilities(batch_of([smiles]), 8) for smiles in (small, large)]
    torch.testing.assert_close(together, torch.cat(apart))


def test_a_width_that_heads_cannot_share_out_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"model\.hidden must be a multiple of model\.heads, got 30 and 4"):
        GpsSettings(hidden=30)

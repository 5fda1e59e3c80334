import numpy as np
import pytest
import torch

from discovery.graphs.batches import ordered_batches, training_batches
from discovery.graphs.featurize import featurize


@pytest.fixture(scope="module")
def store(library):
    return featurize(library[:200])


def test_every_molecule_is_in_one_batch(store):
    for batches in (ordered_batches(store, 32), training_batches(store, 32, torch.Generator().manual_seed(0))):
        rows = np.concatenate([rows for rows, _ in batches])
        np.testing.assert_array_equal(np.sort(rows), np.arange(len(store)))


def test_ordered_batches_grow_in_size(store):
    atoms = np.concatenate(
        [np.bincount(batch.molecule, minlength=batch.size) for _, batch in ordered_batches(store, 32)]
    )
    assert (np.diff(atoms) >= 0).all()


def test_the_seed_decides_on_the_order_of_training(store):
    first, again, other = (
        np.concatenate([rows for rows, _ in training_batches(store, 32, torch.Generator().manual_seed(seed))])
        for seed in (0, 0, 1)
    )
    np.testing.assert_array_equal(first, again)
    assert (first != other).any()


def test_directed_bonds_stand_in_reversed_pairs_within_a_molecule(store):
    for _, batch in ordered_batches(store, 32):
        assert torch.equal(batch.source.view(-1, 2), batch.target.view(-1, 2).flip(1))
        assert torch.equal(batch.molecule[batch.source], batch.molecule[batch.target])


def test_a_batch_holds_the_atoms_of_its_rows(store):
    rows, batch = next(training_batches(store, 32, torch.Generator().manual_seed(3)))
    for place, row in enumerate(rows):
        own = store.atom_type[store.atom_offset[row] : store.atom_offset[row + 1]]
        np.testing.assert_array_equal(batch.atom_type[batch.molecule == place].numpy(), own)


def test_a_batch_with_a_single_bond_has_both_its_directions():
    _, batch = next(ordered_batches(featurize(["CO"]), 4))
    assert batch.source.tolist() == [0, 1]
    assert batch.target.tolist() == [1, 0]


def test_every_tensor_of_a_batch_moves(store):
    _, batch = next(ordered_batches(store, 8))
    moved = batch.to("meta")
    assert moved.size == batch.size
    for name, value in vars(batch).items():
        if isinstance(value, torch.Tensor):
            assert getattr(moved, name).is_meta, name
            assert getattr(moved, name).shape == value.shape

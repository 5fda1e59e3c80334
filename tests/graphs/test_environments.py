import numpy as np
import pytest
import torch

from discovery.graphs.batches import GraphBatch, ordered_batches
from discovery.graphs.environments import STEADY, RowSums, steady
from discovery.graphs.featurize import featurize


@pytest.fixture(scope="module")
def batch(library, ligands) -> GraphBatch:
    smiles = [*library[:60], *ligands[:60], "C", "[Na+].[Cl-]", "N->[Pt]"]
    return next(iter(ordered_batches(featurize(smiles), len(smiles))))[1]


def spelt_out(batch: GraphBatch, depth: int) -> tuple[list[set], set]:
    """The distinct bond environments of each radius and the distinct atoms, written out as nested tuples."""
    source, target = batch.source.tolist(), batch.target.tolist()
    start = [(int(batch.atom_type[s]), int(batch.bond_type[e // 2])) for e, s in enumerate(source)]
    entering = [[] for _ in batch.atom_type]
    for bond, atom in enumerate(target):
        entering[atom].append(bond)
    known, radii = start, [set(start)]
    for _ in range(1, depth):
        known = [
            (start[e], tuple(sorted(known[k] for k in entering[source[e]] if k != e ^ 1))) for e in range(len(source))
        ]
        numbers = {environment: number for number, environment in enumerate(sorted(set(known)))}
        radii.append(set(known))
        known = [(start[e], (numbers[environment],)) for e, environment in enumerate(known)]
    atoms = {(int(t), tuple(sorted(known[e] for e in entering[a]))) for a, t in enumerate(batch.atom_type)}
    return radii, atoms


def distinct(sums: RowSums) -> int:
    """Number of lists that are not empty."""
    return int((torch.diff(sums.offset) > 0).sum())


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
def test_as_many_environments_as_when_spelt_out(batch, depth):
    radii, atoms = spelt_out(batch, depth)
    found = batch.environments(depth)
    assert len(found.bond_start) == steady(len(radii[0]))
    assert [distinct(step) for step in found.steps] == [len(each) for each in radii[1:]]
    assert distinct(found.atoms) == len(atoms)
    assert all((len(sums.offset) - 1) % STEADY == 0 for sums in (*found.steps, found.atoms))


def test_environments_are_found_once(batch):
    assert batch.environments(3) is batch.environments(3)


def test_molecules_share_most_environments(library):
    _, batch = next(iter(ordered_batches(featurize(library[:1000]), 1000)))
    assert len(batch.environments(3).steps[-1].offset) < len(batch.source) / 5


def test_transposed_lists_are_the_transposed_matrix():
    sums = RowSums(torch.tensor([2, 0, 2, 1]), torch.tensor([0, 2, 2, 4]))  # three new rows of a table of four
    matrix = dense(sums, 4)
    np.testing.assert_array_equal(dense(sums.transposed(4), 3), matrix.T)


def dense(sums: RowSums, rows: int) -> np.ndarray:
    matrix = np.zeros((len(sums.offset) - 1, rows))
    for new_row, (start, end) in enumerate(zip(sums.offset[:-1], sums.offset[1:], strict=True)):
        for row in sums.index[start:end]:
            matrix[new_row, row] += 1
    return matrix

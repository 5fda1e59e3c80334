import numpy as np

from discovery.graphs.featurize import featurize
from discovery.graphs.store import GraphStore, concatenate


def same_molecule(left: GraphStore, i: int, right: GraphStore, j: int) -> bool:
    """Whether two stores hold the same graph at these places, type by type."""
    return all(np.array_equal(a, b) for a, b in zip(described(left, i), described(right, j), strict=True))


def described(store: GraphStore, i: int) -> tuple[np.ndarray, ...]:
    atoms = slice(store.atom_offset[i], store.atom_offset[i + 1])
    bonds = slice(store.bond_offset[i], store.bond_offset[i + 1])
    return (
        store.vocabulary.atoms[store.atom_type[atoms]],
        store.vocabulary.bonds[store.bond_type[bonds]],
        store.bond_begin[bonds],
        store.bond_end[bonds],
    )


def test_take_keeps_each_molecule_whole(library):
    store = featurize(library[:50])
    rows = np.array([7, 0, 49, 7])
    taken = store.take(rows)
    assert len(taken) == 4
    assert all(same_molecule(taken, place, store, row) for place, row in enumerate(rows))


def test_concatenation_rewrites_types_in_one_vocabulary():
    parts = [["CCO", "c1ccccc1"], ["fff"], ["[Na+].[Cl-]", "C#N"]]
    joined = concatenate([featurize(part) for part in parts])
    together = featurize([text for part in parts for text in part])
    assert joined.readable().tolist() == [True, True, False, True, True]
    assert all(same_molecule(joined, row, together, row) for row in range(len(together)))
    np.testing.assert_array_equal(joined.vocabulary.atoms, together.vocabulary.atoms)


def test_molecules_are_spread_out_with_nothing_readable_between(library):
    store = featurize(library[:3])
    spread = store.spread_out(np.array([1, 2, 5]), 7)
    assert spread.readable().tolist() == [False, True, True, False, False, True, False]
    assert all(same_molecule(spread, place, store, row) for row, place in enumerate([1, 2, 5]))

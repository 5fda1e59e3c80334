import numpy as np
import pytest

from discovery.errors import InputError
from discovery.graphs.featurize import featurize
from discovery.graphs.store import ARRAYS, GraphStore, concatenate


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


def test_saved_store_opens_memory_mapped_and_equal(library, tmp_path):
    store = featurize(library[:50])
    store.save(tmp_path / "graphs")
    loaded = GraphStore.load(tmp_path / "graphs")
    assert isinstance(loaded.atom_type, np.memmap)
    assert all(np.array_equal(getattr(loaded, name), getattr(store, name)) for name in ARRAYS)
    assert all(same_molecule(loaded, row, store, row) for row in range(50))


@pytest.mark.parametrize("damage", ["missing", "foreign"])
def test_incomplete_store_is_named_in_one_line(library, tmp_path, damage):
    featurize(library[:5]).save(tmp_path)
    if damage == "missing":
        (tmp_path / "bond_end.npy").unlink()
    else:
        (tmp_path / "bond_end.npy").write_bytes(b"not an array")
    with pytest.raises(InputError, match=r"bond_end\.npy is not part of a graph store; delete .* and make it again"):
        GraphStore.load(tmp_path)


def test_drug_like_molecules_take_little_room(library):
    store = featurize(library[:1000])
    used = sum(getattr(store, name).nbytes for name in ARRAYS)
    assert used / len(store) < 160

import numpy as np
import pytest

from discovery.graphs import coded_rdkit
from discovery.graphs.featurize import featurize, featurize_parallel
from discovery.graphs.vocabulary import ATOM_COMPONENTS, BOND_COMPONENTS, radices

UNREADABLE = [
    "fff",
    "",
    "C1CC",
    "CC O",
    "CC |x|",
    "C\0C",
    "é",
    "\ud800",
    "Ccc",
    "C=C(=O)(C)C",
    "C" * 300,
    "C" * 5000,
    "CC>>C",
]
ODD = [
    "[H][H]", "[H+]", "[Na+].[Cl-]", "O", "[Os+8]", "[C-6]", "*", "[13CH4]", "C[Fe@TB10](O)(Cl)(Br)F",
    "C[Pt@SP1](F)(Cl)[NH3]", "C[Fe@OH20](O)(Cl)(Br)(N)F", "N->[Pt]", "[C]", "C[CH2]", "C[N]O", "CC(C)(C)*OO",
    "C$C", "F/C=C/F", "F/C=C\\F", "C[S@](=O)CC", "CCC~C", "C[C@H]1CC[C@@H](O)CC1",
]  # fmt: skip


def components(store, which):
    """[items, k] component values of every atom or bond."""
    sizes = ATOM_COMPONENTS if which == "atoms" else BOND_COMPONENTS
    codes = getattr(store.vocabulary, which)[store.atom_type if which == "atoms" else store.bond_type]
    return codes[:, None] // radices(sizes) % list(sizes.values())


def test_back_ends_give_equal_codes(library, ligands):
    fast = pytest.importorskip("discovery.graphs.coded_cuik", exc_type=ImportError)
    for smiles in (library, ligands, ODD, ["fff", "Ccc", "C=C(=O)(C)C", "CC"]):
        left, right = fast.coded_graphs(smiles), coded_rdkit.coded_graphs(smiles)
        for name in ("atom_count", "bond_count", "atom_code", "bond_code", "bond_begin", "bond_end"):
            np.testing.assert_array_equal(getattr(left, name), getattr(right, name), name)


@pytest.mark.parametrize("text", UNREADABLE, ids=ascii)
def test_unreadable_text_is_marked_and_its_neighbours_stay(text):
    store = featurize(["CCO", text, "CO"])
    assert store.readable().tolist() == [True, False, True]
    assert np.diff(store.atom_offset).tolist() == [3, 0, 2]


def test_order_is_kept_across_chunks(library):
    store = featurize(library[:1100])
    alone = [featurize([library[row]]) for row in (0, 499, 500, 1099)]
    for row, one in zip((0, 499, 500, 1099), alone, strict=True):
        atoms = store.atom_type[store.atom_offset[row] : store.atom_offset[row + 1]]
        np.testing.assert_array_equal(store.vocabulary.atoms[atoms], one.vocabulary.atoms[one.atom_type])


def test_components_of_a_known_molecule():
    store = featurize(["C[C@H](N)C(=O)[O-]"])
    atoms, names = components(store, "atoms"), list(ATOM_COMPONENTS)
    assert (atoms[:, names.index("atomic_number")] + 1).tolist() == [6, 6, 7, 6, 8, 8]
    assert atoms[:, names.index("chirality")].tolist() == [2, 0, 2, 2, 2, 2]
    assert atoms[:, names.index("formal_charge")].tolist() == [4, 4, 4, 4, 4, 0]
    assert components(store, "bonds")[:, 0].tolist() == [1, 1, 1, 2, 1]


def test_a_dative_bond_is_of_another_order_than_an_aromatic_one():
    store = featurize(["c1ccccc1", "N->[Pt]"])
    assert components(store, "bonds")[:, 0].tolist() == [4] * 6 + [0]


def test_nothing_gives_an_empty_store():
    assert len(featurize([])) == 0
    assert len(featurize_parallel([], 2, "Graphs")) == 0


def test_processes_give_the_same_store(library):
    smiles = [*library, "fff", *library[:500]]
    serial, parallel = featurize(smiles), featurize_parallel(smiles, 2, "Graphs")
    np.testing.assert_array_equal(serial.vocabulary.atoms, parallel.vocabulary.atoms)
    np.testing.assert_array_equal(serial.atom_type, parallel.atom_type)
    np.testing.assert_array_equal(serial.bond_offset, parallel.bond_offset)

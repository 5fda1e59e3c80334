"""The vector of descriptors: known numbers of known molecules, whatever their atoms' order."""

import numpy as np
from rdkit import Chem

from discovery.chem.descriptor_vectors import LENGTH, PROPERTIES, definition, descriptor_vectors

ASPIRIN = "CC(=O)Oc1ccccc1C(=O)O"


def of(smiles: str, name: str) -> float:
    return float(descriptor_vectors([smiles])[0, PROPERTIES.index(name)])


def test_known_molecules_have_their_known_numbers() -> None:
    assert abs(of(ASPIRIN, "exactmw") - 180.0423) < 1e-3
    assert abs(of(ASPIRIN, "tpsa") - 63.6) < 0.01
    assert abs(of("c1ccccc1", "CrippenClogP") - 1.6866) < 1e-3
    assert [of(ASPIRIN, name) for name in ("NumHeavyAtoms", "NumAtoms", "NumRings", "NumHBD")] == [13, 21, 1, 1]
    assert of("CCCCN", "FractionCSP3") == 1


def test_a_vector_has_the_stated_length_and_no_gap() -> None:
    table = descriptor_vectors([ASPIRIN, "[Na+].[Cl-]", "C"])
    assert table.shape == (3, LENGTH) == (3, 311)
    assert table.dtype == np.float32
    assert np.isfinite(table[0]).all()
    assert len(np.unique(table[0])) > 100


def test_what_cannot_be_read_is_a_row_of_nan_and_the_rest_stays() -> None:
    table = descriptor_vectors(["C(", ASPIRIN, "", "C1CC"])
    assert np.isnan(table).all(axis=1).tolist() == [True, False, True, True]
    np.testing.assert_array_equal(table[1], descriptor_vectors([ASPIRIN])[0])
    assert descriptor_vectors([]).shape == (0, LENGTH)


def test_the_order_of_the_atoms_does_not_matter() -> None:
    mol = Chem.MolFromSmiles("CN1CCC[C@H]1c1cccnc1C(=O)Nc1ccc(F)cc1")
    turned = [
        Chem.MolToSmiles(
            Chem.RenumberAtoms(mol, np.random.default_rng(seed).permutation(mol.GetNumAtoms()).tolist()),
            canonical=False,
        )
        for seed in range(5)
    ]
    table = descriptor_vectors(turned)
    assert len(set(turned)) == 5
    np.testing.assert_allclose(table, np.broadcast_to(table[0], table.shape), rtol=1e-4, atol=1e-4)


def test_the_definition_names_every_part() -> None:
    for word in ("tpsa", "MQNs_", "CalcAUTOCORR2D:192", "rdkit 20"):
        assert word in definition()

"""Fingerprints as arrays and similarity as matrix products."""

import numpy as np
import pytest
from rdkit import Chem, DataStructs
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator

from discovery.chem.fingerprint import morgan, nearest, tanimoto

SMILES = ["CCO", "CCN", "c1ccccc1O", "c1ccccc1N", "CC(=O)Oc1ccccc1C(=O)O", "CCCCCCCCCC", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C"]


def test_similarity_is_the_one_of_rdkit() -> None:
    generator = GetMorganGenerator(radius=2, fpSize=2048)
    prints = [generator.GetFingerprint(Chem.MolFromSmiles(text)) for text in SMILES]
    expected = np.array([DataStructs.BulkTanimotoSimilarity(one, prints) for one in prints])
    bits = morgan(SMILES)
    assert bits.dtype == np.uint8
    np.testing.assert_allclose(tanimoto(bits, bits), expected, atol=1e-6)


def test_unreadable_smiles_is_a_row_of_zeros() -> None:
    bits = morgan(["CCO", "C(", ""])
    assert bits.shape == (3, 2048)
    assert bits.any(axis=1).tolist() == [True, False, False]
    assert not tanimoto(bits[1:], bits).any()


def test_counts_are_occurrences_up_to_255() -> None:
    counts = morgan(["CC(C)C", "C" * 600], bits=64, counts=True)
    assert counts[0].sum() > morgan(["CC(C)C"], bits=64)[0].sum()
    assert counts[1].max() == 255


def test_radius_and_bits_are_used() -> None:
    assert morgan(SMILES, radius=0).sum() < morgan(SMILES, radius=3).sum()
    assert morgan(SMILES, bits=128).shape == (len(SMILES), 128)


@pytest.mark.parametrize("block", [1, 3, 4096])
def test_nearest_does_not_depend_on_the_block(block: int) -> None:
    bits = morgan(SMILES)
    index, similarity = nearest(bits, bits[::-1], block)
    assert list(index) == list(range(len(SMILES)))[::-1]
    np.testing.assert_allclose(similarity, 1.0)
    whole = tanimoto(bits[:2], bits[2:])
    index, similarity = nearest(bits[:2], bits[2:], block)
    np.testing.assert_array_equal(index, whole.argmax(axis=1))
    np.testing.assert_array_equal(similarity, whole.max(axis=1))


def test_first_of_equal_references_is_the_nearest() -> None:
    bits = morgan(["CCO"])
    index, _ = nearest(bits, np.repeat(bits, 5, axis=0), block=2)
    assert list(index) == [0]


def test_no_reference_is_index_minus_one() -> None:
    index, similarity = nearest(morgan(["CCO"]), morgan([]))
    assert (list(index), list(similarity)) == ([-1], [0.0])

"""Which compounds have an activity cliff."""

import numpy as np
import pytest

from discovery.evaluation.cliffs import cliff_compounds, spelling_similarity

BASE = "Cc1ccc(CCN2CCCCC2)cc1"
SAME_FRAMEWORK = "Oc1ccc(CCN2CCOCC2)cc1"  # by the framework of the whole compound alone
SAME_SCAFFOLD = "CCCCCc1ccc(CCN2CCCCC2)cc1"  # another side chain, the same Bemis-Murcko scaffold
ACID, AMINE = "CCCCCCCC(=O)O", "CCN(CC)CC"


def found(smiles: list[str], potencies: list[float], fold: float = 10.0, similarity: float = 0.9) -> list[bool]:
    return cliff_compounds(smiles, np.array(potencies), similarity, fold).tolist()


def test_compounds_of_one_framework_and_more_than_tenfold_apart_make_a_cliff() -> None:
    assert found([BASE, SAME_FRAMEWORK, ACID], [5.0, 6.1, 8.0]) == [True, True, False]


def test_exactly_tenfold_is_none_however_the_number_was_stored() -> None:
    exact = np.array([7.6, 8.6], np.float32).astype(np.float64)
    assert exact[1] - exact[0] > 1.0  # what rounding leaves must not decide
    assert found([BASE, SAME_FRAMEWORK], exact.tolist()) == [False, False]


def test_a_side_chain_more_is_another_framework() -> None:
    assert found([BASE, SAME_SCAFFOLD], [5.0, 9.0]) == [False, False]


def test_compounds_of_much_the_same_fingerprint_make_a_cliff() -> None:
    chains = ["C" * 30 + "O", "C" * 40 + "O"]  # radius 2 tells neither chain nor framework apart by its length
    assert found(chains, [5.0, 7.0]) == [True, True]


def test_a_spelling_that_differs_in_one_letter_of_twenty_makes_a_cliff() -> None:
    bridged = ["O=C(NC1CC2CCC1N2)c1ccc(F)cc1Cl", "O=C(NC1CC2CCC1C2)c1ccc(F)cc1Cl"]
    assert spelling_similarity(bridged[:1], bridged[1:], 0.0)[0, 0] == pytest.approx(1 - 1 / len(bridged[0]))
    assert found(bridged, [5.0, 7.0]) == [True, True]
    assert spelling_similarity(["CCO"], ["CCN"], 0.9)[0, 0] == 0.0


def test_unlike_compounds_have_none() -> None:
    assert found([BASE, ACID, AMINE], [4.0, 9.0, 6.0]) == [False] * 3


def test_what_cannot_be_read_is_like_nothing() -> None:
    assert found(["no structure", "nor this one at all", BASE], [4.0, 9.0, 6.0]) == [False] * 3


def test_blocks_of_compounds_are_compared_with_all_others() -> None:
    smiles = [f"{'C' * (n % 40 + 1)}{'N' * (n // 40 + 1)}" for n in range(1100)]
    smiles[0], smiles[1099] = BASE, SAME_FRAMEWORK
    potencies = np.full(1100, 6.0)
    potencies[[0, 1099]] = 5.0, 7.0
    assert np.flatnonzero(cliff_compounds(smiles, potencies, 0.9, 10.0)).tolist() == [0, 1099]

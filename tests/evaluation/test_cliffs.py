"""Which compounds have an activity cliff."""

import numpy as np

from discovery.chem.fingerprint import morgan
from discovery.evaluation.cliffs import cliff_compounds, scaffold_fingerprints

SMILES = ["Cc1ccc(CCN2CCCCC2)cc1", "CCc1ccc(CCN2CCCCC2)cc1", "CCCCCCCC(=O)O", "CCN(CC)CC", "OC(=O)c1ccncc1"]


def found(potencies: list[float], fold: float = 10.0, similarity: float = 0.9) -> list[bool]:
    values = np.array(potencies)
    return cliff_compounds(morgan(SMILES), scaffold_fingerprints(SMILES), values, similarity, fold).tolist()


def test_a_shared_scaffold_with_tenfold_potency_is_a_cliff() -> None:
    assert found([5.0, 6.0, 5.0, 5.0, 9.0]) == [True, True, False, False, False]


def test_less_than_tenfold_is_none_and_unlike_compounds_have_none() -> None:
    assert not any(found([5.0, 5.99, 5.0, 5.0, 9.0]))


def test_compounds_without_a_ring_are_not_alike_for_having_no_scaffold() -> None:
    assert found([5.0, 5.0, 5.0, 7.0, 5.0]) == [False] * 5

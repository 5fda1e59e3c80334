"""Which compounds count as tautomers of one another."""

import pytest

from discovery.chem.tautomer_groups import tautomer_groups


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("CC(=O)CC(=O)c1ccccc1", "CC(O)=CC(=O)c1ccccc1", True),  # keto and enol
        ("O=c1cccc[nH]1", "Oc1ccccn1", True),
        ("Cc1c[nH]cn1", "Cc1cnc[nH]1", True),
        ("C[C@H](N)Cc1ccccc1", "C[C@@H](N)Cc1ccccc1", True),
        ("CC(=O)OCC", "CCC(=O)OC", False),
        ("c1ccncc1O", "c1ccncc1N", False),
        ("not one", "not one", True),
        ("not one", "not two", False),
    ],
)
def test_tautomers_share_a_group(one: str, other: str, same: bool) -> None:
    first, second = tautomer_groups([one, other])
    assert (first == second) == same


def test_no_compounds_have_no_groups() -> None:
    assert tautomer_groups([]).shape == (0,)

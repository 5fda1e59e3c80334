"""Scaffolds and the groups they make."""

from discovery.chem.scaffold import generic_framework, murcko_scaffold, scaffold_groups


def test_scaffold_is_rings_and_linkers_without_stereochemistry() -> None:
    assert murcko_scaffold("CCc1ccc(C[C@H](N)C2CCNCC2)cc1") == "c1ccc(CCC2CCNCC2)cc1"
    assert murcko_scaffold("CCCCO") == ""
    assert murcko_scaffold("C(") == ""


def test_a_framework_is_the_whole_compound_of_carbon_and_single_bonds() -> None:
    assert generic_framework("OC(=O)c1ccncc1") == generic_framework("CC(C)C1CCCCC1")
    assert generic_framework("Cc1ccncc1") != generic_framework("CCc1ccncc1")
    assert generic_framework("C(") == ""


def test_where_no_carbon_can_stand_the_scaffold_does() -> None:
    assert generic_framework("FS(F)(F)(F)(F)c1ccccc1") == "c1ccccc1"


def test_one_scaffold_is_one_group() -> None:
    groups = scaffold_groups(["Cc1ccccc1", "CCO", "Oc1ccccc1", "C1CCCCC1", "CCN"])
    assert list(groups) == [0, 1, 0, 2, 3]


def test_acyclic_stereoisomers_stay_together() -> None:
    groups = scaffold_groups(["C[C@H](N)C(=O)O", "CC(N)C(=O)O", "C[C@@H](N)C(=O)O", "CC(N)C(=O)OC"])
    assert list(groups) == [0, 0, 0, 1]


def test_cyclic_stereoisomers_stay_together() -> None:
    groups = scaffold_groups(["C[C@H]1CC[C@@H](C)CC1", "C[C@H]1CC[C@H](C)CC1", "CC1CCC(C)CC1"])
    assert len(set(groups)) == 1


def test_unreadable_texts_are_groups_of_their_own() -> None:
    assert list(scaffold_groups(["C(", "x", "C("])) == [0, 1, 0]

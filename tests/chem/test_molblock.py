"""Connection tables that can be read, and why others cannot."""

import pytest
from rdkit import Chem

from discovery.chem.compound import Problem
from discovery.chem.molblock import MAX_ATOMS, molblock_smiles

ETHANOL = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"))
CROWDED = Chem.MolToMolBlock(Chem.MolFromSmiles("CC(C)(C)C")).replace(" C   0", " F   0")
NO_ATOMS = "\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END"
LARGE = Chem.MolToV3KMolBlock(Chem.MolFromSmiles("C" * (MAX_ATOMS + 1)))


@pytest.mark.parametrize("smiles", ["CCO", "C[C@H](N)C(=O)O", "C/C=C/C", "C[N+](C)(C)C.[Br-]"])
@pytest.mark.parametrize("version", [Chem.MolToMolBlock, Chem.MolToV3KMolBlock])
def test_both_versions_give_the_structure(smiles: str, version: object) -> None:
    assert molblock_smiles(version(Chem.MolFromSmiles(smiles))) == smiles  # type: ignore[operator]


@pytest.mark.parametrize(
    ("block", "code", "reason"),
    [
        ("", "unreadable", "cannot be parsed"),
        (ETHANOL.replace("V2000", "V9999"), "unreadable", "cannot be parsed"),
        (CROWDED, "invalid", "valence"),
        (NO_ATOMS, "size", "has 0 atoms"),
        (LARGE, "size", f"has {MAX_ATOMS + 1} atoms"),
    ],
)
def test_why_a_connection_table_cannot_be_used(block: str, code: str, reason: str) -> None:
    problem = molblock_smiles(block)
    assert isinstance(problem, Problem)
    assert (problem.stage, problem.code) == ("read", code)
    assert reason in problem.reason

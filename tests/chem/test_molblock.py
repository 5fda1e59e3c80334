"""Connection tables that can be read, and why others cannot."""

import pytest
from rdkit import Chem

from discovery.chem.compound import Problem
from discovery.chem.molblock import molblock_smiles
from discovery.chem.settings import StandardizeSettings

ETHANOL = Chem.MolToMolBlock(Chem.MolFromSmiles("CCO"))
CROWDED = Chem.MolToMolBlock(Chem.MolFromSmiles("CC(C)(C)C")).replace(" C   0", " F   0")
NO_ATOMS = "\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END"
LARGE = Chem.MolToV3KMolBlock(Chem.MolFromSmiles("C" * 151))


@pytest.mark.parametrize("smiles", ["CCO", "C[C@H](N)C(=O)O", "C/C=C/C", "C[N+](C)(C)C.[Br-]"])
@pytest.mark.parametrize("version", [Chem.MolToMolBlock, Chem.MolToV3KMolBlock])
def test_both_versions_give_the_structure(smiles: str, version: object) -> None:
    assert molblock_smiles(version(Chem.MolFromSmiles(smiles)), StandardizeSettings()) == smiles  # type: ignore[operator]


@pytest.mark.parametrize(
    ("block", "code", "reason"),
    [
        (ETHANOL.replace("V2000", "V9999"), "syntax", "V2000 or V3000"),
        (CROWDED, "valence", "valence"),
        (NO_ATOMS, "no_atoms", "no heavy atom"),
        (LARGE, "too_large", "has 151 heavy atoms"),
    ],
)
def test_why_a_connection_table_cannot_be_used(block: str, code: str, reason: str) -> None:
    problem = molblock_smiles(block, StandardizeSettings())
    assert isinstance(problem, Problem)
    assert problem.code == code
    assert reason in problem.reason

"""The short cuts to the parent give what the ChEMBL structure pipeline gives."""

import csv
import gzip
from functools import cache
from pathlib import Path

import pytest
from chembl_structure_pipeline import standardizer
from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.clean import is_clean
from discovery.chem.compound import Compound
from discovery.chem.parent import is_own_parent, pipeline_parent
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

DATA = Path(__file__).parents[2] / "data"
CHANGED = ["CS(C)=O", "CC(O)=NC", "C[NH3+]", "C[13CH3]", "OC(=O)[C@H](O)[C@@H](O)C(O)=O", "CCO.Cl", "[H][H]", "C[Hg]C"]


def structures(name: str, count: int) -> list[str]:
    """Every k-th distinct structure of a shipped file, `count` of them."""
    with gzip.open(DATA / name, "rt") as file:
        distinct = sorted({row["smiles"] for row in csv.DictReader(file)})
    return distinct[:: len(distinct) // count][:count]


def real_molecules() -> list[Chem.Mol]:
    texts = structures("ion_channels/chembl21_human_ion_channels.csv.gz", 1000)
    mols = [Chem.MolFromSmiles(text) for text in texts + structures("library/purchasable_20k.csv.gz", 1000)]
    assert len(mols) == 2000
    return [mol for mol in mols if mol.GetNumHeavyAtoms() <= 150]


def written(mol: Chem.Mol) -> str:
    """Canonical SMILES, read again once so that it does not depend on the way the molecule was made."""
    smiles: str = Chem.MolToSmiles(Chem.MolFromSmiles(Chem.MolToSmiles(mol)))
    return smiles


def test_short_cuts_equal_the_pipeline_on_real_molecules(monkeypatch: pytest.MonkeyPatch) -> None:
    # The pipeline compiles some 150 patterns for every molecule; kept ones make this test four times as fast.
    monkeypatch.setattr(standardizer.Chem, "MolFromSmarts", cache(Chem.MolFromSmarts))
    with BlockLogs():
        mols = real_molecules()
        expected = [standardizer.get_parent_mol(standardizer.standardize_mol(mol))[0] for mol in mols]
        assert [written(pipeline_parent(mol)[1]) for mol in mols] == [written(mol) for mol in expected]
    assert sum(is_own_parent(mol) for mol in mols) > 0.9 * len(mols)


@pytest.mark.parametrize("text", CHANGED)
def test_what_the_pipeline_changes_is_not_its_own_parent(text: str) -> None:
    assert not is_own_parent(Chem.MolFromSmiles(text))


@pytest.mark.parametrize("text", ["CCO", "O=[N+]([O-])c1ccccc1", "C[C@H](O)CN", "CS(=O)(=O)N", "C/C=C/C", "O"])
def test_what_the_pipeline_keeps_is_its_own_parent(text: str) -> None:
    assert is_own_parent(Chem.MolFromSmiles(text))


def test_clean_text_describes_its_parent() -> None:
    texts = structures("library/purchasable_20k.csv.gz", 2000)
    clean = [text for text in texts if is_clean(text)]
    assert len(clean) > 0.9 * len(texts)
    for text in clean:
        result = standardize(text, StandardizeSettings())
        assert isinstance(result, Compound)
        assert result.smiles == written(Chem.MolFromSmiles(text))


@pytest.mark.parametrize(
    "text",
    [
        *CHANGED,
        "C[S](C)=O",
        "S(C)(=O)C",
        "O=S(C)C",
        "O=S1CCCC1",
        "C1CCS(=O)C1",
        "S1(CCCC1)=O",
        "CS=O",
        "OC(C)=NC",
        "OC=NC",
        "CN=C(O)C",
        "N(=C(O)C)C",
        "N(C)=C(C)O",
        "C(=NC)(O)C",
        "C(C)(=NC)O",
        "C(O)(C)=NC",
        "C(\\O)(C)=N/C",
        "C[N+](C)(C)C",
        "CN=[N+]=[N-]",
        "N(=NC)#N",
        "O=Cl(=O)=O",
        "CC(=O)[O-]",
        "[Na]OC",
        "B(O)(O)C",
        "C[Si](C)(C)C",
        "not a SMILES",
        "",
    ],
)
def test_text_that_is_not_clean(text: str) -> None:
    assert not is_clean(text)

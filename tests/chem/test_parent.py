"""The short cuts to the parent give what the ChEMBL structure pipeline gives."""

import csv
import gzip
from functools import cache
from pathlib import Path

import pytest
from chembl_structure_pipeline import standardizer
from rdkit import Chem
from rdkit.Chem.rdChemReactions import ReactionFromSmarts
from rdkit.Chem.rdDistGeom import EmbedMolecule
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


@cache
def real_molecules() -> list[Chem.Mol]:
    texts = structures("ion_channels/chembl21_human_ion_channels.csv.gz", 1000)
    mols = [Chem.MolFromSmiles(text) for text in texts + structures("library/purchasable_20k.csv.gz", 1000)]
    assert len(mols) == 2000
    return [mol for mol in mols if mol.GetNumHeavyAtoms() <= 150]


@pytest.fixture
def kept_patterns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pipeline compiles some 150 patterns for every molecule; kept ones make a test four times as fast."""
    monkeypatch.setattr(standardizer.Chem, "MolFromSmarts", cache(Chem.MolFromSmarts))


def written(mol: Chem.Mol) -> str:
    """Canonical SMILES, read again once so that it does not depend on the way the molecule was made."""
    smiles: str = Chem.MolToSmiles(Chem.MolFromSmiles(Chem.MolToSmiles(mol)))
    return smiles


def by_the_pipeline(mol: Chem.Mol) -> tuple[str, str]:
    """Standardised molecule and parent, or the kind and words of its refusal."""
    try:
        standard = standardizer.standardize_mol(mol)
        if len(Chem.GetMolFrags(standard)) > 1:
            parent, _ = standardizer.get_parent_mol(standard)
        else:
            parent = standardizer.uncharge_mol(standardizer.get_isotope_parent_mol(standard))
    except ValueError as error:
        return type(error).__name__, str(error)
    return Chem.MolToSmiles(standard), Chem.MolToSmiles(parent)


def by_short_cuts(mol: Chem.Mol) -> tuple[str, str]:
    try:
        standard, parent = pipeline_parent(mol)
    except ValueError as error:
        return type(error).__name__, str(error)
    return Chem.MolToSmiles(standard), Chem.MolToSmiles(parent)


@pytest.mark.usefixtures("kept_patterns")
def test_short_cuts_equal_the_pipeline_on_real_molecules() -> None:
    with BlockLogs():
        mols = real_molecules()
        expected = [standardizer.get_parent_mol(standardizer.standardize_mol(mol))[0] for mol in mols]
        assert [written(pipeline_parent(mol)[1]) for mol in mols] == [written(mol) for mol in expected]
    assert sum(is_own_parent(mol) for mol in mols) > 0.9 * len(mols)


@pytest.mark.usefixtures("kept_patterns")
def test_short_cuts_equal_the_pipeline_on_every_salt_and_ion_of_a_library() -> None:
    texts = [text for text in structures("library/purchasable_20k.csv.gz", 20_000) if "." in text or "+" in text]
    assert sum("." in text for text in texts) > 300
    assert sum("." not in text for text in texts) > 100
    with BlockLogs():
        mols = [Chem.MolFromSmiles(text) for text in texts]
        assert [by_short_cuts(mol) for mol in mols] == [by_the_pipeline(mol) for mol in mols]


@pytest.mark.usefixtures("kept_patterns")
@pytest.mark.parametrize("base", ["CCN(CC)CCNC(=O)c1ccc(N)cc1", "C[NH+](C)CCC(=O)[O-]"])
def test_short_cuts_equal_the_pipeline_beside_everything_it_takes_off(base: str) -> None:
    files = [Path(standardizer._solvents_file), Path(standardizer._salts_file)]
    listed = [line.split("\t")[1] for file in files for line in file.read_text().splitlines() if "\t" in line]
    texts = [f"{base}.{ion}" for ion in [*listed, "[2H]O[2H]", "[Cl-].O", "Cl.CCCC", "Cl." + base]]
    with BlockLogs():
        mols = [mol for mol in map(Chem.MolFromSmiles, texts) if mol is not None]
        assert [by_short_cuts(mol) for mol in mols] == [by_the_pipeline(mol) for mol in mols]
    assert len(mols) > 150


@pytest.mark.usefixtures("kept_patterns")
@pytest.mark.parametrize(
    "text",
    [
        "CCN.F[P-](F)(F)(F)(F)F",  # the pipeline makes an impossible molecule of it, and names an atom in its words
        "CC(O)=NCC[NH3+].[Cl-]",
        "CS(C)=O.Cl",
        "C[N-][N+]#N",
        "OC(=O)[C@H](O)[C@@H](O)C([O-])=O.CC[NH3+]",
        "C1.[NH4+].C1.[Cl-]",
        "O.Cl",
        "O.ClCCl",
        "[Na+].[Cl-]",
        "[Hg+2].[Cl-].[Cl-]",
        "[Na+].[13CH3]C(=O)[O-]",
    ],
)
def test_short_cuts_equal_the_pipeline_where_they_do_not_apply(text: str) -> None:
    with BlockLogs():
        mol = Chem.MolFromSmiles(text)
        assert by_short_cuts(mol) == by_the_pipeline(mol)


@pytest.mark.usefixtures("kept_patterns")
def test_what_has_coordinates_is_left_to_the_pipeline() -> None:
    mol = Chem.AddHs(Chem.MolFromSmiles("CC[NH3+].[Cl-]"))
    EmbedMolecule(mol, randomSeed=1)
    mol = Chem.RemoveHs(mol)
    assert by_short_cuts(mol) == by_the_pipeline(mol)


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
        "OC(CC)=NC",
        "OC(=NC)CC",
        "OC(CC)(=NC)",
        "CC(=NC)O",
        "CN=C(CC)O",
        "CC=C(CN=C(CC)O)C",
        "CC(CO)C(=NC)O",
        "C(CC)(O)=NC",
        "CC(O)(=NC)",
        "C/C(O)=N\\C",
        "CS(CC)=O",
        "O=S(CC)C",
        "S(CC)(CC)=O",
        "CS(CS(C)(=O)=O)=O",
        "CC(O)(CC)CS(C)=O",
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


def written_anyhow(mol: Chem.Mol) -> list[str]:
    """A molecule in two random orders of its atoms, with and without aromatic atoms."""
    return [
        text
        for kekule in (False, True)
        for text in Chem.MolToRandomSmilesVect(mol, 2, randomSeed=7, kekuleSmiles=kekule, allBondsExplicit=kekule)
    ]


def test_a_text_that_is_clean_however_it_is_written_is_its_own_parent() -> None:
    texts = [text for mol in real_molecules()[::4] for text in written_anyhow(mol)]
    clean = [text for text in texts if is_clean(text)]
    assert len(clean) > 0.8 * len(texts)
    assert all(is_own_parent(Chem.MolFromSmiles(text)) for text in clean)


def spoilt(rule: str) -> list[Chem.Mol]:
    """Real molecules with one group made such as the pipeline changes."""
    reaction = ReactionFromSmarts(rule)
    with BlockLogs():
        products = [made[0][0] for mol in real_molecules()[::4] if (made := reaction.RunReactants((mol,), 1))]
        return [mol for mol in products if not Chem.SanitizeMol(mol, catchErrors=True) and not is_own_parent(mol)]


@pytest.mark.parametrize(
    "rule",
    [
        "[C:1](=[O:2])-;!@[N;H1,H2:3]>>[C:1](-[O:2])=[N:3]",
        "[#6:1]-[S;X2:2]-[#6:3]>>[#6:1]-[S:2](=O)-[#6:3]",
        "[#6:1]-[S:2](=[O:3])(=O)-[*:4]>>[#6:1]-[S:2](=[O:3])-[*:4]",
    ],
)
def test_no_text_of_what_the_pipeline_changes_is_clean(rule: str) -> None:
    texts = [text for mol in spoilt(rule) for text in written_anyhow(mol)]
    assert len(texts) > 100
    assert [text for text in texts if is_clean(text)] == []

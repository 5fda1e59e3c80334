"""A mol block as a structure text: read whatever became of its header, or refused with a reason."""

from collections.abc import Callable

import pytest
from rdkit import Chem

from discovery.chem.compound import Compound, Problem, is_mol_block, parse
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

SETTINGS = StandardizeSettings()
SALT = "C[C@H](N)C(=O)O.Cl"
BLOCK: str = Chem.MolToMolBlock(Chem.MolFromSmiles(SALT))
WRITERS = [Chem.MolToMolBlock, Chem.MolToV3KMolBlock]


def read(text: str) -> str:
    mol = parse(text, SETTINGS)
    assert isinstance(mol, Chem.Mol), mol
    smiles: str = Chem.MolToSmiles(mol)
    return smiles


def code(text: str, settings: StandardizeSettings = SETTINGS) -> str:
    problem = parse(text, settings)
    assert isinstance(problem, Problem)
    assert problem.stage == "structure"
    assert "\n" not in problem.reason
    return problem.code


@pytest.mark.parametrize("smiles", [SALT, "C/C=C/C", "C[N+](C)(C)C.[Br-]", "[13CH4]", "[2H]OC", "N->[Pt]"])
@pytest.mark.parametrize("write", WRITERS)
def test_both_versions_are_read(smiles: str, write: Callable[[Chem.Mol], str]) -> None:
    mol = Chem.MolFromSmiles(smiles)
    assert read(write(mol)) == Chem.MolToSmiles(mol)


@pytest.mark.parametrize("write", WRITERS)
def test_a_trimmed_block_and_a_title_in_any_script_are_no_fault(write: Callable[[Chem.Mol], str]) -> None:
    block = write(Chem.MolFromSmiles(SALT))
    bare = block[block.index("V2000" if "V2000" in block else "V3000") - 34 :]
    for text in (
        block.strip(),
        bare,
        bare.strip(),
        "Größe β" + block,
        block.replace("\n", "\r\n"),
        block + "> <x>\n1\n",
    ):
        assert is_mol_block(text)
        assert read(text) == SALT


def test_stereo_is_read_from_3d_coordinates_too() -> None:
    block = """L-alanine
  program         3D

  6  5  0  0  0  0  0  0  0  0999 V2000
   -0.9661    1.2070    0.2936 C   0  0
   -0.4022   -0.1250   -0.1834 C   0  0
   -1.0722   -1.1862    0.5663 N   0  0
    1.0866   -0.1720   -0.0097 C   0  0
    1.7012   -0.9966    0.6358 O   0  0
    1.6527    0.8728   -0.6426 O   0  0
  1  2  1  0
  2  3  1  0
  2  4  1  0
  4  5  2  0
  4  6  1  0
M  END
"""
    marked = read(block)
    mirrored = read("\n".join(_mirrored(line) for line in block.splitlines()))
    assert {marked, mirrored} == {"C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O"}


def _mirrored(line: str) -> str:
    return f"{-float(line[:10]):10.4f}{line[10:]}" if line[4:5] and "." in line[:10] else line


@pytest.mark.parametrize(
    ("marked", "expected"),
    [
        ("C[C@H](N)C(=O)O |&1:1|", "CC(N)C(=O)O"),  # racemic
        ("C[C@H](N)C(=O)O |o1:1|", "CC(N)C(=O)O"),  # one enantiomer, unknown which
        ("C[C@H](N)C(=O)O |a:1|", "C[C@H](N)C(=O)O"),
        ("C[C@H](N)[C@@H](C)O |&1:1,3|", "C[C@H](N)[C@@H](C)O"),  # racemic, but of one diastereomer
    ],
)
def test_a_centre_that_is_racemic_by_itself_is_no_enantiomer(marked: str, expected: str) -> None:
    mol = Chem.MolFromSmiles(marked)
    assert read(Chem.MolToV3KMolBlock(mol)) == Chem.CanonSmiles(expected)


def test_the_original_of_a_block_is_its_smiles() -> None:
    compound = standardize(BLOCK, SETTINGS)
    assert isinstance(compound, Compound)
    assert (compound.smiles, compound.salts, compound.original) == ("C[C@H](N)C(=O)O", ("Cl",), SALT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END", "no_atoms"),
        (BLOCK.replace("V2000", "V9999"), "syntax"),
        (BLOCK.replace(" N  ", " Xx "), "syntax"),
        (BLOCK.replace("  2  3  1", "  2 99  1"), "syntax"),
        (BLOCK[: BLOCK.index("M  END") - 30] + "\nM  END", "syntax"),
        ("one\ntwo\nM  END", "syntax"),
        (Chem.MolToMolBlock(Chem.MolFromSmiles("CC(C)(C)C")).replace(" C   0", " F   0"), "valence"),
        (Chem.MolToMolBlock(Chem.MolFromSmiles("C" * 151)), "too_large"),
        (Chem.MolToV3KMolBlock(Chem.MolFromSmiles("C" * 1001)), "too_long"),
        (Chem.MolToMolBlock(Chem.MolFromSmarts("C[#6,#7]")), "query"),
        (Chem.MolToV3KMolBlock(Chem.MolFromSmarts("C~O")), "query"),
        (Chem.MolToMolBlock(Chem.MolFromSmiles("*CC* |Sg:n:1,2:n:ht|")), "polymer"),
    ],
)
def test_why_a_block_is_refused(text: str, expected: str) -> None:
    assert code(text) == expected


def test_limits_of_a_block_are_its_lines_and_heavy_atoms() -> None:
    assert code(BLOCK, StandardizeSettings(max_length=10)) == "too_long"
    assert code(BLOCK, StandardizeSettings(max_heavy_atoms=6)) == "too_large"
    assert isinstance(parse(BLOCK, StandardizeSettings(max_length=0, max_heavy_atoms=0)), Chem.Mol)


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    for text in (BLOCK.replace("V2000", "V9999"), BLOCK.replace(" N  ", " Xx "), "InChI=1S/CH5/h1H4"):
        parse(text, SETTINGS)
    assert capfd.readouterr().err == ""

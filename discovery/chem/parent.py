"""Parent of a molecule by the ChEMBL structure pipeline (Bento et al. 2020, doi 10.1186/s13321-020-00456-1).

The pipeline compiles its salt list anew for every molecule and rebuilds each one, whether it needs it or not. The two
short cuts here leave that out where the result is known beforehand; tests hold them equal to the pipeline.
"""

from functools import cache

from chembl_structure_pipeline import standardizer
from rdkit import Chem

UNUSUAL_ATOM = "[!#6&!#7&!#8&!#9&!#14&!#15&!#16&!#17&!#35&!#53,!0*]"
"""An isotope, or an element other than C N O F Si P S Cl Br I; the pipeline excludes some, and removes hydrogens."""


def pipeline_parent(mol: Chem.Mol) -> tuple[Chem.Mol, Chem.Mol]:
    """Standardised molecule and its neutral, salt- and isotope-free parent (not sanitised) of a sanitised molecule."""
    if is_own_parent(mol):
        return mol, mol
    standard = standardizer.standardize_mol(mol)
    if len(Chem.GetMolFrags(standard)) > 1:
        parent, _ = standardizer.get_parent_mol(standard)
    else:  # a lone fragment is its own parent even when it is on the list of salts or solvents
        parent = standardizer.uncharge_mol(standardizer.get_isotope_parent_mol(standard))
    return standard, parent


def is_own_parent(mol: Chem.Mol) -> bool:
    """Whether no step of the pipeline applies to a sanitised molecule, so that it is its own parent.

    True for one fragment of ordinary elements, without explicit hydrogens, isotopes or charges (nitro groups
    excepted, which the pipeline keeps), that none of the pipeline's transforms matches.
    """
    if is_unusual(mol):
        return False
    nitro = len(mol.GetSubstructMatches(_pattern("[N;+](=[O;+0])-[O;-]"), uniquify=False))
    charged = len(mol.GetSubstructMatches(_pattern("[!+0]")))
    if charged != 2 * nitro or len(Chem.GetMolFrags(mol)) > 1:
        return False
    return not any(mol.HasSubstructMatch(pattern) for pattern in _transformed())


def is_unusual(mol: Chem.Mol) -> bool:
    """Whether an atom is an isotope or of an element that few drugs have, or a bond is quadruple."""
    return any(mol.HasSubstructMatch(_pattern(smarts)) for smarts in (UNUSUAL_ATOM, "*$*"))


@cache
def _pattern(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


@cache
def _transformed() -> tuple[Chem.Mol, ...]:
    """What the pipeline would change in an uncharged molecule: its own transforms, and tartaric acid's stereo marks."""
    lines = standardizer._normalization_transforms.splitlines()
    rules = [line.split("\t")[1] for line in lines if ">>" in line and not line.startswith("//")]
    tartaric = "[O;D1][C;D3](=[O;D1])[C;D3]([O;D1])[C;D3]([O;D1])[C;D3](=[O;D1])[O;D1]"
    return tuple(Chem.MolFromSmarts(smarts) for smarts in [*(rule.split(">>")[0] for rule in rules), tartaric])

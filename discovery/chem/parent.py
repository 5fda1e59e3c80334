"""Parent of a molecule by the ChEMBL structure pipeline (Bento et al. 2020, doi 10.1186/s13321-020-00456-1).

The pipeline compiles its salt list anew for every molecule and takes each one through every step, whether it applies or
not. The short cuts here leave out a step where its result is known beforehand; tests hold them equal to the pipeline.
"""

from functools import cache
from pathlib import Path

from chembl_structure_pipeline import standardizer
from rdkit import Chem
from rdkit.Chem.FilterCatalog import FilterCatalog, FilterCatalogEntry, SmartsMatcher
from rdkit.Chem.MolStandardize import rdMolStandardize

UNUSUAL_ATOM = "[!#6&!#7&!#8&!#9&!#14&!#15&!#16&!#17&!#35&!#53,!0*]"
"""An isotope, or an element other than C N O F Si P S Cl Br I; the pipeline excludes some, and removes hydrogens."""


def pipeline_parent(mol: Chem.Mol) -> tuple[Chem.Mol, Chem.Mol]:
    """Standardised molecule and its neutral, salt- and isotope-free parent (not sanitised) of a sanitised molecule."""
    if is_own_parent(mol):
        return mol, mol
    standard = _standardised(mol)
    if len(Chem.GetMolFrags(standard)) > 1:
        return standard, _without_salts(standard)
    # a lone fragment is its own parent even when it is on the list of salts or solvents
    if is_unusual(standard):
        return standard, standardizer.uncharge_mol(standardizer.get_isotope_parent_mol(standard))
    return standard, _uncharged(standard)


def is_own_parent(mol: Chem.Mol) -> bool:
    """Whether no step of the pipeline applies to a sanitised molecule, so that it is its own parent.

    True for one fragment of ordinary elements, without explicit hydrogens, isotopes or charges (nitro groups
    excepted, which the pipeline keeps), that none of the pipeline's transforms matches.
    """
    return len(Chem.GetMolFrags(mol)) == 1 and not is_unusual(mol) and _is_uncharged(mol) and not _is_transformed(mol)


def is_unusual(mol: Chem.Mol) -> bool:
    """Whether an atom is an isotope or of an element that few drugs have, or a bond is quadruple."""
    return any(mol.HasSubstructMatch(_pattern(smarts)) for smarts in (UNUSUAL_ATOM, "*$*"))


def _standardised(mol: Chem.Mol) -> Chem.Mol:
    """What the pipeline's standardiser makes of a sanitised molecule; most need only lose charges, if anything."""
    if is_unusual(mol) or mol.GetNumConformers():  # the pipeline looks into coordinates, and refuses some
        return standardizer.standardize_mol(mol)
    standard = mol
    if not _is_uncharged(mol):
        standard = Chem.Mol(mol)
        Chem.Kekulize(standard)  # the form in which the standardiser looks for what it transforms
    if _is_transformed(standard):
        return standardizer.standardize_mol(mol)
    if standard is mol:
        return mol
    standard = _uncharged(standard)
    if Chem.SanitizeMol(standard, catchErrors=True) != Chem.SanitizeFlags.SANITIZE_NONE:
        return standardizer.standardize_mol(mol)  # refuses it, and numbers the atom at fault in its own way
    return standard


def _without_salts(standard: Chem.Mol) -> Chem.Mol:
    """Neutral parent of a standardised molecule of several fragments; most have one that is no salt or solvent."""
    fragments = Chem.GetMolFrags(standard, asMols=True, sanitizeFrags=False)
    others = [fragment for fragment in fragments if not _is_listed(fragment)]
    if len(others) == 1 and not is_unusual(others[0]):
        return _uncharged(others[0])
    parent, _ = standardizer.get_parent_mol(standard)
    return parent


def _is_uncharged(mol: Chem.Mol) -> bool:
    """Whether no atom has a charge but those of nitro groups."""
    nitro = len(mol.GetSubstructMatches(_pattern("[N;+](=[O;+0])-[O;-]"), uniquify=False))
    return len(mol.GetSubstructMatches(_pattern("[!+0]"))) == 2 * nitro


def _uncharged(mol: Chem.Mol) -> Chem.Mol:
    """The molecule as the pipeline neutralises it; itself where there is nothing to neutralise."""
    neutral = mol if _is_uncharged(mol) else _uncharger().uncharge(mol)
    neutral.UpdatePropertyCache(strict=False)
    return neutral


def _is_transformed(mol: Chem.Mol) -> bool:
    """Whether the pipeline would write a functional group in another form."""
    found: bool = _transformed().HasMatch(mol)
    return found


def _is_listed(fragment: Chem.Mol) -> bool:
    """Whether a fragment is one of the pipeline's salts or solvents."""
    listed = _listed().get((fragment.GetNumAtoms(), fragment.GetNumBonds()), [])
    return any(fragment.HasSubstructMatch(pattern) for pattern in listed)


@cache
def _uncharger() -> rdMolStandardize.Uncharger:
    return rdMolStandardize.Uncharger(canonicalOrder=True)


@cache
def _listed() -> dict[tuple[int, int], list[Chem.Mol]]:
    """Numbers of atoms and bonds -> the pipeline's salts and solvents that have so many."""
    files = (Path(standardizer._solvents_file), Path(standardizer._salts_file))
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines() if line[:1] != "#"]
    patterns: dict[tuple[int, int], list[Chem.Mol]] = {}
    for name_and_smarts in (line.strip().split("\t") for line in lines):
        if len(name_and_smarts) == 2:
            pattern = Chem.MolFromSmarts(name_and_smarts[1])
            patterns.setdefault((pattern.GetNumAtoms(), pattern.GetNumBonds()), []).append(pattern)
    return patterns


@cache
def _pattern(smarts: str) -> Chem.Mol:
    return Chem.MolFromSmarts(smarts)


@cache
def _transformed() -> FilterCatalog:
    """What the pipeline would change in an uncharged molecule: its own transforms, and tartaric acid's stereo marks."""
    lines = standardizer._normalization_transforms.splitlines()
    rules = [line.split("\t")[1] for line in lines if ">>" in line and not line.startswith("//")]
    tartaric = "[O;D1][C;D3](=[O;D1])[C;D3]([O;D1])[C;D3]([O;D1])[C;D3](=[O;D1])[O;D1]"
    catalog = FilterCatalog()
    for smarts in [*(rule.split(">>")[0] for rule in rules), tartaric]:
        catalog.AddEntry(FilterCatalogEntry(smarts, SmartsMatcher(smarts, smarts)))
    return catalog

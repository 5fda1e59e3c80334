"""The one tautomer that stands for all of them."""

from functools import cache

from rdkit import Chem
from rdkit.Chem.MolStandardize import rdMolStandardize

MOST = 200
"""Tautomers, and steps of the search, after which a compound counts as having too many to compare.

49 of 50 ion-channel ligands have fewer; a peptide of nine residues has thousands, which take seconds.
"""


def canonical_tautomer(mol: Chem.Mol) -> Chem.Mol:
    """Best-scored tautomer of a sanitised molecule (rules and scores of Sitzmann et al. 2010, as in RDKit).

    Stereochemistry is kept wherever that tautomer can have it, so that an amino acid stays L or D, and has no say in
    the choice, so that stereoisomers become the same tautomer. A molecule with more tautomers than are searched stays
    as it is, because which of them are found first depends on how it was drawn.
    """
    found = _enumerator().Enumerate(mol)
    if found.status != rdMolStandardize.TautomerEnumeratorStatus.Completed:
        return mol
    return min(found.tautomers, key=_rank)


def _rank(tautomer: Chem.Mol) -> tuple[int, str, str]:
    """Sorts the best-scored tautomer first; RDKit's own choice breaks a tie by the SMILES with its stereo marks."""
    flat = Chem.MolToSmiles(tautomer, isomericSmiles=False)
    return -_enumerator().ScoreTautomer(tautomer), flat, Chem.MolToSmiles(tautomer)


@cache
def _enumerator() -> rdMolStandardize.TautomerEnumerator:
    enumerator = rdMolStandardize.TautomerEnumerator()
    enumerator.SetMaxTautomers(MOST)
    enumerator.SetMaxTransforms(MOST)
    enumerator.SetRemoveSp3Stereo(False)
    enumerator.SetRemoveBondStereo(False)
    return enumerator

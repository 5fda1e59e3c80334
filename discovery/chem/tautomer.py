"""The one tautomer that stands for all of them."""

from functools import cache

from rdkit import Chem
from rdkit.Chem.MolStandardize import rdMolStandardize

MOST = 1000
"""Tautomers, and steps of the search, after which a compound counts as having too many to compare."""


def canonical_tautomer(mol: Chem.Mol) -> Chem.Mol:
    """Best-scored tautomer of a sanitised molecule (rules and scores of Sitzmann et al. 2010, as in RDKit).

    One with more tautomers than are searched stays as it is, because which of them are found first depends on how it
    was drawn. Stereochemistry is kept wherever the chosen tautomer can have it, so that an amino acid stays L or D.
    """
    enumerator = _enumerator()
    found = enumerator.Enumerate(mol)
    if found.status != rdMolStandardize.TautomerEnumeratorStatus.Completed:
        return mol
    return enumerator.PickCanonical(found)


@cache
def _enumerator() -> rdMolStandardize.TautomerEnumerator:
    enumerator = rdMolStandardize.TautomerEnumerator()
    enumerator.SetMaxTautomers(MOST)
    enumerator.SetMaxTransforms(MOST)
    enumerator.SetRemoveSp3Stereo(False)
    enumerator.SetRemoveBondStereo(False)
    return enumerator

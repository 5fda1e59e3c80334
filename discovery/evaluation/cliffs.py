"""Activity cliffs: compounds that are much alike and far apart in potency (van Tilborg et al. 2022).

The definition is that of MoleculeACE, doi 10.1021/acs.jcim.2c01073, as the flags that are published with its sets have
it: what the paper calls a scaffold is the framework of the whole compound, side chains included, and ten times the
potency is not yet a cliff.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from discovery.chem.fingerprint import morgan, tanimoto
from discovery.chem.scaffold import generic_framework

BLOCK = 1024
BITS = 1024
"""Length of the fingerprints, that of the published flags."""
ROUNDING = 2e-6
"""Potencies are float32, so that a difference of 1 comes out a little larger."""

RULE = (
    "An activity cliff is a pair of compounds whose potencies differ more than {fold:g}-fold and whose similarity is"
    " {similarity:g} or more by any of three measures: Tanimoto of the compounds, Tanimoto of their frameworks (every"
    " atom a carbon, every bond single; Morgan fingerprints, radius 2, 1024 bits), Levenshtein of their SMILES. This is"
    " the definition of MoleculeACE (van Tilborg et al. 2022, doi 10.1021/acs.jcim.2c01073)."
)
"""The definition in words."""


def cliff_compounds(
    smiles: Sequence[str], potency: NDArray[np.float64], similarity: float, fold: float
) -> NDArray[np.bool_]:
    """[n] whether a compound has a cliff with another, from n SMILES and potencies [n] on the pX scale."""
    found = np.zeros(len(smiles), np.bool_)
    bits = morgan(smiles, bits=BITS)
    frameworks = morgan([generic_framework(text) for text in smiles], bits=BITS)
    for start in range(0, len(smiles), BLOCK):
        part = slice(start, start + BLOCK)
        apart = np.abs(potency[part, None] - potency[None, :]) > np.log10(fold) + ROUNDING
        alike = tanimoto(bits[part], bits) >= similarity
        alike |= tanimoto(frameworks[part], frameworks) >= similarity
        alike |= spelling_similarity(smiles[part], smiles, similarity) >= similarity
        found[part] = (apart & alike).any(axis=1)
    return found


def spelling_similarity(a: Sequence[str], b: Sequence[str], least: float) -> NDArray[np.float32]:
    """[n, m] 1 less the Levenshtein distance of two texts over the length of the longer; 0 for less than `least`."""
    found = cdist(a, b, scorer=Levenshtein.normalized_similarity, score_cutoff=least, dtype=np.float32)
    return np.asarray(found, np.float32)

"""Activity cliffs: compounds that are much alike and far apart in potency."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discovery.assay.splits.fingerprints import fingerprints
from discovery.chem.fingerprint import tanimoto
from discovery.chem.scaffold import murcko_scaffold

BLOCK = 1024

RULE = (
    "An activity cliff is a pair of compounds whose Tanimoto similarity, of the compounds or of their Bemis-Murcko"
    " scaffolds (Morgan fingerprints, radius 2, 2048 bits), is {similarity:g} or more and whose potencies differ"
    " {fold:g}-fold or more. These are two of the three measures of MoleculeACE (van Tilborg et al. 2022, doi"
    " 10.1021/acs.jcim.2c01073); its third, the Levenshtein similarity of the SMILES, is left out."
)
"""The definition in words."""


def cliff_compounds(
    bits: NDArray[np.uint8],
    scaffold_bits: NDArray[np.uint8],
    value: NDArray[np.float64],
    similarity: float,
    fold: float,
) -> NDArray[np.bool_]:
    """[n] whether a compound has a cliff with another.

    Takes fingerprints [n, b] of the compounds and of their scaffolds (zeros where a compound has none), and potencies
    [n] on the pX scale.
    """
    found = np.zeros(len(value), np.bool_)
    gap = np.log10(fold) - 1e-6  # values are float32
    for start in range(0, len(value), BLOCK):
        part = slice(start, start + BLOCK)
        apart = np.abs(value[part, None] - value[None, :]) >= gap
        alike = tanimoto(bits[part], bits) >= similarity
        alike |= tanimoto(scaffold_bits[part], scaffold_bits) >= similarity
        found[part] = (apart & alike).any(axis=1)
    return found


def scaffold_fingerprints(smiles: Sequence[str]) -> NDArray[np.uint8]:
    """[n, 2048] fingerprints of the compounds' scaffolds; zeros where a compound has no ring."""
    return fingerprints([murcko_scaffold(text) for text in smiles])

"""Two-dimensional descriptors as one vector a molecule: what an encoder learns of molecules that nobody measured.

RDKit's own in C++: counts and surfaces of its `Properties`, MQN (Nguyen et al. 2009), surface areas by charge,
refractivity and lipophilicity (Labute 2000), and 2-D autocorrelations (Todeschini and Consonni 2009).
"""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit import __version__ as rdkit_version
from rdkit.Chem import rdMolDescriptors as rdkit_descriptors
from rdkit.rdBase import BlockLogs

PROPERTIES = (
    "exactmw", "lipinskiHBA", "lipinskiHBD", "NumRotatableBonds", "NumHBD", "NumHBA", "NumHeavyAtoms", "NumAtoms",
    "NumHeteroatoms", "NumAmideBonds", "FractionCSP3", "NumRings", "NumAromaticRings", "NumAliphaticRings",
    "NumSaturatedRings", "NumHeterocycles", "NumAromaticHeterocycles", "NumSaturatedHeterocycles",
    "NumAliphaticHeterocycles", "NumSpiroAtoms", "NumBridgeheadAtoms", "NumAtomStereoCenters", "labuteASA", "tpsa",
    "CrippenClogP", "CrippenMR", "chi0v", "chi1v", "chi2v", "chi3v", "chi4v", "chi0n", "chi1n", "chi2n", "chi3n",
    "chi4n", "hallKierAlpha", "kappa1", "kappa2", "kappa3", "Phi",
)  # fmt: skip
"""Named one by one, so that a new release of RDKit with more of them does not change the vector."""

_VECTORS: tuple[tuple[Callable[[Chem.Mol], Sequence[float]], int], ...] = (
    (rdkit_descriptors.MQNs_, 42),
    (rdkit_descriptors.CalcAUTOCORR2D, 192),
    (rdkit_descriptors.PEOE_VSA_, 14),
    (rdkit_descriptors.SMR_VSA_, 10),
    (rdkit_descriptors.SlogP_VSA_, 12),
)

LENGTH = len(PROPERTIES) + sum(length for _, length in _VECTORS)
"""Numbers of one molecule."""


def definition() -> str:
    """What decides on the numbers of a molecule, as text: the descriptors' names and RDKit's version."""
    vectors = [f"{function.__name__}:{length}" for function, length in _VECTORS]
    return " ".join([*PROPERTIES, *vectors, f"rdkit {rdkit_version}"])


def descriptor_vectors(smiles: Sequence[str]) -> NDArray[np.float32]:
    """[n, LENGTH] descriptors of n molecules; a row of NaN for one that cannot be read."""
    table = np.full((len(smiles), LENGTH), np.nan, np.float32)
    properties = rdkit_descriptors.Properties(list(PROPERTIES))
    with BlockLogs():
        for row, text in zip(table, smiles, strict=True):
            mol = Chem.MolFromSmiles(text)
            if mol is not None and mol.GetNumAtoms() > 0:
                row[:] = _vector(mol, properties)
    return table


def _vector(mol: Chem.Mol, properties: Any) -> list[float]:
    vector = list(properties.ComputeProperties(mol))
    for function, _ in _VECTORS:
        vector.extend(function(mol))
    return vector

"""Compounds that differ only in where their mobile hydrogens are drawn."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem.rdMolHash import HashFunction, MolHash
from rdkit.rdBase import BlockLogs


def tautomer_groups(smiles: Sequence[str]) -> NDArray[np.int64]:
    """Group of each of n compounds, [n], numbered from 0 in order of appearance: tautomers and isomers share one.

    By RDKit's tautomer hash of the skeleton (HetAtomTautomerv2), which takes 0.3 ms a compound where enumeration takes
    tens, and knows keto and enol forms, which one InChIKey does not cover. An unreadable text shares with its equals.
    """
    numbers: dict[str, int] = {}
    return np.array([numbers.setdefault(_hash(text), len(numbers)) for text in smiles], np.int64)


def _hash(smiles: str) -> str:
    with BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        if mol is None:
            return smiles
        Chem.RemoveStereochemistry(mol)
        return str(MolHash(mol, HashFunction.HetAtomTautomerv2))

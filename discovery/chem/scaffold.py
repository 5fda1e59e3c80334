"""Bemis-Murcko scaffolds (Bemis and Murcko 1996, doi 10.1021/jm9602928), the groups of a scaffold split."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem.Scaffolds import MurckoScaffold
from rdkit.rdBase import BlockLogs


def murcko_scaffold(smiles: str) -> str:
    """Canonical SMILES of the ring systems and their linkers, no stereochemistry; empty if acyclic or unreadable."""
    return _scaffold_and_flat(smiles)[0]


def generic_framework(smiles: str) -> str:
    """SMILES of the whole compound with every atom a carbon and every bond single; empty if unreadable.

    An atom of more than four neighbours, which no carbon can replace, leaves the Bemis-Murcko scaffold instead.
    """
    with BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        if mol is None:
            return ""
        try:
            framework: str = Chem.MolToSmiles(MurckoScaffold.MakeScaffoldGeneric(mol))
        except Chem.MolSanitizeException:
            return murcko_scaffold(smiles)
    return framework


def scaffold_groups(smiles: Sequence[str]) -> NDArray[np.int64]:
    """Group of each of n compounds, [n], numbered from 0 in order of appearance.

    Compounds with one scaffold share a group. An acyclic compound shares its group only with its own stereoisomers,
    and an unreadable text with its equals.
    """
    numbers: dict[tuple[str, str], int] = {}
    groups = np.empty(len(smiles), np.int64)
    for row, text in enumerate(smiles):
        scaffold, flat = _scaffold_and_flat(text)
        key = ("scaffold", scaffold) if scaffold else ("compound", flat)
        groups[row] = numbers.setdefault(key, len(numbers))
    return groups


def _scaffold_and_flat(smiles: str) -> tuple[str, str]:
    """Scaffold and whole compound, both as canonical SMILES without stereochemistry."""
    with BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        if mol is None:
            return "", smiles
        Chem.RemoveStereochemistry(mol)
        scaffold = MurckoScaffold.GetScaffoldForMol(mol)
        return Chem.MolToSmiles(scaffold), Chem.MolToSmiles(mol)

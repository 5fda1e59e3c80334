"""Featurising with RDKit alone: the back end that works everywhere."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase
from rdkit.Chem import BondType, HybridizationType

from discovery.graphs.coded import CodedGraphs
from discovery.graphs.vocabulary import ATOM_COMPONENTS, BOND_COMPONENTS, radices

_ATOMIC_NUMBER = {number: index for index, number in enumerate((*range(1, 37), 53))}
_FORMAL_CHARGE = {charge: index for index, charge in enumerate((-1, -2, 1, 2, 0))}
_HYBRIDIZATION = {
    kind: index
    for index, kind in enumerate(
        (
            HybridizationType.S,
            HybridizationType.SP,
            HybridizationType.SP2,
            HybridizationType.SP2D,
            HybridizationType.SP3,
            HybridizationType.SP3D,
            HybridizationType.SP3D2,
        )
    )
}
_CHIRALITY = {"S": 0, "R": 1}
_ORDER = {BondType.SINGLE: 1, BondType.DOUBLE: 2, BondType.TRIPLE: 3, BondType.AROMATIC: 4}


def coded_graphs(smiles: Sequence[str]) -> CodedGraphs:
    """Graphs of n molecules; one that RDKit cannot read gets no atoms."""
    with rdBase.BlockLogs():
        molecules = [Chem.MolFromSmiles(text) if text else None for text in smiles]
    readable = [molecule for molecule in molecules if molecule is not None]
    bonds = [bond for molecule in readable for bond in molecule.GetBonds()]
    return CodedGraphs(
        _codes([_atom_values(atom) for molecule in readable for atom in molecule.GetAtoms()], ATOM_COMPONENTS),
        _codes([_bond_values(bond) for bond in bonds], BOND_COMPONENTS),
        np.array([bond.GetBeginAtomIdx() for bond in bonds], np.int64),
        np.array([bond.GetEndAtomIdx() for bond in bonds], np.int64),
        np.array([0 if molecule is None else molecule.GetNumAtoms() for molecule in molecules], np.int64),
        np.array([0 if molecule is None else molecule.GetNumBonds() for molecule in molecules], np.int64),
    )


def _codes(values: list[tuple[int, ...]], components: Mapping[str, int]) -> NDArray[np.int32]:
    """[n] codes of n tuples of component values."""
    rows = np.array(values, np.int64).reshape(-1, len(components))
    codes: NDArray[np.int32] = (rows @ radices(components)).astype(np.int32)
    return codes


def _atom_values(atom: Chem.Atom) -> tuple[int, ...]:
    """Value of each of ATOM_COMPONENTS."""
    return (
        _ATOMIC_NUMBER.get(atom.GetAtomicNum(), 37),
        min(atom.GetTotalDegree(), 6),
        _FORMAL_CHARGE.get(atom.GetFormalCharge(), 5),
        min(atom.GetTotalNumHs(), 5),
        _HYBRIDIZATION.get(atom.GetHybridization(), 7),
        _CHIRALITY.get(atom.GetProp("_CIPCode"), 2) if atom.HasProp("_CIPCode") else 2,
        int(atom.GetIsAromatic()),
    )


def _bond_values(bond: Chem.Bond) -> tuple[int, ...]:
    """Value of each of BOND_COMPONENTS."""
    return (
        _ORDER.get(bond.GetBondType(), 0),
        int(bond.GetIsConjugated()),
        int(bond.IsInRing()),
        min(int(bond.GetStereo()), 6),
    )

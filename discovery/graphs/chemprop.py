"""Graphs with the features of chemprop's default featurisers (version 2), for networks that were trained with these.

The components differ from those of `graphs.vocabulary` in two: chirality is RDKit's tag, which depends on the order
of the atoms, and the mass is there. Order and meaning: chemprop 2.3.1, `MultiHotAtomFeaturizer.v2` and
`MultiHotBondFeaturizer`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import BondType, HybridizationType
from rdkit.rdBase import BlockLogs

from discovery.graphs.featurize import is_plain

NUMBERS = (*range(1, 37), 53)
CHARGES = (-1, -2, 1, 2, 0)
HYBRIDIZATIONS = (
    HybridizationType.S,
    HybridizationType.SP,
    HybridizationType.SP2,
    HybridizationType.SP2D,
    HybridizationType.SP3,
    HybridizationType.SP3D,
    HybridizationType.SP3D2,
)
ORDERS = (BondType.SINGLE, BondType.DOUBLE, BondType.TRIPLE, BondType.AROMATIC)
STEREOS = range(6)

SIZES = (len(NUMBERS), 6, len(CHARGES), 4, 5, len(HYBRIDIZATIONS))
"""Known values of atomic number, total degree, charge, chiral tag, hydrogens, hybridisation; others share one."""
ATOM_FEATURES = sum(SIZES) + len(SIZES) + 2
"""72: one-hot components, aromaticity, and the mass in units of 100."""
BOND_FEATURES = 1 + len(ORDERS) + 2 + len(STEREOS) + 1
"""14: always 0, order (none set for another one), conjugation, in a ring, and stereo with others."""

_NUMBER = {value: place for place, value in enumerate(NUMBERS)}
_CHARGE = {value: place for place, value in enumerate(CHARGES)}
_HYBRIDIZATION = {value: place for place, value in enumerate(HYBRIDIZATIONS)}
_ORDER = {value: place for place, value in enumerate(ORDERS)}
_FIRST = np.cumsum([0, *(size + 1 for size in SIZES[:-1])])
"""Column of each atom component's first value."""


@dataclass(frozen=True, eq=False)
class ChempropGraphs:
    """Graphs of n molecules with A atoms and B bonds in all; a molecule that could not be read has no atoms."""

    atoms: NDArray[np.float32]
    """[A, 72]"""
    bonds: NDArray[np.float32]
    """[B, 14]"""
    ends: NDArray[np.int64]
    """[B, 2] atoms at both ends of each bond."""
    molecule: NDArray[np.int64]
    """[A] molecule of each atom, in rising order."""
    size: int
    """n"""


def chemprop_graphs(smiles: Sequence[str]) -> ChempropGraphs:
    """Graphs of n SMILES, in the order given."""
    with BlockLogs():
        molecules = [Chem.MolFromSmiles(text) if is_plain(text) else None for text in smiles]
    read = [molecule for molecule in molecules if molecule is not None]
    counts = np.array([0 if molecule is None else molecule.GetNumAtoms() for molecule in molecules], np.int64)
    atoms = [_atom(atom) for molecule in read for atom in molecule.GetAtoms()]
    bonds = [(*_bond(bond), first) for molecule, first in _firsts(read) for bond in molecule.GetBonds()]
    table = np.array(bonds, np.int64).reshape(-1, 7)
    return ChempropGraphs(
        _atom_features(np.array(atoms, np.float64).reshape(-1, len(SIZES) + 2)),
        _bond_features(table),
        table[:, 4:6] + table[:, 6:],
        np.repeat(np.arange(len(smiles)), counts),
        len(smiles),
    )


def _firsts(molecules: Sequence[Chem.Mol]) -> list[tuple[Chem.Mol, int]]:
    """Each molecule with the number of atoms before it."""
    before = np.cumsum([0, *(molecule.GetNumAtoms() for molecule in molecules)])
    return [(molecule, int(first)) for molecule, first in zip(molecules, before, strict=False)]


def _atom(atom: Chem.Atom) -> tuple[float, ...]:
    """Place of each component's value, aromaticity, and mass."""
    return (
        _NUMBER.get(atom.GetAtomicNum(), SIZES[0]),
        min(atom.GetTotalDegree(), SIZES[1]),
        _CHARGE.get(atom.GetFormalCharge(), SIZES[2]),
        min(int(atom.GetChiralTag()), SIZES[3]),
        min(atom.GetTotalNumHs(), SIZES[4]),
        _HYBRIDIZATION.get(atom.GetHybridization(), SIZES[5]),
        atom.GetIsAromatic(),
        0.01 * atom.GetMass(),
    )


def _bond(bond: Chem.Bond) -> tuple[int, ...]:
    """Place of the order (-1 for another), conjugation, ring, place of the stereo, and both ends."""
    return (
        _ORDER.get(bond.GetBondType(), -1),
        bond.GetIsConjugated(),
        bond.IsInRing(),
        min(int(bond.GetStereo()), len(STEREOS)),
        bond.GetBeginAtomIdx(),
        bond.GetEndAtomIdx(),
    )


def _atom_features(values: NDArray[np.float64]) -> NDArray[np.float32]:
    features = np.zeros((len(values), ATOM_FEATURES), np.float32)
    np.put_along_axis(features, values[:, : len(SIZES)].astype(np.int64) + _FIRST, 1, axis=1)
    features[:, -2:] = values[:, -2:]
    return features


def _bond_features(values: NDArray[np.int64]) -> NDArray[np.float32]:
    features = np.zeros((len(values), BOND_FEATURES), np.float32)
    known = np.flatnonzero(values[:, 0] >= 0)
    features[known, 1 + values[known, 0]] = 1
    features[:, 1 + len(ORDERS) : 3 + len(ORDERS)] = values[:, 1:3]
    features[np.arange(len(values)), 3 + len(ORDERS) + values[:, 3]] = 1
    return features

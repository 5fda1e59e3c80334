"""Atom and bond types: small tuples of component values, packed into one integer code each (mixed radix).

The components are those of chemprop's default featurisers (`v2`), with two changes: the mass is left out, as the
atomic number implies it, and chirality is the CIP label, as RDKit's chiral tag depends on the order of the atoms. Every
component has an "other" value, so that an unseen type is never an error and never a wrong look-up. Models read
component features, so predictions do not depend on which vocabulary a store carries.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ATOM_COMPONENTS: Mapping[str, int] = {
    "atomic_number": 38,  # 1 to 36, 53, other
    "total_degree": 7,  # 0 to 5, other
    "formal_charge": 6,  # -1, -2, 1, 2, 0, other
    "hydrogens": 6,  # 0 to 4, other
    "hybridization": 8,  # S, SP, SP2, SP2D, SP3, SP3D, SP3D2, other
    "chirality": 3,  # S, R, other
    "aromatic": 2,
}
"""Component of an atom type -> number of its values."""

BOND_COMPONENTS: Mapping[str, int] = {
    "order": 5,  # other, single, double, triple, aromatic
    "conjugated": 2,
    "in_ring": 2,
    "stereo": 7,  # RDKit's BondStereo 0 to 5, other
}
"""Component of a bond type -> number of its values."""


def radices(components: Mapping[str, int]) -> NDArray[np.int64]:
    """[k] what one step of each component adds to the code."""
    sizes = list(components.values())
    return np.cumprod([1, *sizes[:-1]], dtype=np.int64)


def feature_codes(components: Mapping[str, int]) -> NDArray[np.float32]:
    """[F] weights whose product with a feature row is the code of its type; exact, as codes stay below 2 ** 24."""
    steps = radices(components)
    weights = [
        step * (np.arange(size) if size > 2 else np.ones(1))
        for step, size in zip(steps, components.values(), strict=True)
    ]
    return np.concatenate(weights).astype(np.float32)


def code_features(codes: NDArray[np.int32], components: Mapping[str, int]) -> NDArray[np.float32]:
    """[n, F] features of n codes: one-hot for each component, a single 0 or 1 for a two-valued one."""
    columns = []
    for step, size in zip(radices(components), components.values(), strict=True):
        value = (codes // step % size)[:, None]
        columns.append(value == np.arange(size) if size > 2 else value)
    return np.concatenate(columns, axis=1).astype(np.float32)


ATOM_FEATURES = len(feature_codes(ATOM_COMPONENTS))
"""Length of an atom's feature vector."""
BOND_FEATURES = len(feature_codes(BOND_COMPONENTS))
"""Length of a bond's feature vector."""


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The atom and bond types that occur in a store."""

    atoms: NDArray[np.int32]
    """[Ta] distinct atom codes in rising order."""
    bonds: NDArray[np.int32]
    """[Tb] distinct bond codes in rising order."""

    def atom_features(self) -> NDArray[np.float32]:
        """[Ta, ATOM_FEATURES] feature vector of each atom type."""
        return code_features(self.atoms, ATOM_COMPONENTS)

    def bond_features(self) -> NDArray[np.float32]:
        """[Tb, BOND_FEATURES] feature vector of each bond type."""
        return code_features(self.bonds, BOND_COMPONENTS)

    def union(self, other: "Vocabulary") -> "Vocabulary":
        """Every type of either."""
        return Vocabulary(np.union1d(self.atoms, other.atoms), np.union1d(self.bonds, other.bonds))

"""Molecules as a few flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import gather_ranges, offsets_of
from discovery.graphs.vocabulary import Vocabulary

MAX_ATOMS = 255
"""Most atoms in one molecule: bond ends are stored as local indices in one byte."""


@dataclass(frozen=True, eq=False)
class GraphStore:
    """Graphs of n molecules with A atoms and B (undirected) bonds in all, and the types they are written in."""

    atom_type: NDArray[np.uint16]
    """[A] row of `vocabulary.atoms`."""
    bond_type: NDArray[np.uint8]
    """[B] row of `vocabulary.bonds`."""
    bond_begin: NDArray[np.uint8]
    """[B] first atom of each bond, counted within its molecule."""
    bond_end: NDArray[np.uint8]
    """[B] second atom of each bond, counted within its molecule."""
    atom_offset: NDArray[np.int64]
    """[n + 1] molecule i owns the atoms atom_offset[i]:atom_offset[i + 1]; none where it could not be read."""
    bond_offset: NDArray[np.int64]
    """[n + 1] likewise for bonds."""
    vocabulary: Vocabulary

    def __len__(self) -> int:
        return len(self.atom_offset) - 1

    def readable(self) -> NDArray[np.bool_]:
        """[n] false where no graph could be made of the molecule."""
        return np.diff(self.atom_offset) > 0

    def take(self, rows: NDArray[np.int64]) -> "GraphStore":
        """The given molecules, in the given order."""
        atoms, atom_offset = gather_ranges(self.atom_offset, rows)
        bonds, bond_offset = gather_ranges(self.bond_offset, rows)
        return GraphStore(
            self.atom_type[atoms],
            self.bond_type[bonds],
            self.bond_begin[bonds],
            self.bond_end[bonds],
            atom_offset,
            bond_offset,
            self.vocabulary,
        )

    def spread_out(self, places: NDArray[np.int64], size: int) -> "GraphStore":
        """A store of `size` molecules with these at the given places, which rise, and nothing readable between."""
        atoms, bonds = np.zeros(size, np.int64), np.zeros(size, np.int64)
        atoms[places], bonds[places] = np.diff(self.atom_offset), np.diff(self.bond_offset)
        return replace(self, atom_offset=offsets_of(atoms), bond_offset=offsets_of(bonds))


def concatenate(stores: Sequence[GraphStore]) -> GraphStore:
    """One store of all molecules, written in the union of the vocabularies; needs at least one store."""
    vocabulary = reduce(Vocabulary.union, (store.vocabulary for store in stores))
    atom_rows = [np.searchsorted(vocabulary.atoms, store.vocabulary.atoms).astype(np.uint16) for store in stores]
    bond_rows = [np.searchsorted(vocabulary.bonds, store.vocabulary.bonds).astype(np.uint8) for store in stores]
    return GraphStore(
        np.concatenate([rows[store.atom_type] for rows, store in zip(atom_rows, stores, strict=True)]),
        np.concatenate([rows[store.bond_type] for rows, store in zip(bond_rows, stores, strict=True)]),
        np.concatenate([store.bond_begin for store in stores]),
        np.concatenate([store.bond_end for store in stores]),
        offsets_of(np.concatenate([np.diff(store.atom_offset) for store in stores])),
        offsets_of(np.concatenate([np.diff(store.bond_offset) for store in stores])),
        vocabulary,
    )

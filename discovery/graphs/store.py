"""Molecules as a few flat arrays that can be memory-mapped; about 136 bytes a drug-like molecule."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import gather_ranges
from discovery.graphs.vocabulary import Vocabulary

MAX_ATOMS = 255
"""Most atoms in one molecule: bond ends are stored as local indices in one byte."""


@dataclass(frozen=True)
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

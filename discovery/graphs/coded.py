"""What every featurising back end returns: graphs whose atoms and bonds are codes of `graphs.vocabulary`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class CodedGraphs:
    """Graphs of n molecules with A atoms and B bonds in all; a molecule that could not be read has no atoms."""

    atom_code: NDArray[np.int32]
    """[A] type of each atom."""
    bond_code: NDArray[np.int32]
    """[B] type of each bond."""
    bond_begin: NDArray[np.int64]
    """[B] first atom of each bond, counted within its molecule."""
    bond_end: NDArray[np.int64]
    """[B] second atom of each bond, counted within its molecule."""
    atom_count: NDArray[np.int64]
    """[n] atoms of each molecule."""
    bond_count: NDArray[np.int64]
    """[n] bonds of each molecule."""

    def without(self, dropped: NDArray[np.bool_]) -> "CodedGraphs":
        """The same molecules, those with `dropped` [n] true marked as not readable."""
        atoms = ~np.repeat(dropped, self.atom_count)
        bonds = ~np.repeat(dropped, self.bond_count)
        return CodedGraphs(
            self.atom_code[atoms],
            self.bond_code[bonds],
            self.bond_begin[bonds],
            self.bond_end[bonds],
            np.where(dropped, 0, self.atom_count),
            np.where(dropped, 0, self.bond_count),
        )

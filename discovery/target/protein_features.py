"""Numbers that describe a protein by its sequence alone."""

from itertools import product

import numpy as np
from numpy.typing import NDArray

AMINO_ACIDS = "ACDEFGHIKLMNPQRSTVWY"
CLASSES = ("AGV", "ILFP", "YMTS", "HNQW", "RK", "DE", "C")
"""Amino acids alike in dipole and side chain volume (Shen et al. 2007, doi 10.1073/pnas.0607879104)."""
TRIADS = tuple(product(range(len(CLASSES)), repeat=3))
PROTEIN_FEATURES = len(AMINO_ACIDS) + len(TRIADS)
"""Length of a protein's feature vector."""
_UNKNOWN = len(CLASSES)
_CLASS_OF = np.full(256, _UNKNOWN, np.int64)
for _number, _members in enumerate(CLASSES):
    _CLASS_OF[list(_members.encode())] = _number


def protein_features(sequence: str) -> NDArray[np.float32]:
    """[PROTEIN_FEATURES] shares of the 20 amino acids, then of the 343 triads of neighbours' classes.

    Residues that are no standard amino acid, and triads that hold one, do not count; a sequence of none gives zeros.
    """
    residues = np.frombuffer(sequence.upper().encode("ascii", "replace"), np.uint8)
    counts = np.bincount(residues, minlength=256)[list(AMINO_ACIDS.encode())]
    classes = _CLASS_OF[residues]
    triads = np.lib.stride_tricks.sliding_window_view(classes, 3) if len(classes) >= 3 else np.empty((0, 3), np.int64)
    triads = triads[(triads != _UNKNOWN).all(axis=1)]
    code = triads @ np.array([len(CLASSES) ** 2, len(CLASSES), 1])
    shares = [counts, np.bincount(code, minlength=len(TRIADS))]
    return np.concatenate([each / max(each.sum(), 1) for each in shares]).astype(np.float32)

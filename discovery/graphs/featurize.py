"""SMILES to a graph store, through cuik-molmaker where it is installed and plain RDKit elsewhere."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.errors import InternalError
from discovery.graphs.coded import CodedGraphs
from discovery.graphs.store import MAX_ATOMS, GraphStore, concatenate
from discovery.graphs.vocabulary import Vocabulary
from discovery.side_by_side import side_by_side

try:
    from discovery.graphs.coded_cuik import coded_graphs
except ImportError:
    from discovery.graphs.coded_rdkit import coded_graphs

CHUNK = 250
"""Molecules featurised at a time: enough to spread the fixed cost, few enough that all about them stays in cache."""
MAX_TEXT = 4096
"""Longest SMILES read, in characters; a molecule of MAX_ATOMS atoms never needs more."""


def featurize(smiles: Sequence[str]) -> GraphStore:
    """Graphs of n molecules, in the order given; one that cannot be read is marked so, never an error."""
    chunks = [_coded_chunk(smiles[start : start + CHUNK]) for start in range(0, len(smiles), CHUNK)]
    return _store(chunks or [_coded_chunk([])])


def featurize_parallel(smiles: Sequence[str], workers: int, title: str) -> GraphStore:
    """As `featurize`, with a progress bar, in `workers` processes (0: one a core)."""
    share = 20 * CHUNK
    shares = [smiles[start : start + share] for start in range(0, len(smiles), share)]
    if len(shares) < 2:
        return featurize(smiles)
    return concatenate(list(side_by_side(_share, None, shares, workers, title, len)))


def _share(_: None, smiles: Sequence[str]) -> GraphStore:
    return featurize(smiles)


def _coded_chunk(smiles: Sequence[str]) -> CodedGraphs:
    graphs = coded_graphs([text if is_plain(text) else "" for text in smiles])
    return graphs.without(graphs.atom_count > MAX_ATOMS)


def is_plain(text: str) -> bool:
    """Whether the text may be a SMILES and nothing more: RDKit would silently cut one off at a space."""
    return len(text) <= MAX_TEXT and text.isascii() and text.isprintable() and " " not in text


def _store(chunks: list[CodedGraphs]) -> GraphStore:
    atoms, atom_type = _distinct([chunk.atom_code for chunk in chunks])
    bonds, bond_type = _distinct([chunk.bond_code for chunk in chunks])
    if len(atoms) > np.iinfo(np.uint16).max or len(bonds) > np.iinfo(np.uint8).max:
        raise InternalError(f"{len(atoms)} atom types and {len(bonds)} bond types do not fit a graph store")
    return GraphStore(
        atom_type.astype(np.uint16),
        bond_type.astype(np.uint8),
        np.concatenate([chunk.bond_begin for chunk in chunks]).astype(np.uint8),
        np.concatenate([chunk.bond_end for chunk in chunks]).astype(np.uint8),
        offsets_of(np.concatenate([chunk.atom_count for chunk in chunks])),
        offsets_of(np.concatenate([chunk.bond_count for chunk in chunks])),
        Vocabulary(atoms, bonds),
    )


def _distinct(codes: list[NDArray[np.int32]]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The distinct codes in rising order, and for each code its place among them."""
    everything = np.concatenate(codes)
    present = np.zeros(everything.max(initial=0) + 1, np.bool_)  # a table is faster here than sorting
    present[everything] = True
    return np.flatnonzero(present).astype(np.int32), (np.cumsum(present) - 1)[everything]

"""What an encoder makes of a molecule's atoms, counted: fragments that nobody named.

An atom's vector says what surrounds it. Their sum over a molecule counts features; shares of every atom in sorts of
atoms, which k-means found among the training compounds' atoms, count environments. Few sorts tell what kind of molecule
it is, many sorts what it has that others have not (bags of visual words: Sivic and Zisserman 2003; with shares in place
of one word an atom: van Gemert et al. 2008, doi 10.1007/978-3-540-88690-7_52).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from discovery.errors import TrainingError
from discovery.graphs.batches import ordered_batches
from discovery.graphs.environments import RowSums
from discovery.graphs.store import GraphStore
from discovery.models.encoder import Encoder
from discovery.models.rows import sum_rows

BATCH = 512
"""Molecules a forward pass."""
MOLECULES, ATOMS = 2_000, 30_000
"""Drawn at most from the training compounds to find the sorts of atoms."""
ATOMS_A_SORT = 3
"""Atoms that there are at least for each sort, or there are fewer sorts."""
BOOKS = ((1024, 0.3), (128, 1.0))
"""Sorts of each book, and how softly atoms are shared among them (experiments/atom_sorts)."""
NEIGHBOUR = 6
"""The centre, counted from the nearest, whose distance is the unit of softness."""
SAMPLE = 3_000
"""Atoms by whose distances the reach is found."""

BOOK = "book-{}.{}"
"""Name of an array of a book: number and field."""

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Codebook:
    """k sorts of atoms."""

    centres: Vectors
    """[k, d] among vectors of length 1."""
    reach: float
    """Squared distance beyond the nearest centre's by which a sort's share falls to 1 / e of the nearest one's."""

    @classmethod
    def fit(cls, atoms: Vectors, sorts: int, softness: float, seed: int) -> Self:
        """At most so many sorts of the atoms [a, d], whose vectors have the length 1."""
        from sklearn.cluster import (
            MiniBatchKMeans,  # imported here as it takes a second that a prediction has no use for
        )

        number = max(1, min(sorts, len(atoms) // ATOMS_A_SORT))
        means = MiniBatchKMeans(
            number, init="random", n_init=1, max_iter=2, batch_size=4096, compute_labels=False, random_state=seed
        )
        centres = means.fit(atoms).cluster_centers_.astype(np.float32)
        beyond = np.square(centres).sum(axis=1) - 2 * atoms[:: max(1, len(atoms) // SAMPLE)] @ centres.T
        beyond -= beyond.min(axis=1, keepdims=True)
        near = np.partition(beyond, min(NEIGHBOUR, number) - 1, axis=1)[:, min(NEIGHBOUR, number) - 1]
        return cls(centres, max(softness * float(np.median(near)), 1e-6))

    def shares(self, atoms: Tensor) -> Tensor:
        """[a, k] shares of atoms [a, d], whose vectors have the length 1, in each sort; those of one atom sum to 1."""
        centres = torch.from_numpy(self.centres).to(atoms.device)
        middle = centres.mean(dim=0)  # from where small distances lose no digits, as they would from the origin
        away = centres - middle
        return torch.softmax((2 * (atoms - middle) @ away.T - away.square().sum(dim=1)) / self.reach, dim=1)


@dataclass(frozen=True, eq=False)
class AtomCounter:
    """Counts the atoms of molecules as an encoder sees them, in several ways."""

    books: tuple[Codebook, ...]

    @classmethod
    @torch.inference_mode()
    def fit(cls, encoder: Encoder, store: GraphStore, seed: int, books: Sequence[tuple[int, float]] = BOOKS) -> Self:
        """From training compounds alone, not their labels; raises TrainingError where none of them has a graph."""
        rng = np.random.default_rng(seed)
        molecules = rng.permutation(np.flatnonzero(store.readable()))[:MOLECULES]
        if not len(molecules):
            raise TrainingError("no graph can be made of any compound to learn from; add smaller ones")
        atoms = [_unit(vectors)[rows.index] for vectors, rows, _ in _forward(encoder, store.take(np.sort(molecules)))]
        every = torch.cat(atoms).numpy()
        drawn = every[np.sort(rng.permutation(len(every))[:ATOMS])]
        return cls(tuple(Codebook.fit(drawn, sorts, softness, seed) for sorts, softness in books))

    @property
    def widths(self) -> tuple[int, ...]:
        """Numbers that each way of counting makes of a molecule; they sum to w."""
        return self.books[0].centres.shape[1], *(len(book.centres) for book in self.books)

    def count(self, atoms: Tensor, molecules: RowSums) -> Tensor:
        """[n, w] of n molecules, from vectors of atoms [a, d] and which of them each molecule has."""
        unit = _unit(atoms)
        ways = [atoms.float(), *(book.shares(unit) for book in self.books)]
        return torch.cat([sum_rows(way, molecules) for way in ways], dim=1)

    @torch.inference_mode()
    def of(self, encoder: Encoder, store: GraphStore) -> Vectors:
        """[n, w] of n molecules, by an encoder on the CPU; NaN for one of which no graph could be made."""
        counts = np.full((len(store), sum(self.widths)), np.nan, np.float32)
        readable = np.flatnonzero(store.readable())
        for atoms, molecules, rows in _forward(encoder, store.take(readable)):
            counts[readable[rows]] = self.count(atoms, molecules).numpy()
        return counts

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        arrays = {BOOK.format(i, "centres"): book.centres for i, book in enumerate(self.books)}
        return arrays | {BOOK.format(i, "reach"): np.array([book.reach]) for i, book in enumerate(self.books)}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote, among other arrays."""
        names = [tuple(BOOK.format(i, name) for name in ("centres", "reach")) for i in range(len(BOOKS))]
        return cls(tuple(Codebook(state[centres], float(state[reach][0])) for centres, reach in names))


def _forward(encoder: Encoder, store: GraphStore) -> Iterator[tuple[Tensor, RowSums, NDArray[np.int64]]]:
    """Vectors of the atoms, which of them each molecule has, and the molecules' rows, batch by batch; no dropout."""
    was = encoder.training
    encoder.eval()
    for rows, batch in ordered_batches(store, BATCH):
        yield *encoder.atoms(batch), rows
    encoder.train(was)


def _unit(atoms: Tensor) -> Tensor:
    return F.normalize(atoms.float(), dim=1)

"""Batches of molecules, gathered from a store by index arithmetic; never one Python object a molecule."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from discovery.arrays import gather_ranges
from discovery.graphs.environments import Environments, environments, steady
from discovery.graphs.store import GraphStore
from discovery.graphs.transfer import send
from discovery.graphs.vocabulary import Vocabulary


@dataclass(frozen=True, eq=False)
class GraphBatch:
    """Graphs of n molecules with A atoms and B bonds in all; directed bonds 2i and 2i + 1 are each other's reverse."""

    atom_type: Tensor
    """[A] row of `atom_features`."""
    bond_type: Tensor
    """[B] row of `bond_features`."""
    source: Tensor
    """[2B] atom from which each directed bond starts."""
    target: Tensor
    """[2B] atom at which each directed bond ends."""
    molecule: Tensor
    """[A] molecule of each atom, in rising order."""
    atom_code: Tensor
    """[Ta] code of each atom type, the same in every batch."""
    bond_code: Tensor
    """[Tb] code of each bond type."""
    atom_features: Tensor
    """[Ta, ATOM_FEATURES] features of each atom type; zeros in rows at the end that no atom is of."""
    bond_features: Tensor
    """[Tb, BOND_FEATURES] features of each bond type, likewise."""
    size: int
    """Number of molecules, n."""
    _environments: dict[int, Environments] = field(default_factory=dict, repr=False)

    def environments(self, depth: int) -> Environments:
        """The distinct environments up to a depth; found once, as all members of an ensemble ask for the same."""
        if depth not in self._environments:
            self._environments[depth] = environments(self, depth)
        return self._environments[depth]

    def to(self, device: torch.device | str) -> "GraphBatch":
        """The same batch on another device."""
        tensors: dict[str, Any] = {
            name: send(value, device) for name, value in vars(self).items() if isinstance(value, Tensor)
        }
        return GraphBatch(**tensors, size=self.size)


def training_batches(
    store: GraphStore, size: int, generator: torch.Generator
) -> Iterator[tuple[NDArray[np.int64], GraphBatch]]:
    """One epoch of batches of up to `size` molecules in an order drawn from the generator, each with its rows."""
    return _batches(store, torch.randperm(len(store), generator=generator).numpy(), size)


def ordered_batches(store: GraphStore, size: int) -> Iterator[tuple[NDArray[np.int64], GraphBatch]]:
    """Batches of up to `size` molecules from the smallest molecule to the largest, each with its rows; no chance."""
    return _batches(store, np.argsort(np.diff(store.atom_offset), kind="stable"), size)


def _batches(store: GraphStore, order: NDArray[np.int64], size: int) -> Iterator[tuple[NDArray[np.int64], GraphBatch]]:
    types = _types(store.vocabulary)
    for start in range(0, len(order), size):
        rows = order[start : start + size]
        yield rows, _gather(store, rows, types)


def _types(vocabulary: Vocabulary) -> dict[str, Any]:
    """The fields of a batch that describe atom and bond types, in steady numbers."""
    return {
        "atom_code": _padded(vocabulary.atoms.astype(np.int64)),
        "bond_code": _padded(vocabulary.bonds.astype(np.int64)),
        "atom_features": _padded(vocabulary.atom_features()),
        "bond_features": _padded(vocabulary.bond_features()),
    }


def _padded(rows: NDArray[Any]) -> Tensor:
    """The rows, with zeros at the end up to a steady number of rows."""
    return torch.from_numpy(
        np.concatenate([rows, np.zeros((steady(len(rows)) - len(rows), *rows.shape[1:]), rows.dtype)])
    )


def _gather(store: GraphStore, rows: NDArray[np.int64], types: dict[str, Any]) -> GraphBatch:
    atoms, atom_offset = gather_ranges(store.atom_offset, rows)
    bonds, bond_offset = gather_ranges(store.bond_offset, rows)
    first_atom = np.repeat(atom_offset[:-1], np.diff(bond_offset))
    ends = np.stack([store.bond_begin[bonds] + first_atom, store.bond_end[bonds] + first_atom], axis=1)
    return GraphBatch(
        atom_type=torch.from_numpy(store.atom_type[atoms].astype(np.int64)),
        bond_type=torch.from_numpy(store.bond_type[bonds].astype(np.int64)),
        source=torch.from_numpy(ends.reshape(-1)),
        target=torch.from_numpy(ends[:, ::-1].reshape(-1).copy()),
        molecule=torch.from_numpy(np.repeat(np.arange(len(rows)), np.diff(atom_offset))),
        **types,
        size=len(rows),
    )

"""Atom and bond environments: which parts of a batch a message-passing network cannot tell apart.

After t steps of message passing, the vector of a directed bond depends only on its environment of radius t, and
molecules share most of theirs: 64 purchasable compounds have 3,500 directed bonds but 1,400 environments of radius two,
1,024 of them have 55,000 and 7,300. A network that works on one row an environment gives the same numbers with a
quarter to a fifteenth of the products. Environments are told apart by 64-bit hashes, refined step by step (Weisfeiler
and Leman 1968); among a million of them, two share a hash by mistake with a chance of 3 in 100 million.

What a network says of a molecule must not depend, to the bit, on the others in its batch. So the rows that are added up
stand in the order of their hashes, which are the same in every batch, and every table has a number of rows that matrix
products treat alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import Tensor

if TYPE_CHECKING:
    from discovery.graphs.batches import GraphBatch


@dataclass(frozen=True, eq=False)
class RowSums:
    """Which rows of a table are added up to make each of n new rows (CSR)."""

    index: Tensor
    """[k] rows of the table, list after list."""
    offset: Tensor
    """[n + 1] new row i is the sum of the rows index[offset[i]:offset[i + 1]]."""

    def transposed(self, rows: int) -> RowSums:
        """For each of the table's `rows`, the new rows that it was added to."""
        order = torch.argsort(self.index, stable=True)
        new_row = torch.repeat_interleave(torch.diff(self.offset))
        return RowSums(new_row[order], _offsets(self.index, rows))


STEADY = 16
"""Tables have a multiple of so many rows: a matrix product may round the last rows of another number differently."""


@dataclass(frozen=True, eq=False)
class Environments:
    """The distinct environments of a batch, radius by radius.

    U(t) is the number of directed bonds that differ within radius t, rounded up to a multiple of STEADY with rows that
    nothing adds; U(0) counts pairs of atom type and bond type.
    """

    bond_start: Tensor
    """[U(0)] type of the atom from which the bond starts, a row of `GraphBatch.atom_features`."""
    bond_type: Tensor
    """[U(0)] a row of `GraphBatch.bond_features`."""
    steps: tuple[RowSums, ...]
    """U(t) new rows for t = 1 to depth - 1: each adds its own row among the U(0) of radius zero, and the rows (counted
    on from U(0)) among the U(t - 1) of the bonds that enter its first atom, its own reverse left out."""
    atoms: RowSums
    """Distinct atoms: each adds its type's row in `GraphBatch.atom_features`, and the rows (counted on from there)
    among the U(depth - 1) of the bonds that enter it."""
    molecules: RowSums
    """n molecules: each adds its atoms' rows among the distinct atoms."""


def in_turn(group: Tensor, groups: int) -> RowSums:
    """Each group adds its own rows, from the group of each row, which rises."""
    return RowSums(torch.arange(len(group), device=group.device), _offsets(group, groups))


def steady(rows: int) -> int:
    """The number of rows of a table that has at least so many."""
    return -(-rows // STEADY) * STEADY


def environments(batch: GraphBatch, depth: int) -> Environments:
    """The environments of radius 0 to depth - 1 around the directed bonds of a batch, and of depth around its atoms."""
    entering = RowSums(torch.argsort(batch.target, stable=True), _offsets(batch.target, len(batch.atom_type)))
    kind = _mix(batch.atom_code)[batch.atom_type]
    start = _mix(kind[batch.source] + _mix(~batch.bond_code)[batch.bond_type].repeat_interleave(2))
    first, first_row = _distinct(start)
    hashed, row, steps = start, first_row, []
    for _ in range(1, depth):
        hashed = _mix(start + _mix(_entering_sum(hashed, batch)[batch.source] - _reversed(hashed)))
        bonds, new_row = _distinct(hashed)
        steps.append(_bond_sums(batch, bonds, entering, first_row, row + steady(len(first))))
        row = new_row
    atoms, atom_row = _distinct(_mix(kind + _entering_sum(hashed, batch)))
    ends = F.pad(first, (0, steady(len(first)) - len(first)))
    return Environments(
        bond_start=batch.atom_type[batch.source[ends]],
        bond_type=batch.bond_type[ends // 2],
        steps=tuple(steps),
        atoms=_atom_sums(batch, atoms, entering, row + len(batch.atom_features)),
        molecules=RowSums(atom_row, _offsets(batch.molecule, batch.size)),
    )


def _bond_sums(batch: GraphBatch, bonds: Tensor, entering: RowSums, first_row: Tensor, row: Tensor) -> RowSums:
    """For each of the `bonds`: its own first row, and the `row` of each other bond that enters its first atom."""
    into, offset = _pick(entering, batch.source[bonds])
    bond = bonds.repeat_interleave(torch.diff(offset))
    return _ordered(RowSums(torch.where(into == bond ^ 1, first_row[bond], row[into]), offset))


def _atom_sums(batch: GraphBatch, atoms: Tensor, entering: RowSums, row: Tensor) -> RowSums:
    """For each of the `atoms`: its type, and the `row` of each bond that enters it."""
    into, offset = _pick(entering, atoms)
    order = torch.arange(len(offset), device=offset.device)
    index = torch.empty(len(into) + len(atoms), dtype=torch.int64, device=offset.device)
    index[(offset + order)[:-1]] = batch.atom_type[atoms]
    index[torch.arange(len(into), device=into.device) + order[1:].repeat_interleave(torch.diff(offset))] = row[into]
    return _ordered(RowSums(index, offset + order))


def _ordered(sums: RowSums) -> RowSums:
    """The same lists, each in rising order of its rows, and empty ones at the end up to a steady number."""
    counts = torch.diff(sums.offset)
    span = 1 + sums.index.max() if len(sums.index) else 1
    first = torch.arange(len(counts), device=counts.device).repeat_interleave(counts) * span
    index = torch.sort(first + sums.index).values - first
    return RowSums(index, torch.cat([sums.offset, sums.offset[-1:].expand(steady(len(counts)) - len(counts))]))


def _pick(lists: RowSums, rows: Tensor) -> tuple[Tensor, Tensor]:
    """The lists of the given rows, one after the other, and their offsets."""
    counts = torch.diff(lists.offset)[rows]
    offset = torch.cat([counts.new_zeros(1), counts.cumsum(0)])
    shift = (lists.offset[rows] - offset[:-1]).repeat_interleave(counts)
    return lists.index[torch.arange(len(shift), device=shift.device) + shift], offset


def _offsets(group: Tensor, groups: int) -> Tensor:
    """[groups + 1] running start of each group, from the group of each item."""
    counts = torch.bincount(group, minlength=groups)
    return torch.cat([counts.new_zeros(1), counts.cumsum(0)])


def _distinct(hashed: Tensor) -> tuple[Tensor, Tensor]:
    """One position for each distinct hash, and for each position the row of its hash among them."""
    ordered, order = torch.sort(hashed, stable=True)
    is_new = torch.ones_like(ordered, dtype=torch.bool)
    is_new[1:] = ordered[1:] != ordered[:-1]
    row = torch.empty_like(order).scatter_(0, order, is_new.cumsum(0) - 1)
    return order[is_new], row


def _entering_sum(hashed: Tensor, batch: GraphBatch) -> Tensor:
    """[A] sum of the hashes of the bonds that enter each atom: the same for the same multiset, in whatever order."""
    return torch.zeros_like(batch.atom_type).index_add_(0, batch.target, hashed)


def _reversed(values: Tensor) -> Tensor:
    """The value of each directed bond's reverse."""
    return values.view(-1, 2).flip(1).reshape(-1)


def _mix(values: Tensor) -> Tensor:
    """Values scattered over all 64 bits (the finaliser of splitmix64, on signed integers)."""
    values = (values ^ (values >> 30)) * -0x40A7B892E31B1A47
    values = (values ^ (values >> 27)) * -0x6B2FB644ECCEEE15
    return values ^ (values >> 31)

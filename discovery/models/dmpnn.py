"""Directed message passing network on bonds, chemprop's default model (Yang et al. 2019, doi 10.1021/acs.jcim.9b00237).

The features of an atom or bond are one-hot, so the first layer is a look-up in a table with one row a type, and each
further layer is computed once for each distinct environment of the batch: see `graphs.environments`. `dense_forward`
is the definition, row by row; tests hold the two equal.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from discovery.graphs.batches import GraphBatch
from discovery.graphs.environments import RowSums
from discovery.graphs.vocabulary import ATOM_FEATURES, BOND_FEATURES
from discovery.models.encoder import Encoder
from discovery.models.rows import sum_rows
from discovery.models.settings import DmpnnSettings


class Dmpnn(Encoder):
    """Sum of the atom vectors of each molecule, after `depth` steps of message passing on directed bonds."""

    def __init__(self, settings: DmpnnSettings) -> None:
        super().__init__()
        self.depth = settings.depth
        self.start = nn.Linear(ATOM_FEATURES + BOND_FEATURES, settings.hidden, bias=False)
        self.message = nn.Linear(settings.hidden, settings.hidden, bias=False)
        self.atom = nn.Linear(ATOM_FEATURES + settings.hidden, settings.hidden)
        self.dropout = nn.Dropout(settings.dropout)

    def atoms(self, batch: GraphBatch) -> tuple[Tensor, RowSums]:
        """[a, hidden] vectors of the distinct atoms of the batch, which share one dropout mask, and who has them."""
        known = batch.environments(self.depth)
        atom_features = batch.atom_features.to(self.start.weight.dtype)
        bond_features = batch.bond_features.to(self.start.weight.dtype)
        of_atom, of_bond = self.start.weight.tensor_split((ATOM_FEATURES,), dim=1)
        start = F.linear(atom_features, of_atom)[known.bond_start] + F.linear(bond_features, of_bond)[known.bond_type]
        bonds = F.relu(start)
        for step in known.steps:
            bonds = self.dropout(sum_rows(torch.cat([start, self.message(bonds)]), step).relu_())
        of_type, of_message = self.atom.weight.tensor_split((ATOM_FEATURES,), dim=1)
        types = F.linear(atom_features, of_type, self.atom.bias)
        atoms = sum_rows(torch.cat([types, F.linear(bonds, of_message)]), known.atoms).relu_()
        return self.dropout(atoms), known.molecules

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters, layer by layer; every step of message passing uses the same."""
        return [list(layer.parameters()) for layer in (self.start, self.message, self.atom)]

    def dense_forward(self, batch: GraphBatch) -> Tensor:
        """[n, hidden] the same sums with every atom and bond written out: slow, but plainly the definition."""
        atoms = batch.atom_features[batch.atom_type]
        bonds = batch.bond_features[batch.bond_type].repeat_interleave(2, dim=0)
        start = self.start(torch.cat([atoms[batch.source], bonds], dim=1))
        hidden = F.relu(start)
        zeros = hidden.new_zeros(len(atoms), hidden.shape[1])
        for _ in range(1, self.depth):
            entering = zeros.index_add(0, batch.target, hidden)[batch.source]
            reverse = hidden.view(-1, 2, hidden.shape[1]).flip(1).view_as(hidden)
            hidden = self.dropout(F.relu(start + self.message(entering - reverse)))
        entering = zeros.index_add(0, batch.target, hidden)
        vectors: Tensor = self.dropout(F.relu(self.atom(torch.cat([atoms, entering], dim=1))))
        return vectors.new_zeros(batch.size, vectors.shape[1]).index_add(0, batch.molecule, vectors)

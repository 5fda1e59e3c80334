"""Graph isomorphism network with bond features, on PyG (Hu et al. 2020, arXiv 1905.12265).

Only this module and `models.gps` import torch_geometric, which takes three seconds.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch_geometric.nn import GINEConv

from discovery.graphs.batches import GraphBatch
from discovery.graphs.environments import RowSums, in_turn
from discovery.graphs.vocabulary import ATOM_FEATURES, BOND_FEATURES
from discovery.models.encoder import Encoder
from discovery.models.rows import sum_rows
from discovery.models.settings import GineSettings


class Gine(Encoder):
    """Sum of the atom vectors of each molecule, after `depth` layers.

    Each layer is normalised by LayerNorm, not by the paper's BatchNorm, so that a molecule's result never depends on
    the other molecules of its batch.
    """

    def __init__(self, settings: GineSettings) -> None:
        super().__init__()
        width = settings.hidden
        self.atom = nn.Linear(ATOM_FEATURES, width)
        self.bonds = nn.ModuleList(nn.Linear(BOND_FEATURES, width) for _ in range(settings.depth))
        self.convolutions = nn.ModuleList(GINEConv(perceptron(width), train_eps=True) for _ in range(settings.depth))
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(settings.depth))
        self.dropout = nn.Dropout(settings.dropout)

    def atoms(self, batch: GraphBatch) -> tuple[Tensor, RowSums]:
        """[A, hidden] vectors of all atoms, and which of them each molecule has."""
        ends = torch.stack([batch.source, batch.target])
        bond_type = batch.bond_type.repeat_interleave(2)
        atom_features = batch.atom_features.to(self.atom.weight.dtype)
        bond_features = batch.bond_features.to(self.atom.weight.dtype)
        atoms = type_rows(self.atom(atom_features), batch.atom_type)
        for bond, layer, norm in zip(self.bonds, self.convolutions, self.norms, strict=True):
            message = layer(atoms, ends, type_rows(bond(bond_features), bond_type))
            atoms = atoms + self.dropout(F.relu(norm(message)))
        return atoms, in_turn(batch.molecule, batch.size)

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters, layer by layer from the atom features on."""
        steps = zip(self.bonds, self.convolutions, self.norms, strict=True)
        return [list(self.atom.parameters()), *([p for part in step for p in part.parameters()] for step in steps)]


def perceptron(width: int) -> nn.Sequential:
    """The two layers that a GINE convolution applies to the sum of its messages."""
    return nn.Sequential(nn.Linear(width, width), nn.ReLU(), nn.Linear(width, width))


def type_rows(table: Tensor, index: Tensor) -> Tensor:
    """[n, d] rows of a table, with a backward pass that is faster than that of indexing."""
    return sum_rows(table, RowSums(index, torch.arange(len(index) + 1, device=index.device)))

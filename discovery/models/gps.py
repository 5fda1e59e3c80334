"""Graph transformer with local message passing, on PyG (GPS, Rampasek et al. 2022, arXiv 2205.12454).

Each layer adds a GINE convolution over bonds and attention over all atoms of a molecule. All norms are LayerNorm over
one atom, and attention is masked to the molecule, so that a molecule's result depends on its batch by rounding alone:
attention is padded to the largest molecule of a batch, and sums over another length round differently.
"""

import torch
from torch import Tensor, nn
from torch_geometric.nn import GINEConv, GPSConv

from discovery.graphs.batches import GraphBatch
from discovery.graphs.environments import RowSums, in_turn
from discovery.graphs.vocabulary import ATOM_FEATURES, BOND_FEATURES
from discovery.models.encoder import Encoder
from discovery.models.gine import perceptron, type_rows
from discovery.models.settings import GpsSettings


class Gps(Encoder):
    """Sum of the atom vectors of each molecule, after `depth` layers."""

    def __init__(self, settings: GpsSettings) -> None:
        super().__init__()
        width = settings.hidden
        self.walks = settings.walks
        self.atom = nn.Linear(ATOM_FEATURES, width)
        self.place = nn.Linear(settings.walks, width, bias=False)
        self.bonds = nn.ModuleList(nn.Linear(BOND_FEATURES, width) for _ in range(settings.depth))
        self.steps = nn.ModuleList(
            GPSConv(
                width,
                GINEConv(perceptron(width), train_eps=True),
                heads=settings.heads,
                dropout=settings.dropout,
                norm="layer_norm",
                norm_kwargs={"mode": "node"},
            )
            for _ in range(settings.depth)
        )

    def atoms(self, batch: GraphBatch) -> tuple[Tensor, RowSums]:
        """[A, hidden] vectors of all atoms, and which of them each molecule has."""
        ends = torch.stack([batch.source, batch.target])
        bond_type = batch.bond_type.repeat_interleave(2)
        kind = self.atom.weight.dtype
        atoms = type_rows(self.atom(batch.atom_features.to(kind)), batch.atom_type)
        atoms = atoms + self.place(return_probabilities(batch, self.walks).to(kind))
        for bond, step in zip(self.bonds, self.steps, strict=True):
            bonds = type_rows(bond(batch.bond_features.to(kind)), bond_type)
            atoms = step(atoms, ends, batch.molecule, edge_attr=bonds)
        return atoms, in_turn(batch.molecule, batch.size)

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters, layer by layer from the atom features on."""
        steps = zip(self.bonds, self.steps, strict=True)
        first = [*self.atom.parameters(), *self.place.parameters()]
        return [first, *([p for part in step for p in part.parameters()] for step in steps)]


def return_probabilities(batch: GraphBatch, walks: int) -> Tensor:
    """[A, walks] chance that a random walk along bonds is back at its atom after 1 to `walks` steps; 0 without bonds.

    The structural encoding of Dwivedi et al. 2022 (arXiv 2110.07875); no chance is involved in it, nor any sign.
    """
    counts = torch.bincount(batch.molecule, minlength=batch.size)
    first = counts.cumsum(0) - counts
    place = torch.arange(len(batch.molecule), device=counts.device) - first[batch.molecule]
    largest = int(counts.max()) if len(counts) else 0
    degree = torch.bincount(batch.source, minlength=len(batch.molecule)).float()
    step = degree.new_zeros(batch.size, largest, largest)
    step[batch.molecule[batch.source], place[batch.source], place[batch.target]] = 1 / degree[batch.source]
    walked, back = step, []
    with torch.autocast(step.device.type, enabled=False):  # in bf16 the products would drift apart
        for _ in range(walks):
            back.append(torch.diagonal(walked, dim1=1, dim2=2)[batch.molecule, place])
            walked = torch.bmm(walked, step)
    return torch.stack(back, dim=1)

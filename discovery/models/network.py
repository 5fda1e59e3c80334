"""A graph network: encoder, readout and head, with its outputs in each endpoint's own unit."""

import torch
from torch import Tensor, nn

from discovery.assay.labelling.context import EndpointContext
from discovery.graphs.batches import GraphBatch
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_processes import AtomProcesses
from discovery.models.head import ConditionedOutput, Head
from discovery.models.settings import NetworkSettings, Readout
from discovery.target.endpoint import Endpoint

NORM = 100.0
"""Constant by which `Readout.norm` divides: chemprop's."""


class Network(nn.Module):
    """Molecules in, E endpoints out."""

    scale_mean: Tensor
    scale_std: Tensor
    noise: Tensor
    """[E] how far labels lie from predictions as `losses.deviation` reads it; learnt where `fit.loss=tobit`, else 0."""
    answers: Tensor
    """[E] which endpoints an ensemble asks this network for; all of them, unless it was trained for some alone."""
    processes: AtomProcesses | None = None
    """What predicts in the place of the output layer, for the endpoints that it has."""

    def __init__(self, settings: NetworkSettings, encoder: Encoder, endpoints: tuple[Endpoint, ...]) -> None:
        super().__init__()
        self.settings = settings
        self.endpoints = endpoints
        self.encoder = encoder
        self.head = Head(settings, len(endpoints))
        self.noise = nn.Parameter(torch.zeros(len(endpoints)))
        self.register_buffer("scale_mean", torch.zeros(len(endpoints)))
        self.register_buffer("scale_std", torch.ones(len(endpoints)))
        self.register_buffer("answers", torch.ones(len(endpoints), dtype=torch.bool))

    def set_scale(self, mean: Tensor, std: Tensor) -> None:
        """Mean and standard deviation [E] of the labels; the prior log-odds and 1 for a classification endpoint."""
        self.scale_mean.copy_(mean)
        self.scale_std.copy_(std)

    def set_context(self, context: EndpointContext) -> None:
        """What is known of the endpoints, for a head that is conditioned on it; nothing for any other."""
        for module in self.head.modules():
            if isinstance(module, ConditionedOutput):
                module.context.copy_(torch.from_numpy(context.features))
                module.sequenced.copy_(torch.from_numpy(context.sequenced))

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters of encoder and head, layer by layer from the first of the encoder to the head as one."""
        return [*self.encoder.layers(), list(self.head.parameters())]

    def forward(self, batch: GraphBatch) -> Tensor:
        """[n, E] predictions: regression columns in the endpoint's own unit, classification columns as logits."""
        return self.on_sums(self.encoder(batch), batch)

    def on_sums(self, sums: Tensor, batch: GraphBatch) -> Tensor:
        """The same from the sums of the atom vectors [n, hidden] that the encoder has made of the batch.

        Rows of zeros may follow those of the molecules.
        """
        vectors = read_out(sums, batch, self.settings.readout)
        standardised: Tensor = self.head(vectors.to(self.scale_mean.dtype))
        return standardised * self.scale_std + self.scale_mean


def read_out(total: Tensor, batch: GraphBatch, readout: Readout) -> Tensor:
    """[n, hidden] molecule vectors from the sums of their atom vectors."""
    match readout:
        case Readout.sum:
            return total
        case Readout.norm:
            return total / NORM
        case Readout.mean:
            atoms = torch.bincount(batch.molecule, minlength=len(total)).clamp(min=1)
            return total / atoms[:, None]

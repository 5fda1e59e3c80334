"""The part of a network that turns a molecule vector into its endpoints."""

from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from discovery.assay.labelling.context import CONTEXT_FEATURES
from discovery.models.settings import NetworkSettings
from discovery.target.protein_features import PROTEIN_FEATURES

CONTEXT_WIDTH = 64
"""Width of the layer between the context of an endpoint and its output weights."""


class Head(nn.Module):
    """A multilayer perceptron with ReLU between its layers and one output an endpoint."""

    def __init__(self, settings: NetworkSettings, outputs: int) -> None:
        super().__init__()
        widths = [settings.hidden] + [settings.head_hidden] * settings.head_layers
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(settings.dropout)]
        kind = ConditionedOutput if settings.conditioned else nn.Linear
        self.layers = nn.Sequential(*layers, kind(widths[-1], outputs))

    def forward(self, vectors: Tensor) -> Tensor:
        """[n, outputs] from molecule vectors [n, hidden]."""
        result: Tensor = self.layers(vectors)
        return result


class ConditionedOutput(nn.Module):
    """A linear layer whose weights for an endpoint are free ones plus a function of what is known of the endpoint.

    The free ones start at zero: what the endpoints have in common, they have through their context, and one with few
    labels stays near what its relatives say.
    """

    context: Tensor
    """[E, CONTEXT_FEATURES] of `assay.labelling.context`."""
    sequenced: Tensor
    """[E] endpoints whose protein is known; all others share a learnt vector in its place."""

    def __init__(self, width: int, outputs: int) -> None:
        super().__init__()
        self.free = nn.Parameter(torch.zeros(outputs, width))
        self.bias = nn.Parameter(torch.zeros(outputs))
        self.unknown = nn.Parameter(torch.zeros(PROTEIN_FEATURES))
        self.shared = nn.Sequential(
            nn.Linear(CONTEXT_FEATURES, CONTEXT_WIDTH), nn.ReLU(), nn.Linear(CONTEXT_WIDTH, width)
        )
        self.register_buffer("context", torch.zeros(outputs, CONTEXT_FEATURES))
        self.register_buffer("sequenced", torch.zeros(outputs, dtype=torch.bool))

    def forward(self, vectors: Tensor) -> Tensor:
        """[n, E] outputs from vectors [n, width]."""
        protein, rest = self.context.tensor_split((PROTEIN_FEATURES,), dim=1)
        known = torch.where(self.sequenced[:, None], protein, self.unknown)
        weights = self.free + self.shared(torch.cat([known, rest], dim=1))
        return F.linear(vectors, weights, self.bias)

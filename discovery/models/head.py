"""The part of a network that turns a molecule vector into its endpoints."""

from itertools import pairwise

from torch import Tensor, nn

from discovery.models.settings import NetworkSettings


class Head(nn.Module):
    """A multilayer perceptron with ReLU between its layers and one output an endpoint."""

    def __init__(self, settings: NetworkSettings, outputs: int) -> None:
        super().__init__()
        widths = [settings.hidden] + [settings.head_hidden] * settings.head_layers
        layers: list[nn.Module] = []
        for before, after in pairwise(widths):
            layers += [nn.Linear(before, after), nn.ReLU(), nn.Dropout(settings.dropout)]
        self.layers = nn.Sequential(*layers, nn.Linear(widths[-1], outputs))

    def forward(self, vectors: Tensor) -> Tensor:
        """[n, outputs] from molecule vectors [n, hidden]."""
        result: Tensor = self.layers(vectors)
        return result

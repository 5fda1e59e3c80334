"""What every graph encoder promises."""

from torch import Tensor, nn

from discovery.graphs.batches import GraphBatch


class Encoder(nn.Module):
    """Molecules in, one vector each out."""

    def forward(self, batch: GraphBatch) -> Tensor:
        """[n, hidden] float32 sum of each molecule's atom vectors."""
        raise NotImplementedError

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters, layer by layer from the first that a molecule passes through to the last."""
        raise NotImplementedError

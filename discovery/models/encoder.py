"""What every graph encoder promises."""

from torch import Tensor, nn

from discovery.graphs.batches import GraphBatch
from discovery.graphs.environments import RowSums
from discovery.models.rows import sum_rows


class Encoder(nn.Module):
    """Molecules in, one vector each out."""

    def forward(self, batch: GraphBatch) -> Tensor:
        """[n, hidden] float32 sum of each molecule's atom vectors."""
        vectors, molecules = self.atoms(batch)
        return sum_rows(vectors.float(), molecules)

    def atoms(self, batch: GraphBatch) -> tuple[Tensor, RowSums]:
        """[a, hidden] vectors of atoms, alike ones once if the encoder can tell, and which each molecule has."""
        raise NotImplementedError

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters, layer by layer from the first that a molecule passes through to the last."""
        raise NotImplementedError

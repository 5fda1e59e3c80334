"""What every graph encoder promises, and what it makes of many molecules."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from discovery.graphs.batches import GraphBatch, ordered_batches
from discovery.graphs.store import GraphStore

BATCH = 512
"""Molecules a forward pass."""


class Encoder(nn.Module):
    """Molecules in, one vector each out."""

    def forward(self, batch: GraphBatch) -> Tensor:
        """[n, hidden] float32 sum of each molecule's atom vectors."""
        raise NotImplementedError

    def layers(self) -> list[list[nn.Parameter]]:
        """All parameters, layer by layer from the first that a molecule passes through to the last."""
        raise NotImplementedError


@torch.inference_mode()
def atom_sums(encoder: Encoder, store: GraphStore, hidden: int) -> NDArray[np.float32]:
    """[n, hidden] what an encoder on the CPU makes of n molecules; NaN for one of which no graph could be made."""
    vectors = np.full((len(store), hidden), np.nan, np.float32)
    readable = np.flatnonzero(store.readable())
    was = encoder.training
    encoder.eval()
    for rows, batch in ordered_batches(store.take(readable), BATCH):
        vectors[readable[rows]] = encoder(batch).numpy()
    encoder.train(was)
    return vectors

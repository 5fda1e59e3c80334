"""A deep ensemble: networks that differ in their seed, averaged (Lakshminarayanan et al. 2017, arXiv 1612.01474)."""

import copy
from collections.abc import Sequence

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from discovery.errors import InternalError
from discovery.graphs.batches import GraphBatch, ordered_batches
from discovery.graphs.environments import steady
from discovery.graphs.featurize import featurize
from discovery.graphs.store import GraphStore
from discovery.models.network import Network
from discovery.models.predictor import Prediction, Readouts
from discovery.models.rows import sum_rows
from discovery.target.endpoint import Endpoint, EndpointKind

BATCH_SIZE = 1024
"""Molecules a forward pass: the more, the more environments they share; drug-like ones then take about 100 MB."""

ENCODER_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}


class NetworkEnsemble:
    """Mean over networks as the prediction; their standard deviation, with that of their processes, as its spread.

    The two add up by the law of total variance. A single network without processes states no spread. Only the networks
    that answer for an endpoint count for it.
    """

    def __init__(
        self,
        networks: Sequence[Network],
        batch_size: int = BATCH_SIZE,
        precision: str = "fp32",
        device: str = "cpu",
    ) -> None:
        """`precision` (fp32 or bf16) is that of the encoders; the given networks stay as they are."""
        if not networks or precision not in ENCODER_TYPES:
            raise InternalError(f"an ensemble of {len(networks)} networks in precision {precision!r}")
        self.networks = tuple(networks)
        self.batch_size = batch_size
        self.device = device
        self._fast = [_for_inference(network, precision, device) for network in networks]
        kinds = [endpoint.kind is EndpointKind.classification for endpoint in self.endpoints]
        self._is_probability = torch.tensor(kinds, device=device)
        self._answers = torch.stack([network.answers for network in networks]).to(device)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self.networks[0].endpoints

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        return self.predict_with(smiles, None)

    def predict_with(self, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
        """As `predict`, by the readouts [n, s] of the molecules too, where the networks' processes take them."""
        return self.predict_graphs(featurize(smiles), readouts)

    def predict_graphs(self, store: GraphStore, readouts: Readouts | None = None) -> Prediction:
        """Predictions for graphs made before, in their order."""
        mean, spread = (np.full((len(store), len(self.endpoints)), np.nan, np.float32) for _ in range(2))
        readable = np.flatnonzero(store.readable())
        graphs = store if len(readable) == len(store) else store.take(readable)
        for rows, batch in ordered_batches(graphs, self.batch_size):
            read = None if readouts is None else readouts[readable[rows]]
            mean[readable[rows]], spread[readable[rows]] = self._predict_batch(batch.to(self.device), read)
        return Prediction(mean, spread, ~store.readable())

    @torch.inference_mode()
    def _predict_batch(
        self, batch: GraphBatch, readouts: Readouts | None
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        told = [self._of_network(network, batch, readouts) for network in self._fast]
        members, doubts = (torch.stack(one) for one in zip(*told, strict=True))
        answers, number = self._answers[:, None], self._answers.sum(dim=0)
        mean = torch.where(answers, members, 0).sum(dim=0) / number
        between = torch.where(answers, members - mean, 0).square().sum(dim=0) / number
        within = torch.where(answers, doubts.nan_to_num(), 0).sum(dim=0) / number
        doubted = (answers & ~doubts.isnan()).any(dim=0)
        spread = torch.where((number > 1) | doubted, (between + within).sqrt(), torch.nan)
        return mean[: batch.size].cpu().numpy(), spread[: batch.size].cpu().numpy()

    def _of_network(self, network: Network, batch: GraphBatch, readouts: Readouts | None) -> tuple[Tensor, Tensor]:
        """[m, E] what one network says, logits turned into probabilities, and the variance that its processes state.

        The rows m are a steady number: those of the molecules, and some of no meaning.
        """
        atoms, molecules = network.encoder.atoms(batch)
        sums = sum_rows(atoms.float(), molecules)
        output = network.on_sums(F.pad(sums, (0, 0, 0, steady(batch.size) - batch.size)), batch)
        said = torch.where(self._is_probability, output.sigmoid(), output)
        doubt = torch.full_like(said, torch.nan)
        if network.processes is not None:
            columns = list(network.processes.processes)
            taken = None if network.processes.readouts is None else readouts
            counts = network.processes.kernels.counter.count(atoms, molecules)
            mean, spread = network.processes.predict(counts.cpu().numpy(), taken)
            said[: batch.size, columns] = torch.from_numpy(mean).to(said)
            doubt[: batch.size, columns] = torch.from_numpy(spread).to(said).square()
        return said, doubt


def _for_inference(network: Network, precision: str, device: str) -> Network:
    """A copy without dropout and gradients; its head stays in fp32."""
    shared = {id(network.processes): network.processes}
    fast = copy.deepcopy(network, shared).eval().requires_grad_(False).to(device)
    fast.encoder.to(ENCODER_TYPES[precision])
    return fast

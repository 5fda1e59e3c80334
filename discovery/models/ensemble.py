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
from discovery.models.predictor import Inference, Prediction, Readouts
from discovery.models.rows import sum_rows
from discovery.target.endpoint import Endpoint, EndpointKind

ENCODER_TYPES = {"fp32": torch.float32, "bf16": torch.bfloat16}

Moments = tuple[NDArray[np.float32], NDArray[np.float32]]
"""[n, E] mean and spread of n molecules."""


class NetworkEnsemble:
    """Mean over networks as the prediction; their standard deviation, with that of their processes, as its spread.

    The two add up by the law of total variance. A single network without processes states no spread. Only the networks
    that answer for an endpoint count for it.
    """

    def __init__(self, networks: Sequence[Network], inference: Inference | None = None) -> None:
        """The given networks stay as they are."""
        self.inference = inference or Inference()
        if not networks or self.inference.precision not in ENCODER_TYPES:
            raise InternalError(f"an ensemble of {len(networks)} networks, {self.inference}")
        self.networks = tuple(networks)
        self._fast = [_for_inference(network, self.inference) for network in networks]
        kinds = [endpoint.kind is EndpointKind.classification for endpoint in self.endpoints]
        self._is_probability = torch.tensor(kinds, device=self.inference.device)
        self._answers = torch.stack([network.answers for network in networks]).to(self.inference.device)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self.networks[0].endpoints

    def under(self, inference: Inference) -> "NetworkEnsemble":
        """The same ensemble, whose networks go through molecules in that way."""
        return NetworkEnsemble(self.networks, inference)

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
        read = None if readouts is None else readouts[readable]
        mean[readable], spread[readable] = self._in_batches(graphs, read, self.inference.batch_size)
        return Prediction(mean, spread, ~store.readable())

    def _in_batches(self, graphs: GraphStore, readouts: Readouts | None, size: int) -> Moments:
        """What `_predict_batch` says of up to `size` molecules at a time; of half as many where memory runs out."""
        mean, spread = np.empty((2, len(graphs), len(self.endpoints)), np.float32)
        for rows, batch in ordered_batches(graphs, size):
            read = None if readouts is None else readouts[rows]
            told = self._within_memory(batch, read)
            mean[rows], spread[rows] = told or self._in_batches(graphs.take(rows), read, -(-len(rows) // 2))
        return mean, spread

    def _within_memory(self, batch: GraphBatch, readouts: Readouts | None) -> Moments | None:
        """What `_predict_batch` says; None where memory runs out, and fewer molecules might do."""
        try:
            return self._predict_batch(batch.to(self.inference.device), readouts)
        except RuntimeError as error:
            if batch.size == 1 or not _is_of_memory(error):
                raise
        return None

    @torch.inference_mode()
    def _predict_batch(self, batch: GraphBatch, readouts: Readouts | None) -> Moments:
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


def _is_of_memory(error: RuntimeError) -> bool:
    """Whether torch found no memory, on a GPU or on the CPU, for which it has no error of its own."""
    return isinstance(error, torch.OutOfMemoryError) or "can't allocate memory" in str(error)


def _for_inference(network: Network, inference: Inference) -> Network:
    """A copy without dropout and gradients; its head stays in fp32."""
    shared = {id(network.processes): network.processes}
    fast = copy.deepcopy(network, shared).eval().requires_grad_(False).to(inference.device)
    fast.encoder.to(ENCODER_TYPES[inference.precision])
    return fast

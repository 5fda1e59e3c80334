"""The loop of pre-training: as that of `training.loop`, over three kinds of things learnt at once."""

import hashlib
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from discovery.errors import TrainingError
from discovery.graphs.batches import GraphBatch, ordered_batches, training_batches
from discovery.graphs.transfer import send
from discovery.target.endpoint import EndpointKind
from discovery.training.checkpoint import load_checkpoint, save_checkpoint
from discovery.training.device import autocast, pick_device
from discovery.training.loop import set_rate
from discovery.training.pretraining.corpus import Corpus
from discovery.training.pretraining.network import PretrainingNetwork, Wanted, losses
from discovery.training.pretraining.settings import PretrainingSettings
from discovery.training.schedule import learning_rate
from discovery.training.settings import Metric
from discovery.training.state import Ending, EpochReport, TrainingState


@dataclass(frozen=True)
class Run:
    """The moving parts of one pre-training."""

    network: PretrainingNetwork
    optimizer: AdamW
    settings: PretrainingSettings
    device: torch.device

    @classmethod
    def start(cls, network: PretrainingNetwork, settings: PretrainingSettings) -> Self:
        device = pick_device(settings.device, "pretraining")
        network.to(device)
        optimizer = AdamW(network.parameters(), settings.learning_rate, weight_decay=settings.weight_decay, fused=True)
        return cls(network, optimizer, settings, device)

    def loss(self, rows: np.ndarray, graphs: GraphBatch, corpus: Corpus) -> tuple[Tensor, dict[str, Tensor]]:
        """Loss of a batch, and what it consists of."""
        with autocast(self.device, self.settings.precision):
            said = self.network(graphs.to(self.device))
        parts = losses(said, wanted(corpus, rows, self.device))
        total = torch.stack([getattr(self.settings, name) * part for name, part in parts.items()]).sum()
        return total, parts


def pretrain_network(
    network: PretrainingNetwork,
    train: Corpus,
    validation: Corpus,
    settings: PretrainingSettings,
    report: Callable[[EpochReport], None],
    checkpoint: Path,
    advance: Callable[[int], None],
) -> tuple[TrainingState, Ending]:
    """Train for all epochs, going on from the checkpoint where there is one; the network ends in its best state.

    `report` hears of every epoch, `advance` of the molecules of every step. A training that diverges ends there, with
    its best epoch up to then; raises TrainingError where that would be none.
    """
    run, state, ending = Run.start(network, settings), TrainingState(Metric.loss), Ending.finished
    key = corpus_key(network, train, settings)
    if checkpoint.exists():
        load_checkpoint(checkpoint, key, network, run.optimizer, state)
        advance(len(train) * len(state.history))
    while len(state.history) < settings.epochs:
        done = train_epoch(run, train, len(state.history), advance)
        done = replace(done, validation=validate(run, validation))
        if not done.is_finite():
            ending = Ending.diverged
            break
        state.add(done, network)
        save_checkpoint(checkpoint, key, network, run.optimizer, state)
        report(done)
    if not state.best:
        raise TrainingError("pre-training diverged in its first epoch; lower pretraining.learning_rate")
    network.load_state_dict(state.best)
    return state, ending


def train_epoch(run: Run, train: Corpus, epoch: int, advance: Callable[[int], None]) -> EpochReport:
    """One pass over the corpus, in an order drawn from the seed and the epoch (counted from 0) alone."""
    started = time.perf_counter()
    settings, network = run.settings, run.network.train()
    steps = math.ceil(len(train) / settings.batch_size)
    generator = torch.manual_seed(settings.seed * 1_000_003 + epoch)  # of this epoch alone, so that it can be resumed
    loss_sum, norm_sum = torch.zeros((), device=run.device), torch.zeros((), device=run.device)
    for step, (rows, graphs) in enumerate(training_batches(train.graphs, settings.batch_size, generator)):
        rate = learning_rate(epoch * steps + step, settings.epochs * steps, settings.learning_rate, settings.warmup)
        set_rate(run.optimizer, rate)
        loss, _ = run.loss(rows, graphs, train)
        torch.autograd.backward(loss)
        norm_sum += clip_grad_norm_(network.parameters(), settings.clip_norm)
        run.optimizer.step()
        run.optimizer.zero_grad()
        loss_sum += loss.detach() * len(rows)
        advance(len(rows))
    return EpochReport(
        epoch=epoch + 1,
        learning_rate=rate,
        train_loss=float(loss_sum) / len(train),
        gradient_norm=float(norm_sum) / steps,
        compounds_per_second=len(train) / (time.perf_counter() - started),
    )


@torch.inference_mode()
def validate(run: Run, validation: Corpus) -> dict[str, float]:
    """The loss and its parts, means over batches weighted by their molecules; empty without a validation part."""
    sums: dict[str, float] = {}
    run.network.eval()
    for rows, graphs in ordered_batches(validation.graphs, run.settings.batch_size):
        total, parts = run.loss(rows, graphs, validation)
        for name, part in {"loss": total, **parts}.items():
            sums[name] = sums.get(name, 0.0) + float(part) * len(rows)
    return {name: value / len(validation) for name, value in sums.items()}


def wanted(corpus: Corpus, rows: np.ndarray, device: torch.device) -> Wanted:
    """What is to be learnt of the molecules at the given rows."""
    labels, actives = corpus.labels.take(rows), corpus.actives.take(rows)
    is_class = np.array([endpoint.kind is EndpointKind.classification for endpoint in labels.endpoints], np.bool_)
    targets = np.diff(actives.offsets)
    molecule = np.repeat(np.arange(len(rows)), targets)
    arrays = (
        labels.rows() * len(labels.endpoints) + labels.endpoint,
        labels.value,
        labels.relation.astype(np.float32),
        is_class[labels.endpoint],
        molecule * len(actives.targets) + actives.target,
        (1 / np.maximum(targets, 1))[molecule].astype(np.float32),
        corpus.descriptors[rows].astype(np.float32),
    )
    return Wanted(*(send(torch.from_numpy(array), device) for array in arrays))


def corpus_key(network: PretrainingNetwork, corpus: Corpus, settings: PretrainingSettings) -> str:
    """SHA-256 of all that decides on the weights: settings, model, first weights, graphs, labels and descriptors."""
    decided = (replace(settings, workers=0), network.settings, corpus.labels.endpoints)
    digest = hashlib.sha256(repr(decided).encode())
    arrays = [tensor.cpu().numpy() for tensor in network.state_dict().values()]
    for part in (corpus.graphs, corpus.graphs.vocabulary, corpus.labels):
        arrays += [value for value in vars(part).values() if isinstance(value, np.ndarray)]
    for array in (*arrays, corpus.descriptors):
        digest.update(np.ascontiguousarray(array).data)
    return digest.hexdigest()

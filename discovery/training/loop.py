"""The training loop: epochs of steps, each followed by a look at the validation part."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from torch.nn.utils import clip_grad_norm_
from torch.optim import AdamW

from discovery.errors import TrainingError
from discovery.graphs.batches import ordered_batches, training_batches
from discovery.models.network import Network
from discovery.training.checks import check_training, check_validation
from discovery.training.data import TrainingData
from discovery.training.device import autocast, one_thread, pick_device
from discovery.training.groups import parameter_groups
from discovery.training.metrics import scores
from discovery.training.objective import Objective, label_batch
from discovery.training.schedule import learning_rate
from discovery.training.settings import FitSettings
from discovery.training.state import Ending, EpochReport, FitResult, TrainingState


@dataclass(frozen=True)
class Run:
    """The moving parts of one training."""

    network: Network
    objective: Objective
    optimizer: AdamW
    settings: FitSettings
    device: torch.device

    @classmethod
    def start(cls, network: Network, train: TrainingData, settings: FitSettings) -> Self:
        device = pick_device(settings.device)
        network.to(device)
        objective = Objective(train.labels, network.scale_std, network.noise, settings, device)
        optimizer = AdamW(parameter_groups(network, settings), settings.learning_rate, fused=True)
        return cls(network, objective, optimizer, settings, device)


def ignore(event: object) -> None:
    """Hear of an event and do nothing."""


def fit(
    network: Network,
    train: TrainingData,
    validation: TrainingData | None,
    settings: FitSettings,
    report: Callable[[EpochReport], None],
    advance: Callable[[int], None] = ignore,
) -> FitResult:
    """Fit a network whose scale is set; without a validation part all epochs run and the last one is kept.

    `report` hears of every epoch, `advance` of the compounds of every step. Raises TrainingError for data that nothing
    can be learnt from, and for a training that diverges in its first epoch.
    """
    check_training(train)
    run = Run.start(network, train, settings)
    state, ending = TrainingState(settings.metric), Ending.finished
    with one_thread(), torch.random.fork_rng([run.device] if run.device.type == "cuda" else []):
        if validation is not None:
            check_validation(validation, train, settings.metric)
            validate(run, validation.take(np.arange(min(len(validation), settings.batch_size))))  # break now, not later
        while len(state.history) < settings.epochs:
            if state.is_stale(settings.patience):
                ending = Ending.stopped_early
                break
            done = train_epoch(run, train, len(state.history), advance)
            if validation is not None:
                done = replace(done, validation=validate(run, validation))
            if not done.is_finite():
                ending = Ending.diverged
                break
            state.add(done, network)
            report(done)
    if not state.best:
        raise TrainingError(
            "training diverged in its first epoch; lower fit.learning_rate (fit.adapt_learning_rate in a second phase)"
            " or fit.clip_norm"
        )
    network.load_state_dict(state.best)
    return FitResult(network, state.history, state.best_epoch, ending)


def train_epoch(run: Run, train: TrainingData, epoch: int, advance: Callable[[int], None]) -> EpochReport:
    """One pass over the training part, in an order drawn from the seed and the epoch (counted from 0) alone."""
    started = time.perf_counter()
    settings, network, device = run.settings, run.network.train(), run.device
    steps = math.ceil(len(train) / settings.batch_size)
    generator = torch.manual_seed(settings.seed * 1_000_003 + epoch)  # of this epoch alone
    loss_sum, norm_sum = torch.zeros((), device=device), torch.zeros((), device=device)
    for step, (rows, graphs) in enumerate(training_batches(train.graphs, settings.batch_size, generator)):
        labels = label_batch(train.labels.take(rows), device)
        with autocast(device, settings.precision):
            output = network(graphs.to(device))
        loss = run.objective(output, labels)
        torch.autograd.backward(loss)
        norm = clip_grad_norm_(network.parameters(), settings.clip_norm)
        rate = learning_rate(epoch * steps + step, settings.epochs * steps, settings.learning_rate, settings.warmup)
        set_rate(run.optimizer, rate)
        run.optimizer.step()
        run.optimizer.zero_grad()
        loss_sum += loss.detach() * len(rows)
        norm_sum += norm
        advance(len(rows))
    return EpochReport(
        epoch=epoch + 1,
        learning_rate=rate,
        train_loss=float(loss_sum) / len(train),
        gradient_norm=float(norm_sum) / steps,
        compounds_per_second=len(train) / (time.perf_counter() - started),
    )


@torch.inference_mode()
def validate(run: Run, validation: TrainingData) -> dict[str, float]:
    """Loss (a unit of label weight) and every metric that the labels define."""
    network, predicted, order = run.network.eval(), [], []
    loss_sum, weight_sum = torch.zeros((), device=run.device), torch.zeros((), device=run.device)
    for rows, graphs in ordered_batches(validation.graphs, run.settings.batch_size):
        labels = label_batch(validation.labels.take(rows), run.device)
        with autocast(run.device, run.settings.precision):
            output = network(graphs.to(run.device))
        found = output.float().take(labels.cell)
        weights = run.objective.weights(labels)
        loss_sum += torch.dot(run.objective.losses(found, labels), weights)
        weight_sum += weights.sum()
        predicted.append(found)
        order.append(rows)
    labels_in_order = validation.labels.take(np.concatenate(order))
    return {"loss": float(loss_sum / weight_sum), **scores(labels_in_order, torch.cat(predicted).cpu().numpy())}


def set_rate(optimizer: AdamW, rate: float) -> None:
    """Learning rate of the next step, of which each layer takes its own share where it has one."""
    for group in optimizer.param_groups:
        group["lr"] = rate * group.get("share", 1.0)

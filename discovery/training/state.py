"""What a training knows of itself, from epoch to epoch, and what it ends in."""

import math
from dataclasses import dataclass, field
from enum import Enum

from torch import Tensor, nn

from discovery.models.network import Network
from discovery.training.metrics import is_better
from discovery.training.settings import Metric


@dataclass(frozen=True)
class EpochReport:
    """One finished epoch."""

    epoch: int
    """Counted from 1."""
    learning_rate: float
    """Rate of the epoch's last step."""
    train_loss: float
    gradient_norm: float
    """Mean over the epoch's steps, before clipping."""
    compounds_per_second: float
    validation: dict[str, float] = field(default_factory=dict)
    """`loss` and every metric that the validation labels define; empty without a validation part."""

    def is_finite(self) -> bool:
        """False where the training has diverged."""
        return all(map(math.isfinite, (self.train_loss, self.gradient_norm, *self.validation.values())))

    def metrics(self) -> dict[str, float]:
        """The report as flat numbers, as experiment tracking wants them."""
        return {
            "train/loss": self.train_loss,
            "train/gradient_norm": self.gradient_norm,
            "train/learning_rate": self.learning_rate,
            "train/compounds_per_second": self.compounds_per_second,
            **{f"validation/{name}": value for name, value in self.validation.items()},
        }


@dataclass
class TrainingState:
    """Everything about a training, apart from the network and the optimizer, that the next epoch depends on."""

    metric: Metric
    """What decides on the best epoch."""
    history: list[EpochReport] = field(default_factory=list)
    best: dict[str, Tensor] = field(default_factory=dict)
    """The network's state after the best epoch; empty before the first."""
    best_epoch: int = 0
    """Counted from 1; 0 before the first."""

    def add(self, report: EpochReport, network: nn.Module) -> None:
        """Take in a finished epoch; without a validation part the latest is the best."""
        self.history.append(report)
        if not self.best or not report.validation or self._beats(report):
            self.best = {name: tensor.detach().clone() for name, tensor in network.state_dict().items()}
            self.best_epoch = report.epoch

    def _beats(self, report: EpochReport) -> bool:
        best = self.history[self.best_epoch - 1]
        return is_better(self.metric, report.validation[self.metric.value], best.validation[self.metric.value])

    def is_stale(self, patience: int) -> bool:
        """True when the best epoch is `patience` epochs old; 0 stands for endless patience."""
        return 0 < patience <= len(self.history) - self.best_epoch


class Ending(Enum):
    """Why a training ended."""

    finished = "all epochs done"
    stopped_early = "no better epoch for as long as fit.patience allows"
    diverged = "the loss was no longer a finite number, so the last good state was kept"


@dataclass(frozen=True)
class FitResult:
    """A fitted network, with the weights of its best epoch, and how it came to be."""

    network: Network
    history: list[EpochReport]
    best_epoch: int
    ending: Ending

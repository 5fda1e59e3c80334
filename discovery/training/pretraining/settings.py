"""Settings of pre-training."""

from dataclasses import dataclass

from discovery.limits import above_zero, at_least, fraction, seed
from discovery.training.settings import Device, Precision


@dataclass
class PretrainingSettings:
    """What an encoder learns, and for how long."""

    epochs: int = 20
    batch_size: int = 256
    learning_rate: float = 2e-3
    """Highest learning rate of the schedule."""
    warmup: float = 0.05
    """Share of the steps over which the learning rate rises."""
    weight_decay: float = 1e-5
    clip_norm: float = 1.0
    """Largest norm of the gradient."""
    measured: float = 1.0
    """Weight of potencies and activities in the loss."""
    recognised: float = 0.3
    """Weight of naming the targets that a compound acts on, out of all."""
    described: float = 1.0
    """Weight of the descriptors, which every molecule has."""
    min_labels: int = 10
    """Fewest compounds for which a target is learnt."""
    active_above: float = 5.0
    """pX from which a measured potency counts as active."""
    bin_width: float = 0.0
    """Width in pX of the bins of a collection that lists potencies as lower bounds; 0: they are bounds and no more."""
    validation: float = 0.01
    """Share of the molecules that is held back; the epoch with the lowest loss on it is kept."""
    device: Device = Device.auto
    precision: Precision = Precision.fp32
    workers: int = 0
    """Threads of a CPU, and processes that read structures; 0: one a core. Last digits depend on it."""
    seed: int = 0

    def __post_init__(self) -> None:
        at_least(1, self, "pretraining", "epochs", "batch_size", "min_labels")
        at_least(0, self, "pretraining", "workers", "weight_decay")
        above_zero(self, "pretraining", "learning_rate", "clip_norm")
        fraction(self, "pretraining", "warmup", "validation")
        seed(self, "pretraining")

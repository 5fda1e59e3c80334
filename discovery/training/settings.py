"""Settings of a training."""

from dataclasses import dataclass
from enum import Enum

from discovery.limits import above_zero, at_least, fraction, seed


class Device(Enum):
    """Where tensors live; `auto` takes a GPU where there is one."""

    auto = "auto"
    cpu = "cpu"
    cuda = "cuda"


class Precision(Enum):
    """Arithmetic of the forward pass."""

    fp32 = "fp32"
    bf16 = "bf16"


class Metric(Enum):
    """What a validation part is judged by; all but the loss are means over the endpoints they apply to."""

    loss = "loss"
    rmse = "rmse"
    mae = "mae"
    roc_auc = "roc_auc"
    pr_auc = "pr_auc"


class Loss(Enum):
    """What a regression label costs; `training.losses` says what each does with a censored one.

    Huber's, which bounds what one wild value can do and has nothing more to learn, is the default; the study of
    fine-tuning in `experiments` holds it beside the squared one.
    """

    squared = "squared"
    absolute = "absolute"
    huber = "huber"
    """Squared up to one spread of the endpoint, beyond that a line, so that no label pulls without limit."""
    tobit = "tobit"
    """Likelihood of a normal variable, censored where the label is, with a noise that is learnt for each endpoint."""


@dataclass
class FitSettings:
    """One training run of one network."""

    epochs: int = 20
    batch_size: int = 128
    learning_rate: float = 2e-3
    """Highest learning rate of the schedule."""
    warmup: float = 0.1
    """Share of the steps over which the learning rate rises."""
    weight_decay: float = 0.0
    loss: Loss = Loss.huber
    """What a regression label costs."""
    layer_decay: float = 1.0
    """Factor by which each layer learns slower than the next one towards the head, whose rate is `learning_rate`."""
    clip_norm: float = 1.0
    """Largest norm of the gradient."""
    patience: int = 5
    """Epochs without a better validation metric after which training stops; 0: never."""
    metric: Metric = Metric.loss
    """Validation metric that decides on the best epoch."""
    endpoint_balance: float = 0.5
    """An endpoint with n labels weighs n ** -endpoint_balance a label: 0 treats labels alike, 1 endpoints."""
    class_balance: float = 0.0
    """A class with n labels of an endpoint weighs n ** -class_balance a label; probabilities stay those of the data."""
    adapt_epochs: int = 20
    """Epochs of the second phase, in which the target's own few labels join."""
    adapt_batch_size: int = 32
    adapt_learning_rate: float = 1e-3
    adapt_rehearsal: float = 0.1
    """Weight that labels of other targets keep in the second phase, so that what they taught is kept; from 0 to 1."""
    screen_feature: bool = True
    """Give kernels, forests and networks with processes what a Gaussian process predicts of the primary screens of the
    target and its family; where there are no screens, or no other labels, it does nothing."""
    device: Device = Device.auto
    precision: Precision = Precision.fp32
    workers: int = 0
    """Processes that train ensemble members side by side on a CPU; 0: one a core."""
    seed: int = 0

    def __post_init__(self) -> None:
        at_least(1, self, "fit", "epochs", "batch_size", "adapt_epochs", "adapt_batch_size")
        at_least(0, self, "fit", "patience", "workers", "weight_decay")
        above_zero(self, "fit", "learning_rate", "adapt_learning_rate", "clip_norm", "layer_decay")
        fraction(self, "fit", "warmup", "adapt_rehearsal", "layer_decay", "class_balance")
        seed(self, "fit")

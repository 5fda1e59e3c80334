"""What a regression label costs, by its distance from the prediction and its censoring.

Each function takes residuals [m] (prediction less label) in units of the spread of the label's endpoint, and relations
[m] (BELOW, EQUAL, ABOVE), and gives losses [m]. Under squared, absolute and Huber's loss a bound costs nothing on its
allowed side and what a label would cost on the other side. Under Tobit's, a bound costs the negative logarithm of the
chance that the value lies where the bound says, so that it pulls a little even from its allowed side.
"""

import math

import torch
from torch import Tensor
from torch.nn.functional import softplus

from discovery.assay.labelling.labels import EQUAL
from discovery.training.settings import Loss

HUBER = 1.0
"""Residual at which Huber's loss turns from a square into a line: about 1.5 times what a usual model leaves over."""
SMALLEST_NOISE = 0.1
"""Keeps a network that knows its labels by heart from trusting them without limit."""
_LOG_ROOT_TAU = 0.5 * math.log(2 * math.pi)


def deviation(noise: Tensor) -> Tensor:
    """Standard deviation of a label in units of its endpoint's spread, from any number: what `Network.noise` means."""
    return SMALLEST_NOISE + softplus(noise)


def regression_losses(loss: Loss, residual: Tensor, relation: Tensor, noise: Tensor) -> Tensor:
    """[m] losses; `noise` [m] is the standard deviation of each label in the residual's unit, for Tobit's alone."""
    if loss is Loss.tobit:
        return tobit(residual, relation, noise)
    costly = torch.where(relation == EQUAL, residual, torch.relu(-relation * residual))
    match loss:
        case Loss.squared:
            return costly.square()
        case Loss.absolute:
            return costly.abs()
        case Loss.huber:
            size = costly.abs()
            return torch.where(size <= HUBER, costly.square(), HUBER * (2 * size - HUBER))


def tobit(residual: Tensor, relation: Tensor, noise: Tensor) -> Tensor:
    """[m] negative log likelihood of a normal variable of which some values are known as bounds only.

    An exact label counts by its density, a bound by the mass on its allowed side: -log Phi(relation * residual /
    noise) (Tobin 1958, doi 10.2307/1907382; Amemiya 1984, doi 10.1016/0304-4076(84)90074-5).
    """
    z = residual / noise
    density = 0.5 * z.square() + noise.log() + _LOG_ROOT_TAU
    # In float32 torch's gradient of log_ndtr is wrong from about z = -100 on, and zero at a million.
    mass = -torch.special.log_ndtr((relation * z).double()).to(z.dtype)
    return torch.where(relation == EQUAL, density, mass)

"""The second phase: a network that has learnt everything else goes on with the family's few labels."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labels import Labels
from discovery.models.network import Network
from discovery.training.scale import set_scale
from discovery.training.settings import FitSettings


def adaptable(base: Network, few: Labels, family: NDArray[np.bool_]) -> Network:
    """A copy of a base network that reads the family [E] endpoints on the scale of their few labels."""
    network = deepcopy(base)
    set_scale(network, few.keep(family[few.endpoint]))
    return network


def adapt_settings(settings: FitSettings) -> FitSettings:
    """Few epochs at a low rate, so that little of the first phase is forgotten."""
    return replace(settings, epochs=settings.adapt_epochs, learning_rate=settings.adapt_learning_rate)

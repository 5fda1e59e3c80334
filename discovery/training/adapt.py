"""The second phase: networks that have learnt everything else go on with the family's few labels."""

from copy import deepcopy
from dataclasses import replace

import numpy as np
import torch
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.models.network import Network
from discovery.training.scale import set_scale
from discovery.training.settings import FitSettings


def adaptable(base: Network, few: Labels, family: NDArray[np.bool_]) -> Network:
    """A copy of a base network that answers for the family [E] endpoints alone, on the scale of their few labels."""
    network = deepcopy(base)
    set_scale(network, few.keep(family[few.endpoint]))
    network.answers.copy_(torch.from_numpy(family))
    return network


def keep_to_the_rest(base: Network, family: NDArray[np.bool_]) -> Network:
    """The base network, to answer for all other endpoints: what it learnt of them fades in its adapted copy."""
    network = deepcopy(base)
    network.answers.copy_(torch.from_numpy(~family))
    return network


def rehearsed(few: Labels, family: NDArray[np.bool_], weight: float) -> Labels:
    """The few compounds' labels, those of other endpoints than the family [E] at a small weight.

    At full weight they drown the family's, since there are more of them; without them less of what was learnt first
    stays to support the family's endpoints.
    """
    factor = np.where(family[few.endpoint], np.float32(1), np.float32(weight))
    return replace(few, weight=few.weight * factor)


def adapt_settings(settings: FitSettings) -> FitSettings:
    """Settings of the second phase; labels count alike there, as the family's endpoints are the ones with many."""
    return replace(
        settings,
        epochs=settings.adapt_epochs,
        batch_size=settings.adapt_batch_size,
        learning_rate=settings.adapt_learning_rate,
        endpoint_balance=0.0,
    )

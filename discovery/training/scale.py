"""The scale on which a network learns: each endpoint's centre and spread, or its log-odds before anything is learnt."""

import numpy as np
import torch
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.models.network import Network
from discovery.target.endpoint import EndpointKind

SMALLEST_SPREAD = 0.1
"""In the endpoint's unit; keeps a handful of equal values from blowing up the loss."""
SMALLEST_SHARE = 0.001
"""Keeps the log-odds of an endpoint with one class finite."""


def set_scale(network: Network, labels: Labels) -> None:
    """Centre every endpoint that has labels on them; all others keep their scale."""
    mean, std = network.scale_mean.clone(), network.scale_std.clone()
    used = torch.from_numpy(np.unique(labels.endpoint))
    found = label_scale(labels)
    mean[used], std[used] = (torch.from_numpy(array)[used] for array in found)
    network.set_scale(mean, std)


def label_scale(labels: Labels) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """[E] centre and [E] spread of each endpoint's labels; 0 and 1 for an endpoint that has none.

    A regression endpoint gets their mean and spread; a bound counts as its value, and a single label has no spread
    and gets 1. A classification endpoint starts at the log-odds of its weighted share of actives, so that a compound
    unlike all others is predicted at that share and not at a half.
    """
    mean, std = np.zeros(len(labels.endpoints), np.float32), np.ones(len(labels.endpoints), np.float32)
    for column in np.unique(labels.endpoint):
        mine = labels.endpoint == column
        values = labels.value[mine]
        if labels.endpoints[column].kind is EndpointKind.regression:
            mean[column] = np.mean(values)
            std[column] = max(float(np.std(values)), SMALLEST_SPREAD) if len(values) > 1 else 1.0
        else:
            share = np.clip(np.average(values, weights=labels.weight[mine]), SMALLEST_SHARE, 1 - SMALLEST_SHARE)
            mean[column] = np.log(share / (1 - share))
    return mean, std

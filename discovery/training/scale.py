"""The scale on which a network learns: each endpoint's centre and spread, or its log-odds before anything is learnt."""

import numpy as np

from discovery.assay.labelling.labels import Labels
from discovery.models.network import Network
from discovery.target.endpoint import EndpointKind

SMALLEST_SPREAD = 0.1
"""In the endpoint's unit; keeps a handful of equal values from blowing up the loss."""
SMALLEST_SHARE = 0.001
"""Keeps the log-odds of an endpoint with one class finite."""


def set_scale(network: Network, labels: Labels) -> None:
    """Centre every endpoint that has labels on them; all others keep their scale.

    A regression endpoint gets their mean and spread; a bound counts as its value, and a single label has no spread
    and gets 1. A classification endpoint starts at the log-odds of its weighted share of actives, so that a compound
    unlike all others is predicted at that share and not at a half.
    """
    mean, std = network.scale_mean.clone(), network.scale_std.clone()
    for column in np.unique(labels.endpoint):
        mine = labels.endpoint == column
        values = labels.value[mine]
        if labels.endpoints[column].kind is EndpointKind.regression:
            mean[column] = float(np.mean(values))
            std[column] = max(float(np.std(values)), SMALLEST_SPREAD) if len(values) > 1 else 1.0
        else:
            share = np.clip(np.average(values, weights=labels.weight[mine]), SMALLEST_SHARE, 1 - SMALLEST_SHARE)
            mean[column] = float(np.log(share / (1 - share)))
    network.set_scale(mean, std)

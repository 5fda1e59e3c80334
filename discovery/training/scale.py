"""The scale on which a network learns: each endpoint's centre and spread."""

import numpy as np

from discovery.assay.labels import Labels
from discovery.models.network import Network
from discovery.target.endpoint import EndpointKind

SMALLEST_SPREAD = 0.1
"""In the endpoint's unit; keeps a handful of equal values from blowing up the loss."""


def set_scale(network: Network, labels: Labels) -> None:
    """Centre every regression endpoint that has labels on their mean and spread; all others keep their scale.

    A bound counts as its value. An endpoint with a single label has no spread and gets 1.
    """
    mean, std = network.scale_mean.clone(), network.scale_std.clone()
    for column in np.unique(labels.endpoint):
        if labels.endpoints[column].kind is EndpointKind.regression:
            values = labels.value[labels.endpoint == column]
            mean[column] = float(np.mean(values))
            std[column] = max(float(np.std(values)), SMALLEST_SPREAD) if len(values) > 1 else 1.0
    network.set_scale(mean, std)

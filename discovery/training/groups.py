"""What an optimizer is told of a network's layers: each may learn at a rate of its own."""

from typing import Any

from discovery.models.network import Network
from discovery.training.settings import FitSettings


def parameter_groups(network: Network, settings: FitSettings) -> list[dict[str, Any]]:
    """One group a layer, with the `share` of the learning rate that it takes: 1 in the head, less further from it.

    Layers near the input hold what all molecules have in common, which a few labels should not undo (discriminative
    fine-tuning: Howard and Ruder 2018, arXiv 1801.06146). The noise of labels is no weight that decay should shrink.
    """
    layers = network.layers()
    groups: list[dict[str, Any]] = [
        {
            "params": layer,
            "share": settings.layer_decay ** (len(layers) - 1 - number),
            "weight_decay": settings.weight_decay,
        }
        for number, layer in enumerate(layers)
    ]
    return [*groups, {"params": [network.noise], "share": 1.0, "weight_decay": 0.0}]

"""The loss: how far predictions are from labels that are sparse, weighted and partly censored."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from discovery.assay.labelling.labels import EQUAL, Labels
from discovery.graphs.transfer import send
from discovery.target.endpoint import EndpointKind


@dataclass(frozen=True)
class LabelBatch:
    """The m labels of a batch of n compounds."""

    cell: Tensor
    """[m] int64 position in the flattened [n, E] output of the network."""
    endpoint: Tensor
    """[m] int64 column of that output."""
    value: Tensor
    """[m] float32 in the endpoint's own unit."""
    relation: Tensor
    """[m] float32 BELOW, EQUAL or ABOVE."""
    weight: Tensor
    """[m] float32 in (0, 1]."""


def label_batch(labels: Labels, device: torch.device) -> LabelBatch:
    """The labels as tensors on the device."""
    endpoint = labels.endpoint.astype(np.int64)
    cell = labels.rows() * len(labels.endpoints) + endpoint
    arrays = (cell, endpoint, labels.value, labels.relation.astype(np.float32), labels.weight)
    return LabelBatch(*(send(torch.from_numpy(array), device) for array in arrays))


def endpoint_weights(labels: Labels, balance: float) -> NDArray[np.float32]:
    """[E] weight of each endpoint's labels: n ** -balance for an endpoint with n of them, 0 for one with none.

    Scaled so that all labels together weigh as much as there are compounds: a batch of any size then has
    the loss divided by its number of compounds, and every epoch adds up to the same objective.
    """
    counts = np.bincount(labels.endpoint, minlength=len(labels.endpoints))
    shares = np.where(counts > 0, np.maximum(counts, 1.0) ** -balance, 0.0)
    total = float(np.sum(shares[labels.endpoint] * labels.weight))
    return (shares * (len(labels) / total)).astype(np.float32)


class Objective:
    """Weighted loss of a batch of labels.

    A regression label costs the squared error in units of its endpoint's spread; a censored one costs nothing
    on the allowed side of its bound. A classification label costs the cross entropy of its logit.
    """

    def __init__(self, labels: Labels, scale: Tensor, balance: float, device: torch.device) -> None:
        """`labels` of the training part give the weights; `scale` [E] is the spread of each endpoint."""
        regression = [endpoint.kind is EndpointKind.regression for endpoint in labels.endpoints]
        self.regression = torch.tensor(regression, device=device)
        self.scale = scale.to(device)
        self.weight = torch.from_numpy(endpoint_weights(labels, balance)).to(device)

    def losses(self, predicted: Tensor, labels: LabelBatch) -> Tensor:
        """[m] loss of each label, given what the network says of it: predicted [m]."""
        residual = (predicted - labels.value) / self.scale[labels.endpoint]
        beyond_bound = torch.relu(-labels.relation * residual)
        squared = torch.where(labels.relation == EQUAL, residual, beyond_bound).square()
        entropy = binary_cross_entropy_with_logits(predicted, labels.value, reduction="none")
        return torch.where(self.regression[labels.endpoint], squared, entropy)

    def weights(self, labels: LabelBatch) -> Tensor:
        """[m] weight of each label in the sum."""
        return self.weight[labels.endpoint] * labels.weight

    def __call__(self, output: Tensor, labels: LabelBatch) -> Tensor:
        """Loss of a batch, a compound on average; output is [n, E]."""
        predicted = output.float().take(labels.cell)
        return torch.dot(self.losses(predicted, labels), self.weights(labels)) / len(output)

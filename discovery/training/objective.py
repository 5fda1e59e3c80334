"""The loss: how far predictions are from labels that are sparse, weighted and partly censored."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from discovery.assay.labelling.labels import Labels
from discovery.graphs.transfer import send
from discovery.target.endpoint import EndpointKind
from discovery.training.losses import deviation, regression_losses
from discovery.training.settings import FitSettings


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


def class_weights(labels: Labels, balance: float) -> NDArray[np.float32]:
    """[E, 2] factor on the weight of inactive and active labels: n ** -balance for a class that weighs n in all.

    Scaled so that each endpoint weighs as much as it would without; 1 where only one class is known, and where the
    endpoint is a number.
    """
    weights = np.ones((len(labels.endpoints), 2), np.float32)
    for column, endpoint in enumerate(labels.endpoints):
        if endpoint.kind is EndpointKind.regression:
            continue
        mine = labels.endpoint == column
        total = np.bincount(labels.value[mine].astype(np.int64), labels.weight[mine], minlength=2)
        if total.min() > 0:
            share = total**-balance
            weights[column] = share * total.sum() / (share * total).sum()
    return weights


class Objective:
    """Weighted loss of a batch of labels.

    A regression label costs what `training.losses` says of its residual in units of its endpoint's spread. A
    classification label costs the cross entropy of its logit; where the classes are weighed, the logit is first moved
    by the logarithm of the ratio of their weights, which is by how much the weighing would have moved it (King and
    Zeng 2001, doi 10.1093/oxfordjournals.pan.a004868), so that the network's own logits stay those of the true shares.
    """

    def __init__(
        self, labels: Labels, scale: Tensor, noise: Tensor, settings: FitSettings, device: torch.device
    ) -> None:
        """`labels` of the training part give the weights; `scale` and `noise` [E] are those of `Network`."""
        regression = [endpoint.kind is EndpointKind.regression for endpoint in labels.endpoints]
        self.loss = settings.loss
        self.regression = torch.tensor(regression, device=device)
        self.scale = scale.to(device)
        self.noise = noise
        self.weight = torch.from_numpy(endpoint_weights(labels, settings.endpoint_balance)).to(device)
        self.class_weight = torch.from_numpy(class_weights(labels, settings.class_balance)).to(device)
        self.shift = (self.class_weight[:, 1] / self.class_weight[:, 0]).log()

    def losses(self, predicted: Tensor, labels: LabelBatch) -> Tensor:
        """[m] loss of each label, given what the network says of it: predicted [m]."""
        residual = (predicted - labels.value) / self.scale[labels.endpoint]
        noise = deviation(self.noise[labels.endpoint])
        distance = regression_losses(self.loss, residual, labels.relation, noise)
        logit = predicted + self.shift[labels.endpoint]
        entropy = binary_cross_entropy_with_logits(logit, labels.value, reduction="none")
        return torch.where(self.regression[labels.endpoint], distance, entropy)

    def weights(self, labels: LabelBatch) -> Tensor:
        """[m] weight of each label in the sum."""
        active = torch.where(self.regression[labels.endpoint], 0, labels.value).long()
        return self.weight[labels.endpoint] * self.class_weight[labels.endpoint, active] * labels.weight

    def __call__(self, output: Tensor, labels: LabelBatch) -> Tensor:
        """Loss of a batch, a compound on average; output is [n, E]."""
        predicted = output.float().take(labels.cell)
        return torch.dot(self.losses(predicted, labels), self.weights(labels)) / len(output)

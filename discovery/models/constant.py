"""The mean of the training labels, whatever the compound: what a model has to beat to have learnt anything."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.models.predictor import Prediction
from discovery.target.endpoint import Endpoint


class Constant:
    """Weighted mean and standard deviation of each endpoint's labels, a censored one counting as its bound."""

    def __init__(self, endpoints: tuple[Endpoint, ...], mean: NDArray[np.float32], spread: NDArray[np.float32]) -> None:
        """`mean` and `spread` are [E]; NaN for an endpoint without labels."""
        self._endpoints = endpoints
        self._mean = mean
        self._spread = spread

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self._endpoints

    @classmethod
    def fit(cls, labels: Labels) -> Self:
        """Means of all endpoints of the labels."""
        size = len(labels.endpoints)
        weight = np.bincount(labels.endpoint, labels.weight, size)
        with np.errstate(invalid="ignore"):
            mean = np.bincount(labels.endpoint, labels.weight * labels.value, size) / weight
            off = (labels.value - mean[labels.endpoint]) ** 2
            spread = np.sqrt(np.bincount(labels.endpoint, labels.weight * off, size) / weight)
        return cls(labels.endpoints, mean.astype(np.float32), spread.astype(np.float32))

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """The same for every compound; none fails."""
        shape = (len(smiles), len(self._endpoints))
        mean, spread = np.broadcast_to(self._mean, shape).copy(), np.broadcast_to(self._spread, shape).copy()
        return Prediction(mean, spread, np.zeros(len(smiles), np.bool_))

"""A student: one network that has learnt what a slower model says, for the first look at a large library (distillation:
Hinton et al. 2015, arXiv 1503.02531)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discovery.candidates.schema import spread_column
from discovery.graphs.featurize import featurize
from discovery.graphs.store import GraphStore
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Inference, Prediction, Readouts
from discovery.models.settings import DmpnnSettings, Readout
from discovery.target.endpoint import Endpoint, EndpointKind

STUDENT = DmpnnSettings(members=1, readout=Readout.norm)
"""The default network, once."""


class Student:
    """Says of a molecule what its teacher would, mean and spread."""

    def __init__(self, network: NetworkEnsemble, endpoints: tuple[Endpoint, ...], learnt: NDArray[np.bool_]) -> None:
        """`learnt` [2, E] are the means and the spreads that the network tells, in the order of its outputs."""
        self.network = network
        self.learnt = learnt
        self._endpoints = endpoints

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self._endpoints

    def under(self, inference: Inference) -> "Student":
        """The same student, whose network goes through molecules in that way."""
        return Student(self.network.under(inference), self._endpoints, self.learnt)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        return self.predict_graphs(featurize(smiles))

    def predict_graphs(self, store: GraphStore, readouts: Readouts | None = None) -> Prediction:  # noqa: ARG002  OnGraphs
        """Predictions for graphs made before, in their order."""
        told = self.network.predict_graphs(store)
        mean, spread = np.full((2, len(store), len(self._endpoints)), np.nan, np.float32)
        number = int(self.learnt[0].sum())
        mean[:, self.learnt[0]] = told.mean[:, :number]
        spread[:, self.learnt[1]] = np.maximum(told.mean[:, number:], 0)
        return Prediction(mean, spread, told.failed)


def outputs(endpoints: Sequence[Endpoint], learnt: NDArray[np.bool_]) -> tuple[Endpoint, ...]:
    """What the network of a student predicts: the means, then the spreads, all of them as numbers."""
    names = [(endpoint, endpoint.name) for endpoint, wanted in zip(endpoints, learnt[0], strict=True) if wanted]
    names += [(one, spread_column(one.name)) for one, wanted in zip(endpoints, learnt[1], strict=True) if wanted]
    return tuple(Endpoint(name, one.target, EndpointKind.regression, one.unit) for one, name in names)

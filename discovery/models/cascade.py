"""A cascade: one model predicts what earlier assays would read of a molecule, and the next takes that as an input.

Screens come before dose-responses, and have many more compounds. What a model of the screen predicts of a compound
tells the model of the potency what it could not learn from its own few labels.
"""

from collections.abc import Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.models.predictor import Inference, Prediction, Predictor, Readouts, ask, under
from discovery.models.settings import KernelSettings
from discovery.target.endpoint import Endpoint

FIRST = KernelSettings(exact=2_000, inducing=2_000, tuned=500)
"""The first model: cheap, as it is fitted six times, and the same for every main model. A forest in its place
did not help more (experiments/multi_fidelity)."""


class Cascade:
    """Predicts what its main model does, which is given some endpoints of its first model as readouts."""

    def __init__(self, first: Predictor, columns: NDArray[np.int64], main: Predictor) -> None:
        """`columns` [s] are those endpoints of the first model that the main model was fitted with."""
        self.first = first
        self.columns = columns
        self.main = main

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self.main.endpoints

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        return ask(self.main, smiles, self.readouts(smiles))

    def readouts(self, smiles: Sequence[str]) -> Readouts:
        """[n, s] what the first model says of n molecules."""
        return self.first.predict(smiles).mean[:, self.columns]

    def under(self, inference: Inference) -> Self:
        """The same cascade, whose networks go through molecules in that way."""
        return type(self)(under(self.first, inference), self.columns, under(self.main, inference))

    def state(self) -> dict[str, NDArray[Any]]:
        """What was fitted beside the two models, as arrays."""
        return {"columns": self.columns}

"""The one protocol that screening and evaluation know: compounds in, mean and spread out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from discovery.target.endpoint import Endpoint


@dataclass(frozen=True)
class Prediction:
    """Predictions of n molecules for E endpoints, each in the endpoint's own unit."""

    mean: NDArray[np.float32]
    """[n, E] rows of a failed molecule are NaN."""
    spread: NDArray[np.float32]
    """[n, E] standard deviation that the model states for its mean; NaN where it states none."""
    failed: NDArray[np.bool_]
    """[n] true where no graph or fingerprint could be made of the molecule."""


class Predictor(Protocol):
    """Anything that predicts: the GNN ensemble, the kernel processes, the forest, the similarity baseline."""

    @property
    def endpoints(self) -> tuple[Endpoint, ...]: ...

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed, never an error."""
        ...

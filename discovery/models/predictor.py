"""The one protocol that screening and evaluation know: compounds in, mean and spread out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from discovery.graphs.store import GraphStore
from discovery.target.endpoint import Endpoint

Readouts = NDArray[np.float32]
"""[n, s] what other assays would read of n compounds, as a model that was fitted before predicts; NaN: not told."""


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


@runtime_checkable
class OnReadouts(Protocol):
    """A model that can take predicted readouts of other assays beside the structure."""

    def predict_with(self, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
        """As `predict`; a model that was fitted with readouts takes these and no others."""
        ...


@runtime_checkable
class OnGraphs(Protocol):
    """A model that reads graphs, which others may have made before or want too."""

    def predict_graphs(self, store: GraphStore, readouts: Readouts | None = None) -> Prediction: ...


def ask(predictor: Predictor, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
    """What a predictor says, given readouts where there are some and it can take them."""
    if readouts is not None and isinstance(predictor, OnReadouts):
        return predictor.predict_with(smiles, readouts)
    return predictor.predict(smiles)

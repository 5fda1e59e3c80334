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


@dataclass(frozen=True)
class Inference:
    """How networks go through molecules, which changes no more of what they say than its rounding."""

    batch_size: int = 1024
    """Molecules a forward pass: the more, the more environments they share; drug-like ones then take about 100 MB."""
    precision: str = "fp32"
    """fp32 or bf16, of the encoders."""
    device: str = "cpu"
    """cpu or cuda."""


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


@runtime_checkable
class OfNetworks(Protocol):
    """A model that is, or holds, networks."""

    def under(self, inference: Inference) -> Predictor:
        """The same model, whose networks go through molecules in that way."""
        ...


def under(predictor: Predictor, inference: Inference) -> Predictor:
    """A predictor whose networks, if any, go through molecules in that way."""
    return predictor.under(inference) if isinstance(predictor, OfNetworks) else predictor


def ask(predictor: Predictor, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
    """What a predictor says, given readouts where there are some and it can take them."""
    if readouts is not None and isinstance(predictor, OnReadouts):
        return predictor.predict_with(smiles, readouts)
    return predictor.predict(smiles)

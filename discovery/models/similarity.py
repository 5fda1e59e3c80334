"""Tanimoto similarity to what is known: the baseline that only remembers."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.chem.fingerprint import morgan, nearest
from discovery.models.predictor import Prediction
from discovery.models.settings import SimilaritySettings
from discovery.target.endpoint import Endpoint, EndpointKind


class Similarity:
    """Classification: similarity to the nearest active. Regression: the value of the nearest compound measured.

    The spread is 1 - similarity; both are NaN for an endpoint to which nothing can be compared.
    """

    def __init__(self, endpoints: tuple[Endpoint, ...], state: Mapping[str, NDArray[Any]]) -> None:
        """`state` holds radius and bits as `fingerprint` [2], packed bits of the m compounds [m, bits / 8], and of
        each reference its endpoint `column` [k], compound `row` [k] and `value` [k]."""
        self._endpoints = endpoints
        self._state = dict(state)

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self._endpoints

    @classmethod
    def fit(
        cls,
        smiles: Sequence[str],
        labels: Labels,
        settings: SimilaritySettings,
        seed: int = 0,  # noqa: ARG003  nothing is drawn; every model is fitted by the same call
        endpoints: Sequence[str] | None = None,
    ) -> Self:
        """References of the named endpoints (None: all): every compound of a regression, the actives otherwise."""
        bits = morgan(smiles, settings.radius, settings.bits)
        kinds = np.array([endpoint.kind is EndpointKind.regression for endpoint in labels.endpoints])
        names = np.array([endpoints is None or endpoint.name in endpoints for endpoint in labels.endpoints])
        row = labels.rows()
        kept = names[labels.endpoint] & (kinds[labels.endpoint] | (labels.value > 0.5)) & bits[row].any(axis=1)
        compounds, place = np.unique(row[kept], return_inverse=True)
        state: dict[str, NDArray[Any]] = {
            "fingerprint": np.array([settings.radius, settings.bits], np.int32),
            "bits": np.packbits(bits[compounds], axis=1),
            "column": labels.endpoint[kept],
            "row": place.astype(np.int64),
            "value": labels.value[kept],
        }
        return cls(labels.endpoints, state)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        radius, length = (int(number) for number in self._state["fingerprint"])
        queries = morgan(smiles, radius, length)
        references = np.unpackbits(self._state["bits"], axis=1, count=length)
        failed: NDArray[np.bool_] = np.equal(queries.max(axis=1), 0)
        mean, spread = (np.full((len(smiles), len(self._endpoints)), np.nan, np.float32) for _ in range(2))
        for column in np.unique(self._state["column"]):
            own = np.flatnonzero(self._state["column"] == column)
            index, similarity = nearest(queries[~failed], references[self._state["row"][own]])
            is_number = self._endpoints[column].kind is EndpointKind.regression
            mean[~failed, column] = self._state["value"][own[index]] if is_number else similarity
            spread[~failed, column] = 1 - similarity
        return Prediction(mean, spread, failed)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        return self._state

    @classmethod
    def from_state(cls, endpoints: tuple[Endpoint, ...], state: Mapping[str, NDArray[Any]]) -> Self:
        """The model that `state` wrote."""
        return cls(endpoints, state)

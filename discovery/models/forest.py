"""Random forest on Morgan count fingerprints, the field's standard baseline: one forest an endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.chem.fingerprint import morgan
from discovery.errors import TrainingError
from discovery.models.predictor import Prediction
from discovery.models.settings import ForestSettings
from discovery.models.trees import Trees, join, trees_of
from discovery.target.endpoint import Endpoint, EndpointKind

BLOCK = 512
"""Molecules that walk down all trees at a time."""


class Forest:
    """Mean over trees as the prediction, their standard deviation as its spread; NaN for an endpoint without trees."""

    def __init__(
        self,
        endpoints: tuple[Endpoint, ...],
        trees: Trees,
        column: NDArray[np.int32],
        fingerprint: NDArray[np.int32],
    ) -> None:
        """`column` [T] is the endpoint of each tree; `fingerprint` [2] holds radius and bits."""
        self._endpoints = endpoints
        self._trees = trees
        self._column = column
        self._fingerprint = fingerprint

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self._endpoints

    @classmethod
    def fit(
        cls,
        smiles: Sequence[str],
        labels: Labels,
        settings: ForestSettings,
        seed: int,
        endpoints: Sequence[str] | None = None,
        threads: int = 1,
    ) -> Self:
        """Forests for those of the named endpoints (None: all) that have labels.

        A censored value counts as its bound. The trees are the same for any number of `threads`.
        Raises TrainingError where there is no label at all.
        """
        counts = morgan(smiles, settings.radius, settings.bits, counts=True)
        columns, forests = [], []
        for column, endpoint in enumerate(labels.endpoints):
            rows, value, _, weight = labels.of(endpoint.name)
            known = counts[rows].any(axis=1)
            if known.any() and (endpoints is None or endpoint.name in endpoints):
                data = counts[rows[known]], value[known], weight[known]
                forests.append(_grow(endpoint, *data, settings, seed, threads))
                columns.append(np.full(settings.trees, column, np.int32))
        if not forests:
            raise TrainingError("no compound has a label of the forest's endpoints; check target and data.sources")
        fingerprint = np.array([settings.radius, settings.bits], np.int32)
        return cls(labels.endpoints, join(forests), np.concatenate(columns), fingerprint)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        radius, bits = (int(number) for number in self._fingerprint)
        mean, spread = (np.full((len(smiles), len(self._endpoints)), np.nan, np.float32) for _ in range(2))
        failed = np.zeros(len(smiles), np.bool_)
        for start in range(0, len(smiles), BLOCK):
            block = slice(start, start + BLOCK)
            counts = morgan(smiles[block], radius, bits, counts=True)
            failed[block] = ~counts.any(axis=1)
            values = self._trees.predict(counts)
            values[failed[block]] = np.nan
            for column in np.unique(self._column):
                of_endpoint = values[:, self._column == column]
                mean[block, column] = of_endpoint.mean(axis=1)
                spread[block, column] = of_endpoint.std(axis=1)
        return Prediction(mean, spread, failed)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        trees = {field.name: getattr(self._trees, field.name) for field in fields(Trees)}
        return {**trees, "column": self._column, "fingerprint": self._fingerprint}

    @classmethod
    def from_state(cls, endpoints: tuple[Endpoint, ...], state: Mapping[str, NDArray[Any]]) -> Self:
        """The forest that `state` wrote."""
        trees = Trees(**{field.name: state[field.name] for field in fields(Trees)})
        return cls(endpoints, trees, state["column"], state["fingerprint"])


def _grow(
    endpoint: Endpoint,
    counts: NDArray[np.uint8],
    value: NDArray[np.float32],
    weight: NDArray[np.float32],
    settings: ForestSettings,
    seed: int,
    threads: int,
) -> Trees:
    """The forest of one endpoint, from the fingerprints [k, bits], values [k] and weights [k] of its compounds."""
    # imported here because they take a second, and only fitting needs them
    from scipy.sparse import csr_matrix
    from sklearn.ensemble import RandomForestClassifier, RandomForestRegressor

    kind = RandomForestClassifier if endpoint.kind is EndpointKind.classification else RandomForestRegressor
    rules = {"min_samples_leaf": settings.min_leaf, "max_features": "sqrt"}
    forest = kind(settings.trees, **rules, random_state=seed, n_jobs=threads)
    sparse = csr_matrix(counts, dtype=np.float32)  # four times as fast as dense where few bits are set
    return trees_of(forest.fit(sparse, value, weight))

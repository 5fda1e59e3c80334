"""Random forest on Morgan count fingerprints, the field's standard baseline, and extra-trees: one an endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.errors import InternalError, TrainingError
from discovery.models.predictor import Prediction, Readouts
from discovery.models.settings import ExtraTreesSettings, ForestSettings
from discovery.models.tree_columns import TreeColumns
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
        columns: TreeColumns,
    ) -> None:
        """`column` [T] is the endpoint of each tree; `columns` are what the trees look at."""
        self._endpoints = endpoints
        self._trees = trees
        self._column = column
        self._columns = columns

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
        readouts: Readouts | None = None,
    ) -> Self:
        """Forests for those of the named endpoints (None: all) that have labels.

        A censored value counts as its bound. The trees are the same for any number of `threads`. `readouts` [n, s] of
        the same compounds are further columns.
        Raises TrainingError where there is no label at all.
        """
        described = isinstance(settings, ExtraTreesSettings)
        made, table, readable = TreeColumns.fit(smiles, settings.radius, settings.bits, described, readouts)
        columns, forests = [], []
        for column, endpoint in enumerate(labels.endpoints):
            rows, value, _, weight = labels.of(endpoint.name)
            known = readable[rows]
            if known.any() and (endpoints is None or endpoint.name in endpoints):
                data = table[rows[known]], value[known], weight[known]
                forests.append(_grow(endpoint, *data, settings, seed, threads))
                columns.append(np.full(settings.trees, column, np.int32))
        if not forests:
            raise TrainingError("no compound has a label of the forest's endpoints; check target and data.sources")
        return cls(labels.endpoints, join(forests), np.concatenate(columns), made)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        return self.predict_with(smiles, None)

    def predict_with(self, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
        """As `predict`, by the readouts [n, s] of the molecules too."""
        if (readouts is None) != (self._columns.span is None):
            raise InternalError("a forest is asked with readouts where it was fitted with them, and only there")
        mean, spread = (np.full((len(smiles), len(self._endpoints)), np.nan, np.float32) for _ in range(2))
        failed = np.zeros(len(smiles), np.bool_)
        for start in range(0, len(smiles), BLOCK):
            block = slice(start, start + BLOCK)
            table, readable = self._columns.table(smiles[block], None if readouts is None else readouts[block])
            failed[block] = ~readable
            values = self._trees.predict(table)
            values[failed[block]] = np.nan
            for column in np.unique(self._column):
                # row by row in memory, so that a molecule's trees are added up alike whatever the others are
                of_endpoint = np.ascontiguousarray(values[:, self._column == column], np.float64)
                mean[block, column] = of_endpoint.mean(axis=1)
                spread[block, column] = of_endpoint.std(axis=1)
        return Prediction(mean, spread, failed)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        trees = {field.name: getattr(self._trees, field.name) for field in fields(Trees)}
        return {**trees, "column": self._column, **self._columns.state()}

    @classmethod
    def from_state(cls, endpoints: tuple[Endpoint, ...], state: Mapping[str, NDArray[Any]]) -> Self:
        """The forest that `state` wrote."""
        trees = Trees(**{field.name: state[field.name] for field in fields(Trees)})
        return cls(endpoints, trees, state["column"], TreeColumns.from_state(state))


def _grow(
    endpoint: Endpoint,
    table: NDArray[np.uint8],
    value: NDArray[np.float32],
    weight: NDArray[np.float32],
    settings: ForestSettings,
    seed: int,
    threads: int,
) -> Trees:
    """The trees of one endpoint, from the columns [k, c], values [k] and weights [k] of its compounds."""
    # imported here because they take a second, and only fitting needs them
    from scipy.sparse import csr_matrix
    from sklearn.ensemble import (
        ExtraTreesClassifier,
        ExtraTreesRegressor,
        RandomForestClassifier,
        RandomForestRegressor,
    )

    is_class = endpoint.kind is EndpointKind.classification
    rules = {"min_samples_leaf": settings.min_leaf, "max_features": "sqrt", "random_state": seed, "n_jobs": threads}
    if isinstance(settings, ExtraTreesSettings):
        extra = (ExtraTreesClassifier if is_class else ExtraTreesRegressor)(settings.trees, **rules)
        return trees_of(extra.fit(table.astype(np.float32), value, weight))
    forest = (RandomForestClassifier if is_class else RandomForestRegressor)(settings.trees, **rules)
    sparse = csr_matrix(table, dtype=np.float32)  # four times as fast as dense where few bits are set
    return trees_of(forest.fit(sparse, value, weight))

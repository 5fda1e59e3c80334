"""Random forest on Morgan count fingerprints, the field's standard baseline: one forest an endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.chem.fingerprint import morgan
from discovery.errors import InternalError, TrainingError
from discovery.models.predictor import Prediction, Readouts
from discovery.models.settings import ForestSettings
from discovery.models.trees import Trees, join, trees_of
from discovery.target.endpoint import Endpoint, EndpointKind

BLOCK = 512
"""Molecules that walk down all trees at a time."""
COPIES = 64
"""Columns that each predicted readout fills beside the fingerprint: a split looks at 45 of some 2,000 columns, and so
at a readout in three of four cases."""
STEPS = 255
"""Steps that the range of a readout is cut into."""


class Forest:
    """Mean over trees as the prediction, their standard deviation as its spread; NaN for an endpoint without trees."""

    def __init__(
        self,
        endpoints: tuple[Endpoint, ...],
        trees: Trees,
        column: NDArray[np.int32],
        fingerprint: NDArray[np.int32],
        readouts: Readouts | None = None,
    ) -> None:
        """`column` [T] is the endpoint of each tree; `fingerprint` [2] holds radius and bits.

        `readouts` [2, s] are the lowest and highest of each readout that the forest was fitted with; None: with none.
        """
        self._endpoints = endpoints
        self._trees = trees
        self._column = column
        self._fingerprint = fingerprint
        self._readouts = readouts

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
        counts = morgan(smiles, settings.radius, settings.bits, counts=True)
        given = np.flatnonzero(counts.any(axis=1))
        span = None if readouts is None else _span(readouts[given])
        counts = _beside(counts, readouts, span)
        columns, forests = [], []
        for column, endpoint in enumerate(labels.endpoints):
            rows, value, _, weight = labels.of(endpoint.name)
            known = np.isin(rows, given)
            if known.any() and (endpoints is None or endpoint.name in endpoints):
                data = counts[rows[known]], value[known], weight[known]
                forests.append(_grow(endpoint, *data, settings, seed, threads))
                columns.append(np.full(settings.trees, column, np.int32))
        if not forests:
            raise TrainingError("no compound has a label of the forest's endpoints; check target and data.sources")
        fingerprint = np.array([settings.radius, settings.bits], np.int32)
        return cls(labels.endpoints, join(forests), np.concatenate(columns), fingerprint, span)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        return self.predict_with(smiles, None)

    def predict_with(self, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
        """As `predict`, by the readouts [n, s] of the molecules too."""
        if (readouts is None) != (self._readouts is None):
            raise InternalError("a forest is asked with readouts where it was fitted with them, and only there")
        radius, bits = (int(number) for number in self._fingerprint)
        mean, spread = (np.full((len(smiles), len(self._endpoints)), np.nan, np.float32) for _ in range(2))
        failed = np.zeros(len(smiles), np.bool_)
        for start in range(0, len(smiles), BLOCK):
            block = slice(start, start + BLOCK)
            counts = morgan(smiles[block], radius, bits, counts=True)
            failed[block] = ~counts.any(axis=1)
            told = None if readouts is None else readouts[block]
            values = self._trees.predict(_beside(counts, told, self._readouts))
            values[failed[block]] = np.nan
            for column in np.unique(self._column):
                of_endpoint = values[:, self._column == column]
                mean[block, column] = of_endpoint.mean(axis=1)
                spread[block, column] = of_endpoint.std(axis=1)
        return Prediction(mean, spread, failed)

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        trees = {field.name: getattr(self._trees, field.name) for field in fields(Trees)}
        told = {} if self._readouts is None else {"readouts": self._readouts}
        return {**trees, "column": self._column, "fingerprint": self._fingerprint, **told}

    @classmethod
    def from_state(cls, endpoints: tuple[Endpoint, ...], state: Mapping[str, NDArray[Any]]) -> Self:
        """The forest that `state` wrote."""
        trees = Trees(**{field.name: state[field.name] for field in fields(Trees)})
        return cls(endpoints, trees, state["column"], state["fingerprint"], state.get("readouts"))


def _span(readouts: Readouts) -> Readouts:
    """[2, s] the lowest and the highest of each readout; 0 where none is known."""
    known = np.isfinite(readouts)
    low = np.where(known, readouts, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, readouts, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(np.isfinite(low), np.stack([low, high]), 0).astype(np.float32)


def _beside(counts: NDArray[np.uint8], readouts: Readouts | None, span: Readouts | None) -> NDArray[np.uint8]:
    """[n, bits + s * COPIES] fingerprints and readouts, these in steps of their span; as they are where there is none.

    A readout that is not known stands at the lowest.
    """
    if readouts is None or span is None:
        return counts
    low, high = span
    share = (readouts - low) / np.where(high > low, high - low, 1)
    steps = np.rint(np.clip(np.nan_to_num(share, nan=0.0), 0, 1) * STEPS).astype(np.uint8)
    return np.concatenate([counts, np.repeat(steps, COPIES, axis=1)], axis=1)


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

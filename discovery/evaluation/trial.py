"""What every model said of every test compound of one endpoint under one method of division."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.evaluation.metrics import Floats
from discovery.target.endpoint import Endpoint

PREDICTIONS = pa.schema(
    [
        ("split", pa.string()),  # method of division
        ("repeat", pa.int64()),
        ("fold", pa.int64()),
        ("endpoint", pa.string()),
        ("model", pa.string()),
        ("training", pa.int64()),  # of the models trained more than once, each time with a seed of its own
        ("compound", pa.string()),
        ("measured", pa.float64()),
        ("predicted", pa.float64()),  # null where the model has no prediction
        ("spread", pa.float64()),  # null where the model states none
        ("similarity", pa.float64()),  # Tanimoto, to the nearest compound learnt from with a label of the endpoint
        ("cliff", pa.bool_()),
    ]
)
"""One row a model, training, endpoint and test compound of each fold."""

ARRAYS = ("repeat", "fold", "row", "y", "predicted", "spread", "similarity", "cliff")
"""Fields of a trial whose last axis is that of its entries."""


@dataclass(frozen=True)
class Trial:
    """t test entries (a compound once a repeat) beside what k models say of them, each of them trained s times."""

    split: str
    fixed: bool
    """One fixed test set rather than folds."""
    endpoint: Endpoint
    models: tuple[str, ...]
    repeat: NDArray[np.int64]
    """[t]"""
    fold: NDArray[np.int64]
    """[t] within its repeat."""
    row: NDArray[np.int64]
    """[t] row in the table of compounds."""
    y: Floats
    """[t] measured value."""
    predicted: Floats
    """[k, s, t] NaN where a model has no prediction."""
    spread: Floats
    """[k, s, t] NaN where a model states none."""
    similarity: Floats
    """[t] to the nearest compound learnt from."""
    cliff: NDArray[np.bool_]
    """[t]"""

    def take(self, entries: NDArray[np.int64]) -> "Trial":
        """Some of the entries."""
        arrays: dict[str, Any] = {name: getattr(self, name)[..., entries] for name in ARRAYS}
        return replace(self, **arrays)

    @classmethod
    def joined(cls, trials: Sequence["Trial"]) -> "Trial":
        """The entries of several trials that differ in nothing else."""
        arrays: dict[str, Any] = {n: np.concatenate([getattr(t, n) for t in trials], axis=-1) for n in ARRAYS}
        return replace(trials[0], **arrays)

    def common(self) -> "Trial":
        """The entries of which every model has a prediction; a model without any is left out."""
        told: NDArray[np.bool_] = ~np.isnan(self.predicted)
        speaks = np.asarray(told.any(axis=(1, 2)))
        models = tuple(name for name, kept in zip(self.models, speaks, strict=True) if kept)
        speaking = replace(self, models=models, predicted=self.predicted[speaks], spread=self.spread[speaks])
        return speaking.take(np.flatnonzero(told[speaks].all(axis=(0, 1))))

    def blocks(self) -> list[NDArray[np.int64]]:
        """Entries of each fold of each repeat, in order."""
        order = np.lexsort((self.fold, self.repeat))
        keys = np.stack([self.repeat[order], self.fold[order]], axis=1)
        starts = np.flatnonzero((np.diff(keys, axis=0) != 0).any(axis=1)) + 1
        return list(np.split(order, starts)) if len(order) else []


def predictions_table(trials: Sequence[Trial], compounds: Sequence[str]) -> pa.Table:
    """PREDICTIONS; `compounds` [n] are the keys of the data set's compounds."""
    keys = np.asarray(compounds, dtype=object)
    tables = [PREDICTIONS.empty_table()]
    for trial in trials:
        trainings = trial.predicted.shape[1]
        for (place, model), training in product(enumerate(trial.models), range(trainings)):
            size = len(trial.row)
            columns = {
                "split": [trial.split] * size,
                "repeat": trial.repeat,
                "fold": trial.fold,
                "endpoint": [trial.endpoint.name] * size,
                "model": [model] * size,
                "training": [training] * size,
                "compound": keys[trial.row].tolist(),
                "measured": trial.y,
                "predicted": pa.array(trial.predicted[place, training], pa.float64(), from_pandas=True),
                "spread": pa.array(trial.spread[place, training], pa.float64(), from_pandas=True),
                "similarity": trial.similarity,
                "cliff": trial.cliff,
            }
            tables.append(pa.table(columns, schema=PREDICTIONS))
    return pa.concat_tables(tables)

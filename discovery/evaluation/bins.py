"""How good models are far from what they have learnt, and near it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.evaluation.bootstrap import interval, resamples
from discovery.evaluation.measures import measures_of
from discovery.evaluation.settings import EvaluationSettings
from discovery.evaluation.trial import Trial
from discovery.target.endpoint import EndpointKind

EDGES = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
"""Ends of the bins of Tanimoto similarity to the nearest compound learnt from."""

BINS = pa.schema(
    [
        ("split", pa.string()),
        ("endpoint", pa.string()),
        ("metric", pa.string()),  # the main measure of the endpoint's kind
        ("model", pa.string()),
        ("from_similarity", pa.float64()),
        ("to_similarity", pa.float64()),
        ("compounds", pa.int64()),
        ("value", pa.float64()),  # null where the bin does not define it
        ("low", pa.float64()),
        ("high", pa.float64()),
    ]
)
"""One row a model, endpoint and bin that holds a compound."""


def by_similarity(trial: Trial, settings: EvaluationSettings) -> Iterator[dict[str, Any]]:
    """Rows of BINS; predictions of all repeats count, and a resample draws compounds with all their predictions."""
    measure = measures_of(trial.endpoint.kind)[0]
    trial = _varying(trial)
    if not len(trial.models):
        return
    place = np.clip(np.digitize(trial.similarity, EDGES[1:-1]), 0, len(EDGES) - 2)
    for number in np.unique(place):
        mine = trial.take(np.flatnonzero(place == number))
        compounds, compound = np.unique(mine.row, return_inverse=True)
        units = _units(mine, compound)
        whole = np.ones((1, len(mine.y)))
        values = np.array([measure.metric.averaged(mine.y, predicted, whole)[0] for predicted in mine.predicted])
        drawn = np.concatenate(
            [
                np.stack(
                    [measure.metric.averaged(mine.y, predicted, counts[:, compound]) for predicted in mine.predicted]
                )
                for counts in resamples(len(compounds), settings.bootstraps, settings.seed)
            ],
            axis=1,
        )
        for model, value, resampled in zip(trial.models, values, drawn, strict=True):
            found = interval(float(value), resampled, units, settings.confidence)
            numbers = {"value": found.value, "low": found.low, "high": found.high}
            yield {
                "split": trial.split,
                "endpoint": trial.endpoint.name,
                "metric": measure.name,
                "model": model,
                "from_similarity": EDGES[number],
                "to_similarity": EDGES[number + 1],
                "compounds": len(compounds),
            } | {name: None if np.isnan(number) else number for name, number in numbers.items()}


def _varying(trial: Trial) -> Trial:
    """Without the models that rank nothing: over all folds, means of training run against what is left for testing."""
    if trial.endpoint.kind is EndpointKind.regression:
        return trial
    blocks = trial.blocks()
    kept = [
        place
        for place, said in enumerate(trial.predicted)
        if any((np.ptp(said[:, block], axis=1) > 0).any() for block in blocks)
    ]
    models = tuple(trial.models[place] for place in kept)
    return replace(trial, models=models, predicted=trial.predicted[kept], spread=trial.spread[kept])


def _units(trial: Trial, compound: NDArray[np.int64]) -> int:
    """Compounds, of the rarer class where there are two."""
    if trial.endpoint.kind is EndpointKind.regression:
        return len(np.unique(compound))
    return min(len(np.unique(compound[trial.y == value])) for value in (0.0, 1.0))

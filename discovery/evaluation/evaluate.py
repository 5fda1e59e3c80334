"""How well models predict measured labels: every model, endpoint and metric in one table."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.errors import InternalError
from discovery.evaluation.bootstrap import Interval, bootstrap
from discovery.evaluation.metrics import METRICS, Metric
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.predictor import Prediction
from discovery.target.endpoint import Endpoint

CONSTANT = "constant"
"""Name of the baseline that is in every table."""

EVALUATION = pa.schema(
    [
        ("model", pa.string()),
        ("endpoint", pa.string()),
        ("metric", pa.string()),  # name in METRICS
        ("value", pa.float64()),  # null where the sample does not define the metric
        ("low", pa.float64()),  # null where the sample is too small for an interval
        ("high", pa.float64()),
        ("n", pa.int64()),  # compounds compared
        ("note", pa.string()),  # why there is no value; empty where there is one
    ]
)


def evaluate(
    predictions: Mapping[str, Prediction],
    endpoints: Sequence[Endpoint],
    labels: Labels,
    settings: EvaluationSettings,
    only: Sequence[str] | None = None,
) -> pa.Table:
    """Table EVALUATION of all models beside the constant that would have fitted these labels best.

    `predictions` are of the compounds of `labels`, in their order, with a column for each of `endpoints`.
    Only labels measured on the target itself count, uncensored and of full weight. On one endpoint all models are
    compared on the same compounds: those for which each of them has a prediction; a model that predicts none of an
    endpoint's compounds is left out of that endpoint.
    `only` names the endpoints wanted; None: all. A metric that a sample does not define stays null, with a note.
    """
    _check_shapes(predictions, endpoints, labels)
    wanted = [column for column, e in enumerate(endpoints) if only is None or e.name in only]
    rows = [
        row for column in wanted for row in _endpoint_rows(predictions, endpoints[column], column, labels, settings)
    ]
    return pa.Table.from_pylist(rows, schema=EVALUATION)


def measured(labels: Labels, endpoint: str) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Rows and values of the labels that an evaluation of this endpoint counts."""
    own = labels.keep((labels.relation == EQUAL) & (labels.weight == 1.0) & (labels.origin == MEASURED))
    rows, values, _, _ = own.of(endpoint)
    return rows, values


def _endpoint_rows(
    predictions: Mapping[str, Prediction], endpoint: Endpoint, column: int, labels: Labels, settings: EvaluationSettings
) -> Iterator[dict[str, Any]]:
    rows, y = measured(labels, endpoint.name)
    scores = {model: prediction.mean[rows, column] for model, prediction in predictions.items()}
    scores = {model: score for model, score in scores.items() if len(rows) == 0 or not np.isnan(score).all()}
    common = np.all([np.ones(len(rows), bool), *(~np.isnan(score) for score in scores.values())], axis=0)
    y = y[common]
    scores = {model: score[common] for model, score in scores.items()}
    # In hindsight, so that no constant learnt from training can have a lower RMSE.
    scores[CONSTANT] = np.full(len(y), y.mean() if len(y) else np.nan, np.float32)
    for model, score in scores.items():
        for metric in METRICS.values():
            if metric.kind is endpoint.kind:
                result = bootstrap(metric, y, score, settings.bootstraps, settings.confidence, settings.seed)
                yield {"model": model, "endpoint": endpoint.name, "n": len(y)} | _cells(metric, result)


def _cells(metric: Metric, result: Interval) -> dict[str, Any]:
    """The columns of a result; a number that is not defined becomes null."""
    numbers = {"value": result.value, "low": result.low, "high": result.high}
    note = f"needs {metric.needs}" if np.isnan(result.value) else ""
    return {"metric": metric.name, "note": note} | {k: None if np.isnan(v) else v for k, v in numbers.items()}


def _check_shapes(predictions: Mapping[str, Prediction], endpoints: Sequence[Endpoint], labels: Labels) -> None:
    expected = (len(labels), len(endpoints))
    for model, prediction in predictions.items():
        if prediction.mean.shape != expected:
            raise InternalError(f"predictions of {model} have shape {prediction.mean.shape}, expected {expected}")

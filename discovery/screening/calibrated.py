"""Intervals and calibrated probabilities of candidates, from what was predicted of them; no model is needed."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.candidates.schema import high_column, low_column, probability_column, spread_column
from discovery.candidates.settings import RankingSettings
from discovery.screening.background import Background
from discovery.target.endpoint import Endpoint, EndpointKind


def calibrated_columns(candidates: pa.Table, background: Background, settings: RankingSettings) -> dict[str, pa.Array]:
    """Columns of what the calibration says of the endpoints that the ranking uses and of the liabilities' potencies.

    A potency has the ends of its 90 % interval and the probability that it reaches the target's threshold, the readout
    of a screen the ends alone, a class its probability; null where nothing is predicted. Nothing for an endpoint that
    is not calibrated.
    """
    near = _numbers(candidates, "train_similarity")
    columns: dict[str, pa.Array] = {}
    for endpoint in _shown(background, settings):
        mean, spread = (_numbers(candidates, name) for name in (endpoint.name, spread_column(endpoint.name)))
        stated = background.contents.calibration.of(endpoint.name, mean, spread, near)
        if stated is None:
            continue
        ends = {low_column(endpoint.name): stated.low, high_column(endpoint.name): stated.high}
        is_number = endpoint.kind is EndpointKind.regression
        told = ends if is_number else {}
        if endpoint.is_potency or not is_number:
            told |= {probability_column(endpoint.name): stated.probability}
        columns |= {name: pa.array(values, from_pandas=True) for name, values in told.items()}
    return columns


def _shown(background: Background, settings: RankingSettings) -> Iterator[Endpoint]:
    """In the order of the model's endpoints."""
    target = background.manifest.target
    wanted = {objective.column for objective in settings.objectives.values()}
    for endpoint in background.manifest.endpoints:
        liability = endpoint.target in target.liabilities and endpoint.is_potency
        if endpoint.name in wanted or liability:
            yield endpoint


def _numbers(table: pa.Table, column: str) -> NDArray[np.float64]:
    """[n] a column as numbers, NaN where it is null."""
    return np.asarray(table[column].to_numpy(), np.float64)

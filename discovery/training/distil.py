"""Teaching a student what a slower model predicts."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.errors import TrainingError
from discovery.graphs.store import GraphStore
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Prediction
from discovery.models.student import STUDENT, Student, outputs
from discovery.target.endpoint import Endpoint
from discovery.training.data import TrainingData
from discovery.training.loop import fit, ignore
from discovery.training.scale import set_scale
from discovery.training.settings import FitSettings

FIT = FitSettings(epochs=30, batch_size=64, learning_rate=1e-3, endpoint_balance=0.0)
LEAST = 100
"""Compounds from which something can be learnt."""


def distil(
    graphs: GraphStore,
    teacher: Prediction,
    endpoints: tuple[Endpoint, ...],
    advance: Callable[[int], None] = ignore,
) -> Student:
    """A student of what a teacher says of n compounds; raises TrainingError where these are too few.

    An endpoint that the teacher does not predict for all of them is not learnt. `advance` hears of the compounds of
    every step, of `FIT.epochs` times n in all.
    """
    known = np.flatnonzero(graphs.readable() & ~teacher.failed & np.isfinite(teacher.mean).any(axis=1))
    if len(known) < LEAST:
        raise TrainingError(f"only {len(known)} compounds of the library can be scored: set student.least=0")
    values = np.concatenate([teacher.mean[known], teacher.spread[known]], axis=1)
    whole: NDArray[np.bool_] = np.isfinite(values).all(axis=0)
    learnt = whole.reshape(2, len(endpoints))
    told = outputs(endpoints, learnt)
    data = TrainingData(graphs.take(known), _labels(told, values[:, whole]))
    network = build_network(STUDENT, told, seed=0)
    set_scale(network, data.labels)
    fitted = fit(network, data, None, FIT, report=ignore, advance=advance).network
    return Student(NetworkEnsemble([fitted]), endpoints, learnt)


def _labels(endpoints: tuple[Endpoint, ...], values: NDArray[np.float32]) -> Labels:
    """Every value [n, E] as a label."""
    compounds, width = values.shape
    return Labels(
        endpoints,
        offsets_of(np.full(compounds, width)),
        np.tile(np.arange(width, dtype=np.int32), compounds),
        values.ravel(),
        np.full(values.size, EQUAL, np.int8),
        np.ones(values.size, np.float32),
        np.full(values.size, MEASURED, np.int8),
    )

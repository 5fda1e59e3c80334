"""The calibration of a model by what it says of compounds held back, and what the test part says of the calibration."""

from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.app.settings import TrainSettings
from discovery.chem.fingerprint import morgan, nearest
from discovery.evaluation.calibration import Calibration, calibrate, sentences
from discovery.evaluation.evaluate import EVALUATION
from discovery.evaluation.reliability import RELIABILITY, judged, reliability_rows, reliability_table
from discovery.models.predictor import Prediction
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import Fitted, LabelledCompounds
from discovery.training.held_out import VALIDATION


@dataclass(frozen=True)
class Reliability:
    """How often stated intervals and probabilities of test compounds were right."""

    metrics: pa.Table = field(default_factory=EVALUATION.empty_table)
    """EVALUATION."""
    curves: pa.Table = field(default_factory=RELIABILITY.empty_table)
    """RELIABILITY."""


def calibration_of(fitted: Fitted, data: LabelledCompounds, target: TargetSettings) -> Calibration:
    """The calibration of a fitted model by its held-out compounds; empty where there are none."""
    held = fitted.held_out
    if held is None or not len(held.rows):
        return Calibration()
    similarity = np.zeros(len(held.rows), np.float32)
    bits = _fingerprints(data, np.union1d(fitted.trained, held.rows))
    for positions, learnt in held.folds(fitted.trained):
        similarity[positions] = nearest(bits[held.rows[positions]], bits[learnt])[1]
    return calibrate(fitted.predictor.endpoints, data.labels.take(held.rows), held.prediction, similarity, target)


def told(fitted: Fitted, calibration: Calibration) -> Fitted:
    """The fitted model with what is said of its calibration among its sentences."""
    said = [*fitted.phases, *sentences(calibration, fitted.predictor.endpoints)]
    if calibration.endpoints and chose_epochs(fitted):
        said.append("These compounds also chose the networks' best epochs: intervals may be a little too narrow.")
    return replace(fitted, phases=tuple(said))


def chose_epochs(fitted: Fitted) -> bool:
    """Whether there is among the held-out compounds the validation part of a training with epochs."""
    held = fitted.held_out
    if held is None or not fitted.history:
        return False
    return bool(np.isin(held.rows[held.fold == VALIDATION], fitted.trained).any())


def reliability_of(
    calibration: Calibration,
    fitted: Fitted,
    data: LabelledCompounds,
    test: NDArray[np.int64],
    prediction: Prediction,
    name: str,
    settings: TrainSettings,
) -> Reliability:
    """What the test part says of the calibration; `prediction` is the model's of the `test` rows."""
    if not calibration.endpoints or not len(test):
        return Reliability()
    bits = _fingerprints(data, np.union1d(fitted.trained, test))
    similarity = nearest(bits[test], bits[fitted.trained])[1]
    target, labels = settings.target, data.labels.take(test)
    endpoints = fitted.predictor.endpoints
    tests = list(judged(calibration, endpoints, labels, prediction, similarity))
    tests.sort(key=lambda one: (_place(one.endpoint.target, target), -len(one.value)))
    metrics = list(reliability_rows(calibration, tests, name, settings.evaluation))
    curves = reliability_table(calibration, tests, settings.evaluation.confidence)
    return Reliability(pa.Table.from_pylist(metrics, schema=EVALUATION), curves)


def _place(gene: str, target: TargetSettings) -> int:
    """The target comes first, then its family, then what it must not hit, then all others."""
    order = [*target.members, *target.liabilities]
    return order.index(gene) if gene in order else len(order)


def _fingerprints(data: LabelledCompounds, rows: NDArray[np.int64]) -> NDArray[np.uint8]:
    """[n, bits] binary Morgan fingerprints of these rows; zeros for all others."""
    found = morgan([data.smiles[row] for row in rows])
    bits = np.zeros((len(data.smiles), found.shape[1]), np.uint8)
    bits[rows] = found
    return bits

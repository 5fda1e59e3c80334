"""Stated intervals, and what test compounds say of them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.app.calibrating import calibration_of
from discovery.app.settings import TrainSettings
from discovery.assay.splits.split import Split
from discovery.chem.fingerprint import morgan, nearest
from discovery.evaluation.calibration import LEVEL
from discovery.training.cascade import fit_cascade
from discovery.training.fit_model import LabelledCompounds
from discovery.training.hold_out import hold_out
from discovery.training.recorder import NullRecorder

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Intervals:
    """What a model states of t test compounds, in pX."""

    mean: Floats
    low: Floats
    high: Floats

    def coverage(self, value: Floats) -> float:
        """Share of the true values [t] inside."""
        return float(np.mean((self.low <= value) & (value <= self.high)))

    def width(self) -> float:
        return float(np.mean(self.high - self.low))

    def width_at(self, coverage: float, value: Floats) -> float:
        """Mean width once all intervals are stretched about their middle by one factor, to hold this share.

        The factor is read off the true values [t] themselves, which no user has.
        """
        half = (self.high - self.low) / 2
        reach = np.sort(np.abs(value - (self.low + self.high) / 2) / half)
        factor = reach[max(round(coverage * len(value)), 1) - 1]
        return self.width() * float(factor)

    def rmse(self, value: Floats) -> float:
        return float(np.sqrt(np.mean((self.mean - value) ** 2)))


def stated_by(settings: TrainSettings, data: LabelledCompounds, split: Split) -> Intervals:
    """The intervals that a bundle of `discovery train` with these settings states of the test part."""
    target = settings.target
    fitted = fit_cascade(settings.model, data, split, target, settings.fit, NullRecorder())
    fitted = hold_out(settings.model, fitted, data, split, target, settings.fit)
    calibration = calibration_of(fitted, data, target)
    said = data.asked(fitted.predictor, split.test)
    bits = morgan(data.smiles)
    similarity = nearest(bits[split.test], bits[fitted.trained])[1]
    mean, spread = (array[:, 0].astype(np.float64) for array in (said.mean, said.spread))
    name = data.labels.endpoints[0].name
    stated = calibration.of(name, mean, spread, similarity.astype(np.float64), LEVEL)
    if stated is None:
        raise SystemExit(f"too few held-out compounds to calibrate by: {len(data.smiles)} compounds in all")
    return Intervals(mean, stated.low, stated.high)

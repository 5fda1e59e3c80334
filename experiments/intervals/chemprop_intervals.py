"""The two kinds of interval that Chemprop makes of its ensemble's variance, calibrated on the validation part.

As its `predict --calibration-method` computes them (chemprop 2.3.1, uncertainty/calibrator.py).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np

from discovery.assay.splits.split import Split
from discovery.evaluation.calibration import LEVEL
from discovery.target.endpoint import EndpointKind
from experiments.chemprop_runs import Chemprop, Compounds, Floats, taken
from experiments.intervals.stated import Intervals

SCALED, SHIFTED = "chemprop, zelikman-interval", "chemprop, conformal-regression"
MODELS = (SCALED, SHIFTED)


def chemprop_states(chemprop: Chemprop, smiles: Sequence[str], value: Floats, split: Split) -> Mapping[str, Intervals]:
    """By calibration: the intervals that an ensemble states of the test part, which it is not shown."""
    known = Compounds(smiles, value)
    asked = [smiles[row] for row in [*split.validation, *split.test]]
    train, validation = taken(known, split.train), taken(known, split.validation)
    said = chemprop.said(EndpointKind.regression, train, validation, asked, variance=True)
    assert said.variance is not None
    held, tested = slice(0, len(validation)), slice(len(validation), None)
    residual, mean = np.abs(validation.value - said.mean[held]), said.mean[tested]
    half = {SCALED: scaled(residual, said.variance[held], said.variance[tested]),
            SHIFTED: shifted(residual, said.variance[held], said.variance[tested])}  # fmt: skip
    return {name: Intervals(mean, mean - reach, mean + reach) for name, reach in half.items()}


def scaled(residual: Floats, held: Floats, tested: Floats) -> Floats:
    """[t] half widths: the standard deviation times the quantile of the residuals in such units.

    `zelikman-interval` (Zelikman et al. 2020, arXiv 2005.12496).
    """
    return np.sqrt(tested) * np.quantile(residual / np.sqrt(held), LEVEL, method="lower")


def shifted(residual: Floats, held: Floats, tested: Floats) -> Floats:
    """[t] half widths: the variance and a constant, the conformal quantile of what it leaves of the residuals.

    `conformal-regression` (Angelopoulos and Bates 2021, arXiv 2107.07511), which adds to the variance as it is.
    """
    level = min(math.ceil((len(held) + 1) * LEVEL) / len(held), 1.0)
    return tested + np.quantile(residual - held, level, method="higher")

"""What a model says of compounds that it did not learn from."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.models.predictor import Prediction


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Honest predictions of m compounds, by which a model is calibrated and members of a blend are weighed."""

    rows: NDArray[np.int64]
    """[m] rows of the compounds in the data set, in rising order."""
    prediction: Prediction
    """Of these compounds, in the same order."""

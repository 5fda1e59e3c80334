"""What a model says of compounds that it did not learn from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.models.predictor import Prediction

Rows = NDArray[np.int64]

VALIDATION = 0
"""Fold of the validation part where all of it was left out at once; other folds count from 1."""


@dataclass(frozen=True, eq=False)
class HeldOut:
    """Honest predictions of m compounds, by which a model is calibrated and members of a blend are weighed."""

    rows: NDArray[np.int64]
    """[m] rows of the compounds in the data set, in rising order."""
    prediction: Prediction
    """Of these compounds, in the same order."""
    fold: NDArray[np.int64]
    """[m] compounds of one number were left out together."""

    def folds(self, trained: Rows) -> Iterator[tuple[NDArray[np.int64], Rows]]:
        """Positions of the compounds that were left out together, and those of the `trained` rows learnt from then."""
        for number in np.unique(self.fold):
            left_out = np.flatnonzero(self.fold == number)
            yield left_out, np.setdiff1d(trained, self.rows[left_out])

    def joined(self, other: "HeldOut") -> "HeldOut":
        """Both, where they have no compound in common and each has folds of its own numbers."""
        rows, fold = np.concatenate([self.rows, other.rows]), np.concatenate([self.fold, other.fold])
        order = np.argsort(rows)
        said = [np.concatenate([getattr(part.prediction, name) for part in (self, other)])[order]
                for name in ("mean", "spread", "failed")]  # fmt: skip
        return HeldOut(rows[order], Prediction(*said), fold[order])


@dataclass(frozen=True, eq=False)
class OutOfFold:
    """What each member of a blend says of m compounds that it did not learn from."""

    rows: NDArray[np.int64]
    """[m] rows of the compounds in the data set, in rising order."""
    fold: NDArray[np.int64]
    """[m] number of each compound's fold; no fold shares a skeleton or a group with another."""
    predictions: Mapping[str, Prediction]
    """Of these compounds, by the member's name; NaN where a member has learnt from the label or has none to tell."""
    notes: tuple[str, ...] = ()
    """How they were made, and what went wrong, in sentences."""

    def take(self, places: NDArray[np.int64]) -> "OutOfFold":
        """Of the compounds in these places alone."""
        said = {name: rows_of(one, places) for name, one in self.predictions.items()}
        return OutOfFold(self.rows[places], self.fold[places], said, self.notes)


def rows_of(said: Prediction, places: NDArray[np.int64]) -> Prediction:
    """The prediction of the molecules in these places alone."""
    return Prediction(said.mean[places], said.spread[places], said.failed[places])

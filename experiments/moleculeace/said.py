"""What the members of a portfolio say of a set, kept so that the blend can be judged without fitting them anew."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.models.blend import blended
from discovery.models.predictor import Prediction
from discovery.models.settings import BlendWeights
from discovery.training.blend_weights import weigh
from discovery.training.held_out import OutOfFold


@dataclass(frozen=True)
class Said:
    """Predictions of each member for training compounds that it did not learn from, and for the test compounds."""

    found: OutOfFold
    test: dict[str, Prediction]

    def blend(self, members: list[str], rule: BlendWeights, labels: Labels) -> NDArray[np.float32]:
        """[q] means of these members for the test compounds, weighed on the training compounds, whose `labels` are."""
        kept = replace(self.found, predictions={name: self.found.predictions[name] for name in members})
        weights = weigh(rule, kept, labels.take(kept.rows), np.ones((len(members), 1), np.bool_))
        return blended([self.test[name] for name in members], weights).mean[:, 0]

    def save(self, path: Path) -> None:
        arrays = {"rows": self.found.rows, "fold": self.found.fold, "members": np.array(sorted(self.test))}
        for part, told in (("folds", self.found.predictions), ("test", self.test)):
            for field in ("mean", "spread"):
                arrays[f"{part}_{field}"] = np.stack([getattr(told[name], field) for name in sorted(told)])
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, allow_pickle=False, **arrays)
        unfinished.replace(path)

    @classmethod
    def load(cls, path: Path) -> Self:
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        folds, test = ({name: _prediction(arrays, part, place) for place, name in enumerate(arrays["members"].tolist())}
                       for part in ("folds", "test"))  # fmt: skip
        return cls(OutOfFold(arrays["rows"], arrays["fold"], folds), test)


def _prediction(arrays: dict[str, NDArray[Any]], part: str, place: int) -> Prediction:
    mean, spread = (arrays[f"{part}_{field}"][place] for field in ("mean", "spread"))
    return Prediction(mean, spread, np.isnan(mean).all(axis=1))

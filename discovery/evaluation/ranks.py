"""What the leave-one-scaffold-out check found: the rank of every left-out active, and what the ranks amount to."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.evaluation.bootstrap import interval, resamples
from discovery.evaluation.settings import EvaluationSettings

RANKS = pa.schema(
    [
        ("model", pa.string()),
        ("row", pa.int64()),  # of the data set's compounds
        ("smiles", pa.string()),
        ("scaffold", pa.int64()),  # group left out
        ("rank", pa.float64()),  # among the decoys only, 1 the best; ties take their average rank
        ("of", pa.int64()),  # places: the decoys and the active itself
        ("percentile", pa.float64()),  # decoys that score lower, in per cent; those that score the same count half
        ("nearest_kept", pa.float32()),  # Tanimoto similarity to the nearest active that the model still saw
    ]
)

RETROSPECTIVE = pa.schema(
    [
        ("model", pa.string()),
        ("metric", pa.string()),
        ("value", pa.float64()),  # null where there are too few decoys for it
        ("low", pa.float64()),  # null where there are too few scaffolds for an interval
        ("high", pa.float64()),
        ("n", pa.int64()),  # actives ranked
    ]
)

MEANINGS = {
    "hits_at_10": "share of the left-out actives that take one of the first 10 places among the decoys",
    "hits_at_50": "share of the left-out actives that take one of the first 50 places among the decoys",
    "hits_at_100": "share of the left-out actives that take one of the first 100 places among the decoys",
    "ef1": "share of the left-out actives in the first 1% of the places, over the share expected by chance",
    "roc_auc": "mean share of decoys that score lower than a left-out active",
}
"""The metrics of the check in words: each is a mean over actives, every one of them ranked by itself."""


@dataclass(frozen=True)
class Retrospective:
    """The ranks, and how intervals are to be drawn from them."""

    ranks: pa.Table
    """RANKS: one row for each model and active."""
    settings: EvaluationSettings
    note: str = ""
    """Why there are no ranks, where there are none."""

    def table(self) -> pa.Table:
        """RETROSPECTIVE: every metric of MEANINGS for every model, with an interval from drawing whole scaffolds."""
        rows = [row for model in pc.unique(self.ranks["model"]).to_pylist() for row in self._rows(model)]
        return pa.Table.from_pylist(rows, schema=RETROSPECTIVE)

    def _rows(self, model: str) -> Iterator[dict[str, Any]]:
        mine = self.ranks.filter(pc.equal(self.ranks["model"], model))
        scaffold = np.unique(mine["scaffold"].to_numpy(), return_inverse=True)[1]
        gains = _gains(mine["rank"].to_numpy(), int(mine["of"][0].as_py()))
        for metric, gain in gains.items():
            numbers = _mean_with_interval(gain, scaffold, self.settings)
            yield {"model": model, "metric": metric, "n": len(gain)} | numbers


def _gains(rank: NDArray[np.float64], places: int) -> dict[str, NDArray[np.float64]]:
    """What each active [a] adds to each metric's mean; NaN where the list is too short for the metric."""
    first = np.ceil(places / 100)
    gains = {f"hits_at_{k}": np.where(k < places, (rank <= k).astype(float), np.nan) for k in (10, 50, 100)}
    gains["ef1"] = np.where(places >= 100, (rank <= first) / (first / places), np.nan)
    gains["roc_auc"] = (places - rank) / (places - 1)
    return gains


def _mean_with_interval(
    gain: NDArray[np.float64], scaffold: NDArray[np.int64], settings: EvaluationSettings
) -> dict[str, float | None]:
    """Mean over actives and its interval; a number that is not defined is None."""
    total, actives = np.bincount(scaffold, gain), np.bincount(scaffold)
    drawn = resamples(len(actives), settings.bootstraps, settings.seed)
    resampled = np.concatenate([counts @ total / (counts @ actives) for counts in drawn])
    result = interval(float(gain.mean()), resampled, len(actives), settings.confidence)
    return {k: None if np.isnan(v) else v for k, v in vars(result).items()}

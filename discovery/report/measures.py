"""Metrics and models as people call them, and their values with intervals."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from discovery.evaluation.metrics import METRICS
from discovery.evaluation.reliability import RELIABILITY_METRICS

PLAIN = {
    "hits_at_10": "Found in the first 10",
    "hits_at_50": "Found in the first 50",
    "hits_at_100": "Found in the first 100",
    "ef1": "Enrichment in the first 1 %",
}
"""Metrics of the leave-one-scaffold-out check as people read them."""

MODELS = {
    "dmpnn": "D-MPNN",
    "gine": "GINE",
    "gps": "GPS",
    "forest": "Random forest",
    "extra_trees": "Extra-trees",
    "kernel": "Gaussian process",
    "similarity": "Max-Tanimoto",
    "blend": "Blend",
    "constant": "Best constant",
    "mean": "Mean of training",
}
"""Models as people call them."""


@dataclass(frozen=True)
class Value:
    """A metric of one model with its interval; a bound is None where there is none."""

    value: float
    low: float | None
    high: float | None

    def overlaps(self, other: "Value") -> bool:
        """Whether the intervals share a point; True where one has none, as nothing can be told apart then."""
        if self.low is None or self.high is None or other.low is None or other.high is None:
            return True
        return self.low <= other.high and other.low <= self.high


Results = Mapping[str, Mapping[str, Value]]
"""Metric -> model -> value."""


def values_of(table: pa.Table) -> dict[str, dict[str, Value]]:
    """The results in a table of model, metric, value, low, high, in its order; undefined values are left out."""
    found: dict[str, dict[str, Value]] = {}
    for row in table.to_pylist():
        if row["value"] is not None and row["value"] == row["value"]:
            found.setdefault(row["metric"], {})[model_title(row["model"])] = Value(
                row["value"], row["low"], row["high"]
            )
    return found


def models_of(found: Results, first: str) -> list[str]:
    """Every model in the order of the results, but `first` first."""
    names = dict.fromkeys(model for by_model in found.values() for model in by_model)
    return sorted(names, key=lambda name: name != first)


def is_better(metric: str, a: float, b: float) -> bool:
    """Whether a is better than b."""
    return a > b if METRICS[metric].higher_is_better else a < b


def model_title(model: str) -> str:
    """The model's name for people."""
    return MODELS.get(model, model)


def title_of(metric: str) -> str:
    """The metric's name for people."""
    return PLAIN.get(metric, {**METRICS, **RELIABILITY_METRICS}[metric].title)


def shown(metric: str, value: float, shares: bool) -> str:
    """A value as people read it; hits@k are `shares` of the hidden modulators, in per cent, or numbers of compounds."""
    if shares and metric.startswith("hits_at_"):
        return f"{value:.0%}"
    return f"{value:.3g}" if value >= 10 else f"{value:.2f}"


def chance(metric: str, places: int) -> float:
    """What picking at random gives among so many places."""
    fixed = {"ef1": 1.0, "roc_auc": 0.5}
    return fixed[metric] if metric in fixed else int(metric.removeprefix("hits_at_")) / places


def ranking_metrics(results: pa.Table) -> pa.Table:
    """Of an evaluation the rows on how models predict, without those on how honest one of them is."""
    return results.filter(pc.is_in(results["metric"], pa.array(list(METRICS))))


def places_of(ranks: pa.Table) -> int:
    """Longest list in which a hidden modulator was ranked."""
    return int(max(ranks["of"].to_pylist()))

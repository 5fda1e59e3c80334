"""What the page of a comparison shows, and how its tables are asked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from discovery.evaluation.compare import Comparison
from discovery.evaluation.measures import MEASURES, Measure, measures_of
from discovery.evaluation.trial import Trial
from discovery.evaluation.verdict import Verdict
from discovery.target.endpoint import Endpoint

Row = dict[str, Any]

OPPOSITE = {
    Verdict.clearly_better: Verdict.clearly_worse,
    Verdict.better: Verdict.worse,
    Verdict.slightly_better: Verdict.slightly_worse,
    Verdict.equal: Verdict.equal,
    Verdict.open: Verdict.open,
    Verdict.slightly_worse: Verdict.slightly_better,
    Verdict.worse: Verdict.better,
    Verdict.clearly_worse: Verdict.clearly_better,
}
"""The verdict on the second model of a pair."""


@dataclass(frozen=True)
class Page:
    """A comparison and what it was made from."""

    dataset: str
    target: str
    models: tuple[str, ...]
    """The wanted ones first."""
    wanted: tuple[str, ...]
    found: Comparison
    trials: Sequence[Trial]
    costs: pa.Table
    """COSTS."""
    notes: tuple[str, ...]
    fixed: tuple[str, ...]
    """Methods of division that have one fixed test part."""
    folds: int
    repeats: int
    seeds: int
    """Trainings of every model on a fixed test part."""
    confidence: float
    cliff: tuple[float, float]
    """Similarity, and ratio of potencies, that make an activity cliff."""
    earlier: tuple[str, ...]
    provenance: Mapping[str, Any]

    def places(self) -> Iterator[tuple[str, Endpoint]]:
        """Method of division and endpoint of each trial."""
        for trial in self.trials:
            yield trial.split, trial.endpoint

    def rows(self, split: str, endpoint: str, measure: str) -> list[Row]:
        """Rows of RESULTS that have a value, the best model first."""
        rows = [
            row
            for row in self.found.results.to_pylist()
            if (row["split"], row["endpoint"], row["metric"]) == (split, endpoint, measure) and row["value"] is not None
        ]
        return sorted(rows, key=lambda row: -MEASURES[measure].sign * row["value"])

    def pairs(self, split: str, endpoint: str, measure: str) -> list[Row]:
        """Rows of PAIRS."""
        return [
            row
            for row in self.found.pairs.to_pylist()
            if (row["split"], row["endpoint"], row["metric"]) == (split, endpoint, measure)
        ]


def main_measure(endpoint: Endpoint) -> Measure:
    """The measure by which an endpoint is summed up."""
    return measures_of(endpoint.kind)[0]


def beside(pairs: Sequence[Row], model: str, other: str) -> Row | None:
    """The pair as seen from `model`; None where it was not tested."""
    for row in pairs:
        if (row["model"], row["other"]) == (model, other):
            return row
        if (row["model"], row["other"]) == (other, model):
            return _turned(row)
    return None


def _turned(row: Row) -> Row:
    def negative(value: float | None) -> float | None:
        return None if value is None else -value

    return {
        **row,
        "model": row["other"],
        "other": row["model"],
        "difference": negative(row["difference"]),
        "low": negative(row["high"]),
        "high": negative(row["low"]),
        "effect": negative(row["effect"]),
        "verdict": OPPOSITE[Verdict(row["verdict"])].value,
    }

"""Models against one another: each endpoint by itself, and over all of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from discovery.evaluation.across import FEWEST, hodges_lehmann, holm, signed_rank
from discovery.evaluation.bins import BINS, by_similarity
from discovery.evaluation.duel import FOLDS, PAIRS, RESULTS, Finding, judged
from discovery.evaluation.measures import MEASURES, Measure, measures_of
from discovery.evaluation.settings import EvaluationSettings
from discovery.evaluation.trial import Trial
from discovery.progress import bar

ACROSS = pa.schema(
    [
        ("split", pa.string()),
        ("metric", pa.string()),
        ("unit", pa.string()),  # of an error; empty for a measure without one
        ("model", pa.string()),
        ("other", pa.string()),
        ("endpoints", pa.int64()),  # on which both have a value
        ("wins", pa.int64()),  # endpoints on which `model` has the better value
        ("ties", pa.int64()),  # endpoints on which both have the same
        ("difference", pa.float64()),  # Hodges-Lehmann estimate of model less other
        ("p", pa.float64()),  # Wilcoxon signed-rank, Holm over the pairs; null for too few endpoints
    ]
)
"""One row a pair of models: are differences alike on all endpoints?"""


@dataclass(frozen=True)
class Comparison:
    """The tables of a comparison, and what tests were made."""

    results: pa.Table
    """RESULTS."""
    pairs: pa.Table
    """PAIRS."""
    folds: pa.Table
    """FOLDS."""
    across: pa.Table
    """ACROSS; empty for a single endpoint."""
    bins: pa.Table
    """BINS."""
    tests: list[dict[str, Any]]
    """The analysis of variance of each endpoint and measure, or how the test set was resampled."""


def compare(
    trials: Sequence[Trial],
    dataset: str,
    thresholds: Mapping[str, float],
    settings: EvaluationSettings,
    earlier: pa.Table | None = None,
) -> Comparison:
    """All measures of all trials of a data set, tested; `earlier` are RESULTS of others for the test over data sets."""
    findings: list[Finding] = []
    jobs = [(trial.common(), measure) for trial in trials for measure in measures_of(trial.endpoint.kind)]
    with bar("Testing differences", len(jobs) + len(trials)) as progress:
        for trial, measure in jobs:
            findings.append(judged(trial, measure, threshold_of(trial, measure, thresholds), settings))
            progress.advance()
        bins: list[dict[str, Any]] = []
        for trial in trials:
            bins += by_similarity(trial.common(), settings)
            progress.advance()
    units = [trial.endpoint.unit if measure.metric.has_unit else "" for trial, measure in jobs]
    results = _table(
        RESULTS,
        (
            [{**row, "dataset": dataset, "unit": unit} for row in found.results]
            for found, unit in zip(findings, units, strict=True)
        ),
    )
    everywhere = results if earlier is None else pa.concat_tables([results, earlier])
    return Comparison(
        results,
        _table(PAIRS, (found.pairs for found in findings)),
        _table(FOLDS, (found.folds for found in findings)),
        pa.Table.from_pylist(list(across(everywhere)), schema=ACROSS),
        pa.Table.from_pylist(bins, schema=BINS),
        [found.test for found in findings if found.test],
    )


def threshold_of(trial: Trial, measure: Measure, thresholds: Mapping[str, float]) -> float:
    """The smallest difference that matters; of an error in another unit than pX it is meant in standard deviations."""
    stated = thresholds[measure.name]
    in_own_unit = measure.metric.has_unit and not trial.endpoint.is_potency
    return stated * float(np.std(trial.y)) if in_own_unit and len(trial.y) else stated


def across(results: pa.Table) -> Iterator[dict[str, Any]]:
    """Rows of ACROSS from RESULTS of one or more data sets; a measure of a single endpoint has none.

    Errors in different units are not held against one another.
    """
    values: dict[tuple[str, str, str], dict[str, dict[tuple[str, str], float]]] = {}
    for row in results.to_pylist():
        if row["value"] is not None:
            models = values.setdefault((row["split"], row["metric"], row["unit"]), {})
            models.setdefault(row["model"], {})[row["dataset"], row["endpoint"]] = row["value"]
    for (split, metric, unit), models in values.items():
        rows = []
        for model, other in combinations(models, 2):
            both = sorted(models[model].keys() & models[other].keys())
            if len(both) > 1:
                gaps = np.array([models[model][key] - models[other][key] for key in both])
                rows.append((model, other, gaps))
        adjusted = holm([signed_rank(gaps) for _, _, gaps in rows])
        for (model, other, gaps), p in zip(rows, adjusted, strict=True):
            yield {
                "split": split,
                "metric": metric,
                "unit": unit,
                "model": model,
                "other": other,
                "endpoints": len(gaps),
                "wins": int((gaps * MEASURES[metric].sign > 0).sum()),
                "ties": int((gaps == 0).sum()),
                "difference": hodges_lehmann(gaps),
                "p": p if len(gaps) >= FEWEST else None,
            }


def _table(schema: pa.Schema, rows: Iterator[list[dict[str, Any]]]) -> pa.Table:
    return pa.Table.from_pylist([row for part in rows for row in part], schema=schema)

"""One endpoint, one measure, all models: values, and the differences of all pairs."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any

import numpy as np
import pyarrow as pa

from discovery.evaluation.anova import Anova, repeated_measures, standardised, tukey
from discovery.evaluation.bootstrap import bootstrap
from discovery.evaluation.measures import Measure
from discovery.evaluation.metrics import Floats
from discovery.evaluation.paired import paired_bootstrap
from discovery.evaluation.settings import EvaluationSettings
from discovery.evaluation.trial import Trial
from discovery.evaluation.verdict import verdict

RESULTS = pa.schema(
    [
        ("dataset", pa.string()),
        ("split", pa.string()),
        ("endpoint", pa.string()),
        ("metric", pa.string()),  # name in MEASURES
        ("unit", pa.string()),  # of an error; empty for a measure without one
        ("model", pa.string()),
        ("value", pa.float64()),  # mean over folds, or that of the fixed test set; null where not defined
        ("low", pa.float64()),  # of folds: two models differ significantly where their intervals do not overlap
        ("high", pa.float64()),  # of a fixed test set: bootstrap interval of the value itself
        ("sd", pa.float64()),  # over folds, or over trainings on a fixed test set; null for a single one
        ("n", pa.int64()),  # folds, or test compounds
        ("trainings", pa.int64()),  # in each fold or on the fixed test set, whose mean is the value
        ("note", pa.string()),  # why there is no value or no test; empty where there is one
    ]
)
"""One row a model, endpoint, measure and method of division: the table of a comparison."""

PAIRS = pa.schema(
    [
        ("split", pa.string()),
        ("endpoint", pa.string()),
        ("metric", pa.string()),
        ("model", pa.string()),
        ("other", pa.string()),
        ("difference", pa.float64()),  # model less other, in the measure's own unit
        ("low", pa.float64()),  # simultaneous over all pairs
        ("high", pa.float64()),
        ("p", pa.float64()),  # adjusted for the number of pairs
        ("effect", pa.float64()),  # Cohen's d of the paired folds; null on a fixed test set
        ("threshold", pa.float64()),  # smallest difference that matters
        ("verdict", pa.string()),  # of `model` beside `other`: one of Verdict
        ("method", pa.string()),  # tukey or bootstrap
    ]
)
"""One row a pair of models, endpoint, measure and method of division."""

FOLDS = pa.schema(
    [
        ("split", pa.string()),
        ("endpoint", pa.string()),
        ("metric", pa.string()),
        ("model", pa.string()),
        ("repeat", pa.int64()),
        ("fold", pa.int64()),
        ("training", pa.int64()),
        ("value", pa.float64()),
        ("n", pa.int64()),  # test compounds
    ]
)
"""One row a model, endpoint, measure, fold and training; a fixed test set is fold 0."""

Row = dict[str, Any]


@dataclass(frozen=True)
class Finding:
    """Rows of the tables, and the test behind them."""

    results: list[Row] = field(default_factory=list)
    pairs: list[Row] = field(default_factory=list)
    folds: list[Row] = field(default_factory=list)
    test: Row = field(default_factory=dict)
    """What was tested, for JSON; empty where nothing could be."""


def judged(trial: Trial, measure: Measure, threshold: float, settings: EvaluationSettings) -> Finding:
    """Values and differences; a model for which the measure is not defined has a row that says so."""
    where = {"split": trial.split, "endpoint": trial.endpoint.name, "metric": measure.name}
    mine = trial.take(np.flatnonzero(trial.cliff)) if measure.on_cliffs else trial
    if not len(mine.y):
        note = "no test compound has an activity cliff" if measure.on_cliffs else "no test compound"
        return Finding([_empty(where, model, note) for model in trial.models])
    of_kind = _on_fixed if trial.fixed else _on_folds
    return of_kind(mine, measure, threshold, settings, where)


def _on_folds(trial: Trial, measure: Measure, threshold: float, settings: EvaluationSettings, where: Row) -> Finding:
    """Repeated-measures analysis of variance and Tukey's test over the folds that define the measure for all models."""
    blocks = trial.blocks()
    each, folds = _each_training(trial, measure, where)
    scores = each.mean(axis=2)
    defined = ~np.isnan(scores).all(axis=0)
    silent = [model for model, known in zip(trial.models, defined, strict=True) if not known]
    models = [model for model, known in zip(trial.models, defined, strict=True) if known]
    note = f"not defined in any fold: needs {measure.metric.needs}"
    rest = [_empty(where, model, note) for model in silent]
    whole = scores[:, defined]
    whole = whole[~np.isnan(whole).any(axis=1)]
    if len(models) < 2 or len(whole) < 2:
        reason = "not tested: fewer than two models or folds have a value"
        values = np.nanmean(scores[:, defined], axis=0) if len(models) else np.zeros(0)
        rows = [{**_empty(where, m, reason), "value": float(v)} for m, v in zip(models, values, strict=True)]
        return Finding(rows + rest, [], folds)
    found = repeated_measures(whole)
    pairwise = tukey(found.means, found.error, found.folds, found.df_error, settings.confidence)
    sd = whole.std(axis=0, ddof=1)
    results = [
        {**where, "model": model, "value": float(mean), "low": float(mean - pairwise.margin / 2)}
        | {"high": float(mean + pairwise.margin / 2), "sd": float(spread), "n": found.folds}
        | {"trainings": each.shape[2], "note": ""}
        for model, mean, spread in zip(models, found.means, sd, strict=True)
    ]
    margin = np.full((len(models), len(models)), pairwise.margin)
    effect = standardised(whole)
    pairs = _pairs(where, models, pairwise.difference, margin, pairwise.p, effect, threshold, measure, "tukey")
    test = {**where, "models": models, "folds_left_out": len(blocks) - found.folds, **_described(found)}
    return Finding(results + rest, list(pairs), folds, test | {"confidence": settings.confidence})


def _described(found: Anova) -> Row:
    """The analysis of variance, for JSON."""
    return {
        "test": "repeated-measures analysis of variance, Tukey HSD",
        "folds": found.folds,
        "F": _number(found.f),
        "df": [found.df_models, found.df_error],
        "p": found.p,
        "greenhouse_geisser_epsilon": found.epsilon,
        "p_greenhouse_geisser": found.p_corrected,
        "mean_square_error": found.error,
    }


def _on_fixed(trial: Trial, measure: Measure, threshold: float, settings: EvaluationSettings, where: Row) -> Finding:
    """Paired bootstrap of the test compounds, by the mean over the trainings of each model."""
    each, folds = _each_training(trial, measure, where)
    trainings = each.shape[2]
    sd = each[0].std(axis=1, ddof=1) if trainings > 1 else np.full(len(trial.models), np.nan)
    values = [
        bootstrap(measure.metric, trial.y, predicted, settings.bootstraps, settings.confidence, settings.seed)
        for predicted in trial.predicted
    ]
    known = [place for place, value in enumerate(values) if not np.isnan(value.value)]
    results = [
        {**where, "model": model, "value": _number(value.value), "low": _number(value.low), "sd": _number(sd[place])}
        | {"high": _number(value.high), "n": len(trial.y), "trainings": trainings}
        | {"note": "" if place in known else f"not defined: needs {measure.metric.needs}"}
        for place, (model, value) in enumerate(zip(trial.models, values, strict=True))
    ]
    if len(known) < 2:
        return Finding(results, [], folds)
    scores, number = trial.predicted[known], settings.bootstraps
    found = paired_bootstrap(measure.metric, trial.y, scores, number, settings.confidence, settings.seed)
    models = [trial.models[place] for place in known]
    effect = np.full_like(found.difference, np.nan)
    pairs = _pairs(where, models, found.difference, found.margin, found.p, effect, threshold, measure, "bootstrap")
    test = {**where, "test": "paired bootstrap, max-t over all pairs", "models": models, "compounds": len(trial.y)}
    test |= {"trainings": trainings, "resamples": number, "confidence": settings.confidence}
    return Finding(results, list(pairs), folds, test)


def _each_training(trial: Trial, measure: Measure, where: Row) -> tuple[Floats, list[Row]]:
    """[b, k, s] values of b folds, k models and s trainings, and the same as rows of FOLDS."""
    blocks = trial.blocks()
    scores = [measure.metric(trial.y[b], said[b]) for b in blocks for mine in trial.predicted for said in mine]
    each = np.array(scores).reshape(len(blocks), *trial.predicted.shape[:2])
    rows = [
        {**where, "model": model, "repeat": int(trial.repeat[b[0]]), "fold": int(trial.fold[b[0]])}
        | {"training": training, "value": _number(value), "n": len(b)}
        for b, values in zip(blocks, each, strict=True)
        for model, of_model in zip(trial.models, values, strict=True)
        for training, value in enumerate(of_model)
    ]
    return each, rows


def _pairs(
    where: Row,
    models: list[str],
    difference: Floats,
    margin: Floats,
    p: Floats,
    effect: Floats,
    threshold: float,
    measure: Measure,
    method: str,
) -> Iterator[Row]:
    for a, b in combinations(range(len(models)), 2):
        low, high = difference[a, b] - margin[a, b], difference[a, b] + margin[a, b]
        worst, most = sorted((measure.sign * low, measure.sign * high))
        yield {
            **where,
            "model": models[a],
            "other": models[b],
            "difference": _number(difference[a, b]),
            "low": _number(low),
            "high": _number(high),
            "p": _number(p[a, b]),
            "effect": _number(effect[a, b]),
            "threshold": threshold,
            "verdict": verdict(worst, most, threshold).value,
            "method": method,
        }


def _empty(where: Row, model: str, note: str) -> Row:
    empty = {"value": None, "low": None, "high": None, "sd": None, "n": 0, "trainings": 0}
    return {**where, "model": model, **empty, "note": note}


def _number(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None

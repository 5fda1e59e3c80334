"""The metrics against scikit-learn, scipy and RDKit, and their answers where there is nothing to measure."""

import numpy as np
import pytest
from numpy.typing import NDArray
from rdkit.ML.Scoring import Scoring
from scipy import stats
from sklearn import metrics as sk

from discovery.evaluation.metrics import METRICS
from discovery.target.endpoint import EndpointKind

CLASSIFICATION = [m for m in METRICS.values() if m.kind is EndpointKind.classification]
Sample = tuple[NDArray[np.float64], NDArray[np.float64]]


def sample(n: int, seed: int, decimals: int = 12) -> Sample:
    """A binary label and a score that tells something of it; few decimals make ties."""
    generator = np.random.default_rng(seed)
    y = (generator.random(n) < 0.15).astype(float)
    return y, np.round(generator.normal(size=n) + y, decimals)


def sorted_labels(y: NDArray[np.float64], score: NDArray[np.float64]) -> list[list[bool]]:
    """RDKit's input: one row a compound, the best first."""
    return [[bool(v)] for v in y[np.argsort(-score)]]


@pytest.mark.parametrize("decimals", [12, 0])
@pytest.mark.parametrize("n", [30, 501])
def test_curves_equal_scikit_learn_with_and_without_ties(n: int, decimals: int) -> None:
    y, score = sample(n, seed=n, decimals=decimals)
    assert METRICS["roc_auc"](y, score) == pytest.approx(sk.roc_auc_score(y, score), abs=1e-12)
    assert METRICS["pr_auc"](y, score) == pytest.approx(sk.average_precision_score(y, score), abs=1e-12)


@pytest.mark.parametrize("n", [30, 501, 2000])
def test_early_recognition_equals_rdkit(n: int) -> None:
    y, score = sample(n, seed=n)
    ranked = sorted_labels(y, score)
    assert METRICS["bedroc20"](y, score) == pytest.approx(Scoring.CalcBEDROC(ranked, 0, 20.0), abs=1e-12)
    assert METRICS["ef1"](y, score) == pytest.approx(Scoring.CalcEnrichment(ranked, 0, [0.01])[0], abs=1e-12)


@pytest.mark.parametrize("decimals", [12, 0])
def test_regression_metrics_equal_scikit_learn_and_scipy(decimals: int) -> None:
    generator = np.random.default_rng(1)
    y = np.round(generator.normal(size=200), decimals)
    score = np.round(y + generator.normal(size=200), decimals)
    assert METRICS["rmse"](y, score) == pytest.approx(sk.root_mean_squared_error(y, score))
    assert METRICS["mae"](y, score) == pytest.approx(sk.mean_absolute_error(y, score))
    assert METRICS["spearman"](y, score) == pytest.approx(stats.spearmanr(y, score).statistic)


def test_hits_are_actives_among_the_best() -> None:
    y, score = sample(300, seed=2)
    best = np.argsort(-score)
    for k in (10, 50, 100):
        assert METRICS[f"hits_at_{k}"](y, score) == pytest.approx(y[best[:k]].sum())


@pytest.mark.parametrize("name", ["ef1", "bedroc20", "hits_at_10", "hits_at_50"])
def test_tied_compounds_count_as_the_mean_over_their_orders(name: str) -> None:
    y, score = sample(120, seed=3, decimals=0)
    generator = np.random.default_rng(0)
    shuffled = [METRICS[name](y, score + 1e-6 * generator.random(120)) for _ in range(4000)]
    error = np.std(shuffled) / np.sqrt(len(shuffled))
    assert METRICS[name](y, score) == pytest.approx(np.mean(shuffled), abs=5 * error + 1e-9)


def test_a_constant_score_earns_nothing() -> None:
    y = np.array([1.0] * 3 + [0.0] * 197)
    flat = np.zeros(200)
    assert METRICS["roc_auc"](y, flat) == 0.5
    assert METRICS["ef1"](y, flat) == pytest.approx(1.0)
    assert METRICS["hits_at_10"](y, flat) == pytest.approx(10 * 3 / 200)
    assert np.isnan(METRICS["spearman"](y, flat))


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.name)
def test_nothing_is_reported_for_an_empty_sample(metric) -> None:
    assert np.isnan(metric(np.empty(0), np.empty(0)))


@pytest.mark.parametrize("metric", CLASSIFICATION, ids=lambda m: m.name)
@pytest.mark.parametrize("label", [0.0, 1.0])
def test_nothing_is_reported_for_one_class(metric, label: float) -> None:
    assert np.isnan(metric(np.full(150, label), np.arange(150.0)))


def test_hits_are_not_reported_where_the_list_is_no_longer_than_k() -> None:
    y, score = sample(50, seed=4)
    assert np.isnan(METRICS["hits_at_50"](y, score))
    assert not np.isnan(METRICS["hits_at_10"](y, score))


@pytest.mark.parametrize("metric", METRICS.values(), ids=lambda m: m.name)
def test_a_resample_is_the_metric_of_the_compounds_drawn(metric) -> None:
    """Counts are a shorthand: they must give what repeating the compounds gives, ties included."""
    y, score = sample(130, seed=5, decimals=1)
    drawn = np.random.default_rng(6).integers(130, size=(20, 130))
    counts = np.stack([np.bincount(row, minlength=130) for row in drawn]).astype(float)
    repeated = [metric(y[row], score[row]) for row in drawn]
    np.testing.assert_allclose(metric.resampled(y, score, counts), repeated, rtol=1e-10, atol=1e-10)


def test_better_scores_are_better_in_the_stated_direction() -> None:
    y, noise = sample(400, seed=7)
    for metric in METRICS.values():
        good, bad = metric(y, y + 0.01 * noise), metric(y, noise)
        assert (good > bad) if metric.higher_is_better else (good < bad), metric.name

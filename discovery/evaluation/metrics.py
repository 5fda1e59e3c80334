"""The metrics, as one frozen table; each is computed for many bootstrap resamples at once.

Shapes: n compounds, R resamples, G distinct scores.
A resample is a row of `counts` [R, n]: how often each compound was drawn; a row of ones is the sample itself.
So the compounds are sorted once, and every resample is a weighting of that one order.

Compounds that share a score are taken in no particular order: a rank metric is its expectation over all orders of
them (trapezium rule for ROC-AUC, thresholds at distinct scores for PR-AUC), so that a constant score earns nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from discovery.target.endpoint import EndpointKind

Floats = NDArray[np.float64]
Function = Callable[[Floats, Floats, Floats], Floats]
"""Labels [n], scores [n] and counts [R, n] to values [R]; NaN where a resample does not define the metric."""


@dataclass(frozen=True)
class Metric:
    """One way to compare labels with what a model said of them."""

    name: str
    title: str
    kind: EndpointKind
    """Endpoints that it is for."""
    higher_is_better: bool
    needs: str
    """What a sample must have for the metric to be defined, in words."""
    function: Function
    has_unit: bool = False
    """Whether its values are in the unit of the endpoint, so that they cannot be compared across units."""

    def __call__(self, y: NDArray[np.floating], score: NDArray[np.floating]) -> float:
        """Value for labels [n] and scores [n]; NaN where the sample does not define the metric."""
        return float(self.resampled(y, score, np.ones((1, len(y))))[0])

    def resampled(self, y: NDArray[np.floating], score: NDArray[np.floating], counts: Floats) -> Floats:
        """[R] values of the resamples `counts` [R, n]; NaN throughout where the whole sample lacks what is needed."""
        if len(y) == 0 or (self.kind is EndpointKind.classification and len(np.unique(y)) < 2):
            return np.full(len(counts), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            return self.function(y.astype(np.float64), score.astype(np.float64), counts)

    def averaged(self, y: NDArray[np.floating], scores: NDArray[np.floating], counts: Floats) -> Floats:
        """[R] mean over the values of s trainings, whose scores are [s, n]; NaN where one of them has none."""
        return np.asarray(np.mean([self.resampled(y, score, counts) for score in scores], axis=0))


def rmse(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Root of the mean squared error, in the endpoint's unit."""
    return np.sqrt(counts @ (y - score) ** 2 / _total(counts))


def mae(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Mean absolute error, in the endpoint's unit."""
    return counts @ np.abs(y - score) / _total(counts)


def spearman(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Spearman's rank correlation; tied values share their average rank."""
    a, b = _ranks(y, counts), _ranks(score, counts)
    total = _total(counts)[:, None]
    a = a - _total(counts * a)[:, None] / total
    b = b - _total(counts * b)[:, None] / total
    spread = np.sqrt(_total(counts * a * a) * _total(counts * b * b))
    return np.where(spread > 1e-9, _total(counts * a * b) / spread, np.nan)


def roc_auc(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Area under the ROC curve: the chance that an active outscores an inactive, a tie counting half."""
    hits, drawn = _best_first(y, score, counts)
    misses = drawn - hits
    beaten = _total(misses)[:, None] - np.cumsum(misses, axis=1) + misses / 2
    return _total(hits * beaten) / (_total(hits) * _total(misses))


def pr_auc(y: Floats, score: Floats, counts: Floats) -> Floats:
    """Area under the precision-recall curve as average precision (no interpolation between its points)."""
    hits, drawn = _best_first(y, score, counts)
    precision = np.cumsum(hits, axis=1) / np.maximum(np.cumsum(drawn, axis=1), 1)
    return _total(hits * precision) / _total(hits)


def enrichment(y: Floats, score: Floats, counts: Floats, per_cent: int) -> Floats:
    """Enrichment factor: share of actives in the best `per_cent` of the sample over their share in all of it."""
    hits, drawn = _best_first(y, score, counts)
    total = _total(drawn)
    first = np.ceil(total * per_cent / 100)
    return (_found(hits, drawn, first) / first) / (_total(hits) / total)


def bedroc(y: Floats, score: Floats, counts: Floats, alpha: float) -> Floats:
    """Boltzmann-enhanced discrimination of the ROC curve, from 0 to 1 (Truchon and Bayly 2007).

    doi 10.1021/ci600426e
    """
    hits, drawn = _best_first(y, score, counts)
    total, actives = _total(drawn), _total(hits)
    step = (alpha / total)[:, None]
    before = np.cumsum(drawn, axis=1) - drawn
    tied = np.maximum(drawn, 1)
    # The mean of exp(-step * rank) over the places that a group of tied compounds takes is a geometric series.
    weight = np.exp(-step * before) * -np.expm1(-step * tied) / (tied * np.expm1(step))
    ratio = actives / total
    rie = _total(hits * weight) / (ratio * -np.expm1(-alpha) / np.expm1(alpha / total))
    lowest = np.expm1(alpha * ratio) / (ratio * np.expm1(alpha))
    highest = np.expm1(-alpha * ratio) / (ratio * np.expm1(-alpha))
    return np.where(ratio < 1, (rie - lowest) / (highest - lowest), np.nan)


def hits_at(y: Floats, score: Floats, counts: Floats, k: int) -> Floats:
    """Number of actives among the k best; not defined where these are all there is."""
    hits, drawn = _best_first(y, score, counts)
    total = _total(drawn)
    return np.where(total > k, _found(hits, drawn, np.full(len(counts), float(k))), np.nan)


def _best_first(y: Floats, score: Floats, counts: Floats) -> tuple[Floats, Floats]:
    """Actives and compounds drawn with each distinct score, the best score first: two arrays [R, G]."""
    order = np.argsort(-score, kind="stable")
    starts = _group_starts(score[order])
    drawn = counts[:, order]
    return _sums(drawn * y[order], starts), _sums(drawn, starts)


def _ranks(values: Floats, counts: Floats) -> Floats:
    """[R, n] average rank of each compound in each resample, ties and repeated draws sharing theirs."""
    order = np.argsort(values, kind="stable")
    starts = _group_starts(values[order])
    drawn = _sums(counts[:, order], starts)
    rank = np.cumsum(drawn, axis=1) - (drawn - 1) / 2
    group = np.empty(len(values), np.int64)
    group[order] = np.repeat(np.arange(len(starts)), np.diff(np.append(starts, len(values))))
    of_each: Floats = rank[:, group]
    return of_each


def _total(values: Floats) -> Floats:
    """[R] sums of values [R, n] over the compounds of each resample."""
    total: Floats = values.sum(axis=1)
    return total


def _group_starts(ordered: Floats) -> NDArray[np.int64]:
    """[G] where each run of equal values begins."""
    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))


def _sums(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """[R, G] sums of values [R, n] over the runs that begin at `starts`."""
    return values if len(starts) == values.shape[1] else np.add.reduceat(values, starts, axis=1)


def _found(hits: Floats, drawn: Floats, first: Floats) -> Floats:
    """[R] actives expected among the `first` [R] places; tied compounds take their places in random order."""
    before = np.cumsum(drawn, axis=1) - drawn
    inside = np.clip((first[:, None] - before) / np.maximum(drawn, 1), 0, 1)
    return _total(hits * inside)


def _regression(name: str, title: str, higher: bool, needs: str, function: Function, has_unit: bool = False) -> Metric:
    return Metric(name, title, EndpointKind.regression, higher, needs, function, has_unit)


def _ranking(name: str, title: str, function: Function, needs: str = "actives and inactives") -> Metric:
    return Metric(name, title, EndpointKind.classification, True, needs, function)


def _hits_at(k: int) -> Metric:
    def function(y: Floats, score: Floats, counts: Floats) -> Floats:
        return hits_at(y, score, counts, k)

    return _ranking(f"hits_at_{k}", f"hits@{k}", function, f"actives, inactives and more than {k} compounds")


_ALL = (
    _regression("rmse", "RMSE", False, "a label", rmse, has_unit=True),
    _regression("mae", "MAE", False, "a label", mae, has_unit=True),
    _regression("spearman", "Spearman", True, "labels and predictions that vary", spearman),
    _ranking("roc_auc", "ROC-AUC", roc_auc),
    _ranking("pr_auc", "PR-AUC", pr_auc),
    _ranking("ef1", "EF1%", lambda y, score, counts: enrichment(y, score, counts, per_cent=1)),
    _ranking("bedroc20", "BEDROC(20)", lambda y, score, counts: bedroc(y, score, counts, alpha=20.0)),
    _hits_at(10),
    _hits_at(50),
    _hits_at(100),
)

METRICS: Mapping[str, Metric] = MappingProxyType({metric.name: metric for metric in _ALL})
"""Every metric by its name."""

"""The page claims no more than the leave-one-scaffold-out check shows."""

import dataclasses
from collections.abc import Mapping

import pyarrow as pa
import pytest

from discovery.report.measures import shown
from discovery.report.model import ReportInput
from discovery.report.trust import against_chance, comparisons, duels, headline, setting

Numbers = tuple[float | None, float | None, float | None]


def checked(report: ReportInput, results: Mapping[str, Numbers]) -> ReportInput:
    """The report with one metric, ROC-AUC, for these models."""
    rows = [
        {"model": model, "metric": "roc_auc", "value": value, "low": low, "high": high}
        for model, (value, low, high) in results.items()
    ]
    return dataclasses.replace(report, retrospective=pa.Table.from_pylist(rows))


@pytest.mark.parametrize(
    ("network", "baseline", "said"),
    [
        ((0.9, 0.85, 0.95), (0.6, 0.5, 0.7), "D-MPNN finds hidden modulators better"),
        ((0.6, 0.5, 0.7), (0.9, 0.85, 0.95), "Another method ranks better: Max-Tanimoto. Prefer it"),
        ((0.6, 0.4, 0.8), (0.7, 0.5, 0.9), "the intervals overlap, so that it may be chance: Max-Tanimoto"),
        ((0.7, 0.5, 0.9), (0.6, 0.4, 0.8), "cannot tell D-MPNN from Max-Tanimoto: their intervals overlap"),
        ((0.9, None, None), (0.6, None, None), "cannot tell D-MPNN from Max-Tanimoto: their intervals overlap"),
    ],
)
def test_headline(report: ReportInput, network: Numbers, baseline: Numbers, said: str) -> None:
    assert said in headline(checked(report, {"dmpnn": network, "similarity": baseline}))


def test_better_baseline_is_named_in_the_comparison(report: ReportInput) -> None:
    told = comparisons(checked(report, {"dmpnn": (0.6, 0.5, 0.7), "similarity": (0.65, 0.5, 0.8)}))
    assert told == [
        "Max-Tanimoto does better than D-MPNN on 1 of 1 measures, worse on none. "
        "No interval lies apart from its counterpart, so no difference is shown."
    ]


def test_undefined_value_is_no_comparison(report: ReportInput) -> None:
    told = checked(report, {"dmpnn": (None, None, None), "similarity": (0.9, 0.8, 1.0)})
    assert "cannot tell D-MPNN from other methods" in headline(told)
    assert comparisons(told) == []


def test_only_those_that_cannot_be_told_apart_are_named(report: ReportInput) -> None:
    told = checked(report, {"dmpnn": (0.9, 0.8, 1.0), "similarity": (0.6, 0.5, 0.7), "forest": (0.8, 0.7, 0.9)})
    assert headline(told) == "The check cannot tell D-MPNN from Random forest: their intervals overlap."


def test_an_interval_below_chance_does_not_include_it(report: ReportInput) -> None:
    (told,) = against_chance(checked(report, {"dmpnn": (0.3, 0.2, 0.4)}))
    assert told.endswith("none of its intervals lies above chance.")


def test_hits_are_shares_of_hidden_modulators_but_numbers_of_test_compounds() -> None:
    assert shown("hits_at_10", 0.25, shares=True) == "25%"
    assert shown("hits_at_10", 7.0, shares=False) == "7.00"
    assert shown("hits_at_100", 61.5, shares=False) == "61.5"


@pytest.mark.parametrize(
    ("low", "said"), [(0.6, "is better than picking"), (0.4, "not shown to be better than picking")]
)
def test_chance(report: ReportInput, low: float, said: str) -> None:
    (told,) = against_chance(checked(report, {"dmpnn": (0.7, low, 0.8)}))
    assert said in told


def test_duels_and_setting(report: ReportInput) -> None:
    ranks = [
        {"model": model, "row": row, "rank": rank, "of": 101}
        for model, places in (("dmpnn", (1.0, 5.0, 9.0)), ("forest", (2.0, 5.0, 3.0)))
        for row, rank in enumerate(places)
    ]
    told = dataclasses.replace(report, ranks=pa.Table.from_pylist(ranks))
    assert list(duels(told)) == ["D-MPNN puts 1 of 3 modulators higher than Random forest does, 1 lower."]
    assert "3 known modulators" in next(setting(told))
    assert "among 100 library compounds" in next(setting(told))
    assert "other compounds with the hidden scaffold" in " ".join(setting(told))
    assert "one network" not in " ".join(setting(dataclasses.replace(told, model="forest")))


def test_test_results_stand_in_for_the_check(report: ReportInput) -> None:
    rows = [
        {"model": model, "endpoint": "RYR2.inhibitor", "metric": "roc_auc", "value": value, "low": value, "high": value}
        for model, value in (("dmpnn", 0.9), ("forest", 0.6))
    ]
    tested = dataclasses.replace(report, retrospective=None, ranks=None, evaluation=pa.Table.from_pylist(rows))
    assert headline(tested) == "D-MPNN predicts RYR2.inhibitor better than the other methods do."


def test_a_constant_is_no_ranking_but_tells_of_numbers_that_are_far_off(report: ReportInput) -> None:
    rows = [
        {"model": model, "endpoint": "RYR2.inhibitor", "metric": metric, "value": value, "low": value, "high": value}
        for model, metric, value in (("dmpnn", "rmse", 1.2), ("constant", "rmse", 0.8), ("dmpnn", "spearman", 0.7))
    ]
    told = dataclasses.replace(report, retrospective=None, ranks=None, evaluation=pa.Table.from_pylist(rows))
    assert "constant" not in headline(told).lower()
    (sentence,) = comparisons(told)
    assert sentence.startswith("Its numbers are further off than if all compounds had the same")


def test_an_encoder_that_kept_what_it_knew_is_said(report: ReportInput) -> None:
    ranks = pa.Table.from_pylist([{"model": "kernel", "row": 0, "rank": 1.0, "of": 101}])
    told = dataclasses.replace(report, ranks=ranks, encoder={"hidden": {"compounds": 8, "learnt": 3}})
    assert "It had learnt from labels of 3 of the 8, so that the places of these are too good." in " ".join(
        setting(told)
    )
    clean = dataclasses.replace(told, encoder={"hidden": {"compounds": 8, "learnt": 0}})
    assert "It had learnt from no label of a hidden modulator." in " ".join(setting(clean))
    assert "encoder" not in " ".join(setting(dataclasses.replace(told, encoder={})))


def test_no_check_is_said(report: ReportInput) -> None:
    unchecked = dataclasses.replace(report, retrospective=None, ranks=None)
    assert headline(unchecked).startswith("Nothing here says how good")
    assert comparisons(unchecked) == []

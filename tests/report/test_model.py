"""A report is only made of counts that add up."""

import dataclasses

import pytest

from discovery.candidates.settings import Goal, ObjectiveSettings
from discovery.errors import InternalError
from discovery.report import sections
from discovery.report.columns import own_column
from discovery.report.evidence import known
from discovery.report.model import ReportInput
from discovery.target.endpoint import potency_endpoint, screen_endpoint


def test_wanted_endpoint_and_liabilities(report: ReportInput) -> None:
    assert report.wanted is not None
    assert report.wanted.name == "RYR2.inhibitor"
    assert [endpoint.target for endpoint in report.liabilities] == ["KCNH2", "SCN5A", "CACNA1C"]


def test_potency_may_be_wanted(report: ReportInput) -> None:
    potency = potency_endpoint("RYR2")
    objectives = {"potency": ObjectiveSettings("RYR2.potency", Goal.rise, 5.0, 9.0)}
    ranked = dataclasses.replace(report, endpoints=(*report.endpoints, potency), objectives=objectives)
    assert ranked.wanted == potency


def test_the_readout_of_a_screen_is_taken_for_no_potency(report: ReportInput) -> None:
    readout = screen_endpoint("RYR2", "% inhibition")
    objectives = {"screen": ObjectiveSettings("RYR2.screen", Goal.rise, 0.0, 100.0)}
    ranked = dataclasses.replace(report, endpoints=(*report.endpoints, readout), objectives=objectives)
    assert ranked.wanted == readout
    assert sections.sought(ranked) == ("hits", "a strong readout in a primary screen")
    assert own_column(readout).title == "Screen (% inhibition)"
    assert "it is no potency" in own_column(readout).help
    assert not any("rests on predicted potencies" in sentence for sentence in known(ranked))


def test_an_anti_target_is_shown_by_its_potency_and_not_by_its_screen(report: ReportInput) -> None:
    endpoints = (*report.endpoints, screen_endpoint("KCNH2", "%"))
    assert dataclasses.replace(report, endpoints=endpoints).liabilities == report.liabilities
    assert report.liabilities


@pytest.mark.parametrize("name", ["rows_in", "rows_ranked", "rows_below_cut", "rows_rejected"])
def test_counts_that_do_not_add_up(report: ReportInput, name: str) -> None:
    counts = {**report.counts, name: report.counts[name] + 1}
    with pytest.raises(InternalError, match="report: "):
        dataclasses.replace(report, counts=counts)


def test_table_that_contradicts_its_count(report: ReportInput) -> None:
    with pytest.raises(InternalError, match="7 candidates in the table, but 8 counted"):
        dataclasses.replace(report, candidates=report.candidates.slice(1))


def test_missing_count(report: ReportInput) -> None:
    with pytest.raises(InternalError, match="lack rows_in"):
        dataclasses.replace(report, counts={"rows_ranked": 8, "rows_below_cut": 100, "rows_rejected": 3})

"""A report is only made of counts that add up."""

import dataclasses

import pytest

from discovery.candidates.settings import Goal, ObjectiveSettings
from discovery.errors import InternalError
from discovery.report.model import ReportInput
from discovery.target.endpoint import potency_endpoint


def test_wanted_endpoint_and_liabilities(report: ReportInput) -> None:
    assert report.wanted is not None
    assert report.wanted.name == "RYR2.inhibitor"
    assert [endpoint.target for endpoint in report.liabilities] == ["KCNH2", "SCN5A", "CACNA1C"]


def test_potency_may_be_wanted(report: ReportInput) -> None:
    potency = potency_endpoint("RYR2")
    objectives = {"potency": ObjectiveSettings("RYR2.potency", Goal.rise, 5.0, 9.0)}
    ranked = dataclasses.replace(report, endpoints=(*report.endpoints, potency), objectives=objectives)
    assert ranked.wanted == potency


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

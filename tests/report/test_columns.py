"""Columns are called what they hold."""

from dataclasses import replace

from discovery.report.columns import columns_of
from discovery.report.model import ReportInput


def test_what_a_similarity_says_is_called_no_probability(report: ReportInput) -> None:
    (column,) = (one for one in columns_of(replace(report, model="similarity")) if one.key == "RYR2.inhibitor")
    assert column.title == "Similarity (inhibitor)"
    assert "no probability" in column.help
    (column,) = (one for one in columns_of(report) if one.key == "RYR2.inhibitor")
    assert column.title == "P(inhibitor)"

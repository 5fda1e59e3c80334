"""Plots are drawn for the data there is, and the same each time."""

import dataclasses
from xml.etree import ElementTree

from discovery.report.model import ReportInput
from discovery.report.plots import figures, library, to_svg


def test_every_plot_is_svg_and_repeatable(report: ReportInput) -> None:
    first, second = ({name: to_svg(figure) for name, figure in figures(report).items()} for _ in range(2))
    assert set(first) == {"enrichment", "comparison", "scores", "measured", "reliability", "learning"}
    assert first == second
    for svg in first.values():
        assert ElementTree.fromstring(svg).tag.endswith("svg")


def test_only_what_there_is_data_for(report: ReportInput) -> None:
    bare = dataclasses.replace(report, ranks=None, retrospective=None, measured=None, reliability=None, history=None)
    assert set(figures(bare)) == {"scores"}


def test_logarithmic_axes_have_plain_numbers(report: ReportInput) -> None:
    drawn = {**figures(report), "library": library([3, 20_000, 150, 1])}
    for svg in map(to_svg, drawn.values()):
        assert "$" not in svg
    assert ">10,000<" in to_svg(drawn["library"])
    assert ">2<" in to_svg(library([1, 2, 3]))  # within one power of ten, numbers between them are told

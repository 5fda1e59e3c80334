"""The page says how far stated intervals and probabilities can be believed, and where nobody checked."""

import dataclasses

import pyarrow as pa

from discovery.report.columns import columns_of
from discovery.report.honesty import honesty
from discovery.report.model import ReportInput
from discovery.report.page import page
from discovery.report.plots import measured
from discovery.report.trust import headline
from discovery.target.endpoint import activity_endpoint
from discovery.target.settings import TargetSettings


def row(endpoint: str, metric: str, value: float | None, low: float | None = None, high: float | None = None) -> dict:
    names = {"model": "dmpnn", "endpoint": endpoint, "metric": metric, "n": 214}
    return names | {"value": value, "low": low, "high": high}


def calibrated(report: ReportInput, rows: list[dict]) -> ReportInput:
    """The report with a calibrated inhibitor class and hERG potency, and these rows of the evaluation."""
    n = report.candidates.num_rows
    table = report.candidates
    for name, value in (
        ("RYR2.inhibitor.probability", 0.31),
        ("KCNH2.potency.low", 4.25),
        ("KCNH2.potency.high", 6.75),
        ("KCNH2.potency.probability", 0.62),
    ):
        table = table.append_column(name, pa.array([value] * n))
    evaluation = pa.concat_tables([report.evaluation, pa.Table.from_pylist(rows)], promote_options="permissive")
    return dataclasses.replace(report, candidates=table, evaluation=evaluation)


HERG = [row("KCNH2.potency", "coverage90", 0.88, 0.84, 0.92), row("KCNH2.potency", "width90", 2.31, 2.2, 2.4)]
INHIBITOR = [row("RYR2.inhibitor", "brier", 0.1234, 0.1, 0.15), row("RYR2.inhibitor", "brier_stated", 0.2)]


def test_coverage_and_gain_are_said_for_what_people_look_at(report: ReportInput) -> None:
    told = list(honesty(calibrated(report, HERG + INHIBITOR)))
    assert told == [
        "RYR2.inhibitor: Brier score 0.123 (0.100 to 0.150) calibrated, 0.200 as the model states it, on 214 test "
        "compounds; 0 is perfect.",
        "KCNH2.potency: the 90 % intervals held 88% (84% to 92%) of 214 test values; they are 2.3 log units wide on "
        "average. Whether it reaches the threshold was not tested: all test values are on one side of it.",
        "Too few compounds were held out to calibrate SCN5A.potency, CACNA1C.potency. What is shown is as the model "
        "states it, and only good for comparing compounds.",
    ]


def test_a_threshold_that_was_tested_is_not_called_untested(report: ReportInput) -> None:
    told = list(honesty(calibrated(report, [*HERG, row("KCNH2.potency", "brier", 0.1)])))
    assert told[1].endswith("wide on average.")


def test_a_readout_of_a_screen_is_called_no_potency(screened: ReportInput) -> None:
    rows = [row("RYR2.screen", "coverage90", 0.88, 0.84, 0.92), row("RYR2.screen", "width90", 41.2, 40.0, 42.0)]
    evaluation = pa.concat_tables([screened.evaluation, pa.Table.from_pylist(rows)], promote_options="permissive")
    told = next(honesty(dataclasses.replace(screened, evaluation=evaluation)))
    assert told.startswith("RYR2.screen: the 90 % intervals held 88%")
    assert told.endswith("they are 41.2 % wide on average.")
    columns = {column.key: column for column in columns_of(screened)}
    assert columns["RYR2.screen.low"].help.startswith(
        "Range that is meant to hold the true readout of a primary screen on RYR2"
    )
    assert "RYR2.screen.probability" not in columns


def test_a_dot_in_the_name_of_a_target_breaks_no_title(report: ReportInput) -> None:
    wanted = activity_endpoint("Nav1.5")
    table = report.candidates
    for name in ("", ".probability"):
        table = table.append_column(f"{wanted.name}{name}", pa.array([0.5] * table.num_rows))
    target = TargetSettings(gene="Nav1.5")
    made = dataclasses.replace(report, target=target, endpoints=(wanted,), candidates=table, objectives={})
    columns = {column.key: column for column in columns_of(made)}
    assert columns[wanted.name].title == "P(modulator)"
    assert columns[f"{wanted.name}.probability"].title == "P(modulator), calibrated"
    points = pa.table({"endpoint": ["Nav1.5.potency"] * 2, "measured": [5.0, 6.0], "predicted": [5.5, 5.5]})
    assert measured(points).axes[0].get_title(loc="left") == "Nav1.5, n = 2"


def test_what_nobody_tested_is_said(report: ReportInput) -> None:
    told = list(honesty(calibrated(report, [row("RYR2.inhibitor", "brier", None)])))
    assert told[0] == "RYR2.inhibitor is calibrated on held-out compounds, but no test compound says how well."


def test_without_a_calibration_the_numbers_are_called_the_models_own(report: ReportInput) -> None:
    (told,) = honesty(report)
    assert told.startswith("Too few compounds were held out to calibrate RYR2.inhibitor, KCNH2.potency")


def test_what_the_ranking_does_not_use_is_not_said_to_lack_compounds(report: ReportInput) -> None:
    unranked = dataclasses.replace(report, objectives={})
    assert unranked.wanted is not None
    (told,) = honesty(unranked)
    assert f"The ranking does not use {unranked.wanted.name}, which is not calibrated here." in told
    assert told.startswith("Too few compounds were held out to calibrate KCNH2.potency")


def test_the_page_shows_panel_plot_and_columns(report: ReportInput) -> None:
    made = calibrated(report, HERG)
    text = page(made)
    assert "How honest are its numbers" in text
    assert "the 90 % intervals held 88%" in text
    assert "How honest the numbers of every endpoint are" in text
    columns = {column.key: column for column in columns_of(made)}
    assert columns["RYR2.inhibitor.probability"].shown
    assert columns["KCNH2.potency.low"].title == "hERG 90 % interval"
    assert columns["KCNH2.potency.probability"].title == "P(hERG ≥ 5)"
    assert not columns["KCNH2.potency.low"].shown
    assert "KCNH2.potency.high" in text


def test_honesty_is_no_measure_of_the_ranking(report: ReportInput) -> None:
    bare = dataclasses.replace(calibrated(report, INHIBITOR), retrospective=None, ranks=None)
    assert headline(bare) == "Nothing here says how good this ranking is: it was not tested."

"""How far stated intervals and probabilities can be believed, said plainly."""

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from discovery.candidates.schema import low_column, probability_column
from discovery.evaluation.reliability import RELIABILITY_METRICS
from discovery.report.html import bullets, tag
from discovery.report.model import ReportInput
from discovery.report.sections import figure
from discovery.report.words import count
from discovery.target.endpoint import Endpoint


def honest(report: ReportInput, drawn: Mapping[str, str]) -> str:
    """The panel: sentences on the endpoints that people look at, and the reliability plot; nothing without either."""
    told = list(honesty(report))
    if not told and "reliability" not in drawn:
        return ""
    plot = figure("reliability", drawn["reliability"]) if "reliability" in drawn else ""
    return tag("div", tag("h2", "How honest are its numbers") + bullets(told) + plot, class_="panel honest")


def honesty(report: ReportInput) -> Iterator[str]:
    """What the test part says of the wanted endpoint's calibration and those of the liabilities."""
    asked = [*(() if report.wanted is None else (report.wanted,)), *report.liabilities]
    tested = honesty_of(report)
    present = set(report.candidates.column_names)
    calibrated = [e for e in asked if {low_column(e.name), probability_column(e.name)} & present]
    for endpoint in dict.fromkeys(calibrated):
        yield (
            _sentence(endpoint, tested[endpoint.name])
            if endpoint.name in tested
            else (f"{endpoint.name} is calibrated on held-out compounds, but no test compound says how well.")
        )
    left = [endpoint for endpoint in dict.fromkeys(asked) if endpoint not in calibrated]
    if left and report.candidates.num_rows:
        used = {*(objective.column for objective in report.objectives.values()), *(e.name for e in report.liabilities)}
        few = ", ".join(endpoint.name for endpoint in left if endpoint.name in used)
        unused = ", ".join(endpoint.name for endpoint in left if endpoint.name not in used)
        reasons = [f"Too few compounds were held out to calibrate {few}." if few else ""]
        reasons += [f"The ranking does not use {unused}, which is not calibrated here." if unused else ""]
        yield (
            f"{' '.join(filter(None, reasons))} What is shown is as the model states it, and only good for comparing "
            "compounds."
        )


def honesty_metrics(results: pa.Table) -> pa.Table:
    """Of an evaluation the rows on how honest the model is."""
    return results.filter(pc.is_in(results["metric"], pa.array(list(RELIABILITY_METRICS))))


def honesty_of(report: ReportInput) -> dict[str, dict[str, dict[str, Any]]]:
    """Endpoint -> metric -> row of the evaluation, where there is a value."""
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for row in honesty_metrics(report.evaluation).to_pylist() if report.evaluation is not None else ():
        if row["value"] is not None:
            found.setdefault(row["endpoint"], {})[row["metric"]] = row
    return found


def _sentence(endpoint: Endpoint, found: Mapping[str, Mapping[str, Any]]) -> str:
    """Coverage and width of a number's intervals, Brier scores of a class."""
    name = endpoint.name
    if "coverage90" in found:
        share, width = found["coverage90"], found["width90"]["value"]
        unit = "log units" if endpoint.is_potency else endpoint.unit
        untested = (
            " Whether it reaches the threshold was not tested: all test values are on one side of it."
            if endpoint.is_potency and "brier" not in found
            else ""
        )
        return (
            f"{name}: the 90 % intervals held {share['value']:.0%}{_between(share, '.0%')} of "
            f"{count(share['n'], 'test value')}; they are {width:.1f} {unit} wide on average.{untested}"
        )
    if "brier" in found and "brier_stated" in found:
        mine, before = found["brier"], found["brier_stated"]["value"]
        return (
            f"{name}: Brier score {mine['value']:.3f}{_between(mine, '.3f')} calibrated, {before:.3f} as the model "
            f"states it, on {count(mine['n'], 'test compound')}; 0 is perfect."
        )
    return f"{name}: the test compounds are too few, or of one class, to say how honest its probabilities are."


def _between(row: Mapping[str, Any], digits: str) -> str:
    low, high = row["low"], row["high"]
    return "" if low is None or high is None else f" ({low:{digits}} to {high:{digits}})"

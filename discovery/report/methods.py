"""How a list was made, how the model did on its test split, and what is needed to repeat it."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

from discovery.report.honesty import honesty_metrics
from discovery.report.html import bullets, details, table, tag, text
from discovery.report.measures import Value, model_title, ranking_metrics, title_of
from discovery.report.model import ReportInput
from discovery.report.sections import plots, value_cells


def methods(report: ReportInput, drawn: Mapping[str, str]) -> str:
    """How the list was made, the test results, and what is needed to repeat it."""
    parts = bullets(report.phases) if report.phases else ""
    weights = [objective_row(key, report) for key in report.objectives]
    parts += table(("Objective", "Column", "Wanted", "Weight"), weights, "Objectives of the ranking", numeric_from=3)
    parts += plots(("comparison", "library", "scores", "learning", "measured"), drawn)
    if report.evaluation is not None and report.evaluation.num_rows:
        told = ranking_metrics(report.evaluation)
        parts += details("Test results of every endpoint, with intervals", evaluation(told, report.model))
        honest = honesty_metrics(report.evaluation)
        if honest.num_rows:
            parts += details("How honest the numbers of every endpoint are", evaluation(honest, report.model))
    return parts + "".join(provenance(report.provenance))


def objective_row(key: str, report: ReportInput) -> tuple[str, ...]:
    """What one objective wants."""
    objective = report.objectives[key]
    low, high = f"{objective.low:g}", f"{objective.high:g}"
    wanted = {
        "rise": f"more: 0 at {low}, full at {high}",
        "fall": f"less: full at {low}, 0 at {high}",
        "within": f"between {low} and {high}, fading over {objective.slope:g} outside",
    }[objective.goal.value]
    return text(objective.title or key), text(objective.column), text(wanted), text(f"{objective.weight:g}")


def evaluation(results: pa.Table, model: str) -> str:
    """One row an endpoint and metric, one column a model."""
    found: dict[tuple[str, str], dict[str, Value]] = {}
    sizes: dict[tuple[str, str], int] = {}
    for row in results.to_pylist():
        key = (row["endpoint"], row["metric"])
        sizes[key] = row["n"]
        by_model = found.setdefault(key, {})
        if row["value"] is not None and row["value"] == row["value"]:
            by_model[model_title(row["model"])] = Value(row["value"], row["low"], row["high"])
    models = sorted(
        dict.fromkeys(map(model_title, results["model"].to_pylist())), key=lambda name: name != model_title(model)
    )
    rows = [
        (
            text(endpoint),
            text(title_of(metric)),
            text(sizes[endpoint, metric]),
            *value_cells(metric, by_model, models, shares=False),
        )
        for (endpoint, metric), by_model in found.items()
    ]
    return table(("Endpoint", "Measure", "n", *models), rows, "Test split; best value in bold", numeric_from=2)


def provenance(facts: Mapping[str, Any]) -> Iterator[str]:
    """Every group of facts as a folded part."""
    for name, value in facts.items():
        flat = isinstance(value, Mapping) and not any(isinstance(item, Mapping | list) for item in value.values())
        if flat:
            rows = [(text(key), tag("code", text(item))) for key, item in value.items()]
            yield details(name.capitalize(), table(("What", "Value"), rows, numeric_from=2))
        else:
            yield details(name.capitalize(), tag("pre", text(json.dumps(value, indent=2, default=str))))

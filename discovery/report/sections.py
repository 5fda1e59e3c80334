"""The page's static parts, each a piece of HTML: nothing here needs a script."""

import base64
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyarrow as pa

from discovery.report.columns import columns_of
from discovery.report.evidence import conflicts, known, member_table
from discovery.report.html import bullets, details, link, paragraphs, table, tag, text
from discovery.report.model import ReportInput
from discovery.report.plots import figures, to_svg
from discovery.report.trust import (
    Value,
    chance,
    comparisons,
    duels,
    headline,
    is_better,
    models_of,
    places_of,
    setting,
    shown,
    title_of,
    values_of,
)
from discovery.report.words import count, listed

CAPTIONS = {
    "enrichment": "The further left and up a line runs, the fewer compounds must be tested to find a hidden modulator.",
    "comparison": "Each dot is a result, each bar its 95 % interval over scaffolds; the grey line is chance.",
    "scores": "Where the curve is flat, neighbours in the list are as good as equal.",
    "measured": "Potencies of compounds that the model had not seen. Other targets than this one, which has too few.",
    "learning": "Loss of the training and of the compounds held back for validation.",
}


def title(report: ReportInput) -> str:
    """The page's headline as plain text."""
    wanted = report.wanted
    what = "modulators" if wanted is None or wanted.effect is None else f"{wanted.effect.value}s"
    return report.title or f"{report.target.gene} {what}: what to test first"


def summary(report: ReportInput) -> str:
    """What was screened, for what, and where every row went."""
    wanted = report.wanted
    direction = "any effect" if wanted is None or wanted.effect is None else wanted.effect.value
    facts = (
        ("Target", f"{report.target.gene}, {report.target_title}" if report.target.title else report.target.gene),
        ("Wanted", direction),
        ("Library", report.library),
        ("Ranked by", listed(objective.title or objective.column for objective in report.objectives.values())),
    )
    listing = tag(
        "dl",
        "".join(tag("div", tag("dt", text(name)) + tag("dd", text(value))) for name, value in facts),
        class_="facts",
    )
    return tag("div", listing + counts(report), class_="panel")


def counts(report: ReportInput) -> str:
    """The sum that accounts for every row of the library."""
    rows_in, ranked, below, rejected = (
        report.counts[name] for name in ("rows_in", "rows_ranked", "rows_below_cut", "rows_rejected")
    )
    parts = (
        ("", rows_in, "rows in the library"),
        ("=", ranked, "candidates ranked here"),
        ("+", below, "scored, below the cut"),
        ("+", rejected, "rejected, each with a reason"),
    )
    cells = "".join(
        tag("div", tag("span", sign, class_="sign") + tag("b", f"{number:,}") + tag("span", text(name)), class_="count")
        for sign, number, name in parts
    )
    return tag("div", cells, class_="counts")


def evidence(report: ReportInput) -> str:
    """How much is known about the target."""
    header, rows = member_table(report)
    cells = [[text(cell) for cell in row] for row in rows]
    counted = table(header, cells, "Compounds by target and reported effect") if rows else ""
    first, *further = known(report)
    return tag("p", text(first), class_="verdict") + bullets(further) + counted + disagreement(report)


def disagreement(report: ReportInput) -> str:
    """Who says what about the compounds whose sources disagree."""
    found = conflicts(report)
    if not found:
        return ""
    rows = [
        (
            text(item.target),
            text(item.compound),
            text(item.says),
            "<br>".join(link(reference) for reference in item.references),
        )
        for item in found
    ]
    inner = table(("Target", "Compound", "Reported as", "Sources"), rows, "Contradicting reports", numeric_from=4)
    return details(f"{count(len(found), 'contradiction')} and their sources", inner)


def quality(report: ReportInput) -> str:
    """How good the ranking is beside simpler methods."""
    first = tag("p", text(headline(report)), class_="verdict")
    if report.retrospective is None or report.retrospective.num_rows == 0:
        return first
    found = values_of(report.retrospective)
    places = places_of(report.ranks) if report.ranks is not None and report.ranks.num_rows else None
    models = models_of(found, report.model)
    rows = [
        (text(title_of(metric)), *value_cells(metric, by_model, models), chance_cell(metric, places))
        for metric, by_model in found.items()
    ]
    shown = table(
        ("Measure", *models, "Chance"),
        rows,
        "Hidden modulators of left-out scaffolds; best in bold, 95 % interval below",
    )
    more = details("How this was tested, and what it cannot say", paragraphs(setting(report)) + bullets(duels(report)))
    return first + bullets(comparisons(report)) + shown + more


def chance_cell(metric: str, places: int | None) -> str:
    """What picking at random would give."""
    return text(shown(metric, chance(metric, places))) if places else ""


def value_cells(metric: str, by_model: Mapping[str, Value], models: Iterable[str]) -> Iterator[str]:
    """One cell a model; the best value in bold."""
    for model in models:
        found = by_model.get(model)
        if found is None:
            yield text("not defined")
            continue
        best = not any(is_better(metric, other.value, found.value) for other in by_model.values())
        value = text(shown(metric, found.value))
        span = (
            ""
            if found.low is None or found.high is None
            else f"{shown(metric, found.low)} to {shown(metric, found.high)}"
        )
        yield (tag("b", value) if best else value) + tag("small", text(span))


def plots(names: Iterable[str], drawn: Mapping[str, str]) -> str:
    """The named plots, those that could be drawn."""
    return tag("div", "".join(figure(name, drawn[name]) for name in names if name in drawn), class_="plots")


def draw(report: ReportInput) -> dict[str, str]:
    """Every plot as SVG text, by name."""
    return {name: to_svg(figure) for name, figure in figures(report).items()}


def figure(name: str, svg: str) -> str:
    """One plot as an image inside the page."""
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}"
    picture = f'<img class="plot" src="{source}" alt="{text(CAPTIONS[name])}">'
    return tag("figure", picture + tag("figcaption", text(CAPTIONS[name])))


def glossary(report: ReportInput) -> str:
    """What each column of the candidate table means."""
    items = "".join(tag("dt", text(column.title)) + tag("dd", text(column.help)) for column in columns_of(report))
    return details("What the columns mean", tag("dl", items, class_="glossary"))


def rejects(report: ReportInput) -> str:
    """Rejected rows by reason."""
    total = report.counts["rows_rejected"]
    if total == 0:
        return paragraphs(["No row was rejected."])
    grouped = (
        report.rejected.group_by(["stage", "code"]).aggregate([("reason", "min"), ("reason", "count")]).to_pylist()
    )
    ordered = sorted(grouped, key=lambda row: (-row["reason_count"], row["stage"], row["code"]))
    rows = [
        (text(row["stage"]), text(row["code"]), text(row["reason_min"]), text(f"{row['reason_count']:,}"))
        for row in ordered
    ]
    listing = table(("Stage", "Reason", "For example", "Rows"), rows, "Rejected rows by reason", numeric_from=3)
    told = (
        f"{count(total, 'row')} could not be ranked. rejected.csv beside this page lists each with its line and reason."
    )
    return paragraphs([told]) + listing


def methods(report: ReportInput) -> str:
    """How the list was made, the test results, and what is needed to repeat it."""
    parts = bullets(report.phases) if report.phases else ""
    weights = [objective_row(key, report) for key in report.objectives]
    parts += table(("Objective", "Column", "Wanted", "Weight"), weights, "Objectives of the ranking", numeric_from=3)
    if report.evaluation is not None and report.evaluation.num_rows:
        parts += details("Test results of every endpoint, with intervals", evaluation(report.evaluation, report.model))
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
            by_model[row["model"]] = Value(row["value"], row["low"], row["high"])
    models = sorted(dict.fromkeys(results["model"].to_pylist()), key=lambda name: name != model)
    rows = [
        (text(endpoint), text(title_of(metric)), text(sizes[endpoint, metric]), *value_cells(metric, by_model, models))
        for (endpoint, metric), by_model in found.items()
    ]
    return table(("Endpoint", "Measure", "n", *models), rows, "Test split; best value in bold", numeric_from=2)


def provenance(facts: Mapping[str, Any]) -> Iterator[str]:
    """Every group of facts as a folded part."""
    for name, value in facts.items():
        flat = isinstance(value, Mapping) and not any(isinstance(item, Mapping | list) for item in value.values())
        if flat:
            rows = [(text(key), tag("code", text(item))) for key, item in value.items()]
            yield details(name.capitalize(), table(("What", "Value"), rows, name, numeric_from=2))
        else:
            yield details(name.capitalize(), tag("pre", text(json.dumps(value, indent=2, default=str))))

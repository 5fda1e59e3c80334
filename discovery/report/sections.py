"""The page's static parts before the methods, each a piece of HTML: nothing here needs a script."""

from collections.abc import Iterable, Iterator, Mapping

from discovery.report.columns import columns_of
from discovery.report.evidence import conflicts, known, member_table
from discovery.report.html import bullets, details, link, paragraphs, picture, table, tag, text
from discovery.report.measures import Value, chance, is_better, model_title, models_of, places_of, shown, title_of
from discovery.report.model import ReportInput
from discovery.report.plots import figures, to_svg
from discovery.report.trust import against_chance, check_of, comparisons, duels, headline, setting
from discovery.report.words import count, listed
from discovery.target.endpoint import EndpointKind, hit_endpoint

CAPTIONS = {
    "enrichment": "The further left and up a line runs, the fewer compounds must be tested to find a hidden modulator.",
    "comparison": "Each dot is a result, each bar its confidence interval over scaffolds; the grey line is chance.",
    "library": "How rare the best scores are among the compounds that the model itself scored. Objectives that are not "
    "predicted, such as size, are not in it.",
    "scores": "Where the curve is flat, neighbours in the list are as good as equal.",
    "measured": "Potencies of compounds that the model had not learnt from, for the targets with most of them; an "
    "encoder that it starts from may have.",
    "reliability": "On compounds that the model had not learnt from; an encoder may have. The nearer to the diagonal, "
    "the more honest: below it the model promises too much. Bars are confidence intervals.",
    "learning": "Loss of the training and of the compounds held back for validation.",
}


def title(report: ReportInput) -> str:
    """The page's headline as plain text."""
    return report.title or f"{report.target.gene} {sought(report)[0]}: what to test first"


def sought(report: ReportInput) -> tuple[str, str]:
    """The compounds that are looked for, and what is wanted of them."""
    wanted = report.wanted
    if wanted is not None and wanted.is_potency:
        return "ligands", "high potency"
    if wanted is not None and wanted.kind is EndpointKind.regression:
        return "hits", "a strong readout in a primary screen"
    if wanted is not None and wanted == hit_endpoint(wanted.target):
        return "hits", "a hit in a primary screen"
    if wanted is None or wanted.effect is None:
        return "modulators", "any effect"
    return f"{wanted.effect.value}s", wanted.effect.value


def summary(report: ReportInput) -> str:
    """What was screened, for what, and where every row went."""
    facts = (
        ("Target", f"{report.target.gene}, {report.target_title}" if report.target.title else report.target.gene),
        ("Wanted", sought(report)[1]),
        ("Library", report.library),
        ("Ranked by", listed(objective.title or objective.column for objective in report.objectives.values())),
    )
    listing = tag(
        "dl",
        "".join(tag("div", tag("dt", text(name)) + tag("dd", text(value))) for name, value in facts),
        class_="facts",
    )
    return tag(
        "div",
        listing + counts(report) + paragraphs(f"{note[:1].upper()}{note[1:]}." for note in report.notes),
        class_="panel",
    )


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
    counted = table(header, cells, "By target and reported effect; a compound may count more than once") if rows else ""
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
    check = check_of(report)
    if check is None:
        return first
    places = places_of(report.ranks) if report.ranks is not None and report.ranks.num_rows else None
    models = models_of(check.found, model_title(report.model))
    rows = [
        (text(title_of(metric)), *value_cells(metric, by_model, models, check.shares), *chance_cell(metric, places))
        for metric, by_model in check.found.items()
    ]
    header = ("Measure", *models, *(("Chance",) if places else ()))
    results = table(
        header, rows, f"Results on {check.subjects} that were held back; best in bold, confidence interval below"
    )
    more = details("How this was tested, and what it cannot say", paragraphs(setting(report))) if places else ""
    return first + bullets([*against_chance(report), *comparisons(report)]) + results + more


def chance_cell(metric: str, places: int | None) -> Iterator[str]:
    """What picking at random would give, where that is known."""
    if places:
        value = chance(metric, places)
        yield text(f"{value:.1%}" if metric.startswith("hits_at_") else shown(metric, value, shares=True))


def value_cells(metric: str, by_model: Mapping[str, Value], models: Iterable[str], shares: bool) -> Iterator[str]:
    """One cell a model; the best value in bold."""
    for model in models:
        found = by_model.get(model)
        if found is None:
            yield text("not defined")
            continue
        best = len(by_model) > 1 and not any(is_better(metric, other.value, found.value) for other in by_model.values())
        value = text(shown(metric, found.value, shares))
        span = (
            ""
            if found.low is None or found.high is None
            else f"{shown(metric, found.low, shares)} to {shown(metric, found.high, shares)}"
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
    return picture(svg, CAPTIONS[name])


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


def early(report: ReportInput, drawn: Mapping[str, str]) -> str:
    """How early hidden modulators are found, as a curve and one by one; nothing where this was not tested."""
    if "enrichment" not in drawn:
        return ""
    inner = tag("h2", "How early it finds them") + figure("enrichment", drawn["enrichment"]) + bullets(duels(report))
    return tag("div", inner, class_="panel found")

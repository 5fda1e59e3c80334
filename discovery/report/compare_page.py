"""The page of a comparison: one HTML file that says which model is better, by how much, and how sure that is."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from matplotlib.figure import Figure

from discovery.evaluation.measures import MEASURES, measures_of
from discovery.evaluation.verdict import Verdict
from discovery.report import compare_plots
from discovery.report.compare_model import Page, Row
from discovery.report.compare_words import few_endpoints, findings, protocol, setting
from discovery.report.frame import Link, Section, read_through
from discovery.report.html import bullets, details, paragraphs, picture, table, tag, text
from discovery.report.measures import model_title
from discovery.report.methods import provenance
from discovery.target.endpoint import POTENCY_UNIT

FILE = "report.html"


def write_compare_page(shown: Page, drawn: Mapping[str, str], folder: Path) -> Path:
    """Write the page, with its plots as SVG by name, into the folder; it loads nothing and runs no script."""
    path = folder / FILE
    path.write_text(html(shown, drawn), encoding="utf-8", newline="\n")
    return path


def figures(shown: Page) -> dict[str, Figure]:
    """Every plot, by name."""
    drawn = {"values": compare_plots.values(shown), "differences": compare_plots.differences(shown)}
    return {**drawn, "similarity": compare_plots.similarity(shown)}


def html(shown: Page, drawn: Mapping[str, str]) -> str:
    """The page's HTML."""
    values = picture(drawn["values"], _values_caption(shown)) + "".join(_results(shown))
    differences = picture(drawn["differences"], _differences_caption(shown)) + "".join(_pairs(shown))
    similarity = picture(drawn["similarity"], _similarity_caption(shown))
    sections = (
        Section("found", "What was found", bullets(findings(shown)), "Finding", "notice"),
        Section("protocol", "How models were compared", bullets(protocol(shown))),
        Section("values", "Values", values, "Values"),
        Section("differences", "Differences", differences, "Differences"),
        Section("across", "Over endpoints and data sets", _across(shown), "Over endpoints"),
        Section("cliffs", "Activity cliffs", _cliffs(shown), "Activity cliffs"),
        Section("similarity", "Near to and far from what was learnt", similarity, "Similarity"),
        Section("cost", "Cost", _cost(shown), "Cost"),
        Section("made", "How it was made", "".join(provenance(shown.provenance)), "How it was made"),
    )
    title = f"Models compared on {shown.target}, {shown.dataset}"
    return read_through(title, sections, Link("found", "To the finding"))


def _values_caption(shown: Page) -> str:
    sure = f"{shown.confidence:.0%}"
    drawn = compare_plots.MOST_PANELS
    rest = f" The first {drawn} of {len(shown.trials)} are drawn." if len(shown.trials) > drawn else ""
    return (
        f"Mean over folds, or value on a fixed test part, the best on top. Intervals of folds are Tukey's at {sure}:"
        f" two models differ significantly where theirs do not overlap. Those of a fixed test part are {sure} bootstrap"
        f" intervals of the values themselves.{rest}"
    )


def _differences_caption(shown: Page) -> str:
    return (
        f"Difference of every model from the best, with {shown.confidence:.0%} intervals that hold for all pairs at"
        " once. The band holds differences too small to matter."
    )


def _similarity_caption(shown: Page) -> str:
    return (
        "Main measure by Tanimoto similarity of a test compound to the nearest compound that was learnt from (Morgan"
        f" fingerprints, radius 2); {shown.confidence:.0%} bootstrap intervals over compounds, whose number is above."
    )


def _results(shown: Page) -> Iterator[str]:
    """One table an endpoint and method of division: models down, measures across."""
    for split, endpoint in shown.places():
        measures = measures_of(endpoint.kind)
        order = [row["model"] for row in shown.rows(split, endpoint.name, measures[0].name)]
        found = {m.name: {r["model"]: r for r in shown.rows(split, endpoint.name, m.name)} for m in measures}
        order += [model for model in shown.models if model not in order]
        rows = [
            (text(model_title(model)), *(_value_cell(found[m.name], model) for m in measures))
            for model in order
            if any(model in by_model for by_model in found.values())
        ]
        header = ("Model", *(f"{m.title} {'↑' if m.sign > 0 else '↓'}" for m in measures))
        yield table(header, rows, f"{endpoint.name}, {setting(shown, split)}; best value in bold")


def _value_cell(by_model: dict[str, Row], model: str) -> str:
    if model not in by_model:
        return text("-")
    row = by_model[model]
    apart = f" ± {row['sd']:.3f}" if row["trainings"] > 1 and row["sd"] is not None else ""
    value = f"{row['value']:.3f}{apart}"
    shown = tag("b", value) if next(iter(by_model)) == model else value
    if row["low"] is None:
        return shown
    return shown + tag("small", f"{row['low']:.3f} to {row['high']:.3f}")


def _pairs(shown: Page) -> Iterator[str]:
    """All pairs of models, folded up, one table an endpoint, method of division and measure."""
    for split, endpoint in shown.places():
        for measure in measures_of(endpoint.kind):
            pairs = shown.pairs(split, endpoint.name, measure.name)
            if pairs:
                title = f"{endpoint.name}, {split}, {measure.title}: all pairs"
                rows = [_pair_row(row) for row in pairs]
                header = ("Model", "Beside", "Verdict", "Difference", "Interval", "p", "Cohen's d")
                caption = f"Differences from {pairs[0]['threshold']:g} on matter"
                yield details(title, table(header, rows, caption, numeric_from=3))


def _pair_row(row: Row) -> tuple[str, ...]:
    low, high = row["low"], row["high"]
    interval = "-" if low is None else f"{low:+.3f} to {high:+.3f}"
    effect = "-" if row["effect"] is None else f"{row['effect']:+.2f}"
    verdict = text(row["verdict"])
    return (
        text(model_title(row["model"])),
        text(model_title(row["other"])),
        verdict if row["verdict"] == Verdict.open.value else tag("b", verdict),
        f"{row['difference']:+.3f}",
        text(interval),
        _p(row["p"]),
        text(effect),
    )


def _p(value: float | None) -> str:
    if value is None:
        return text("-")
    return text("< 0.001" if value < 0.001 else f"{value:.3f}")


def _across(shown: Page) -> str:
    """Wilcoxon's test over endpoints and data sets."""
    rows = [
        (
            text(row["split"]),
            text(_in_unit(row)),
            text(model_title(row["model"])),
            text(model_title(row["other"])),
            f"{row['wins']} of {row['endpoints']}",
            f"{row['difference']:+.3f}",
            _p(row["p"]),
        )
        for row in shown.found.across.to_pylist()
    ]
    said = few_endpoints(shown)
    head = paragraphs([said] if said else [])
    if not rows:
        return head
    header = ("Split", "Measure", "Model", "Beside", "Better on", "Difference", "p")
    caption = (
        "Wilcoxon signed-rank test over endpoints and data sets, Holm's correction over the pairs; the difference is"
        " Hodges and Lehmann's estimate"
    )
    return head + table(header, rows, caption, numeric_from=4)


def _in_unit(row: Row) -> str:
    """A measure, with the unit of an error that is not one of a potency."""
    title = MEASURES[row["metric"]].title
    return title if row["unit"] in ("", POTENCY_UNIT) else f"{title}, {row['unit']}"


def _cliffs(shown: Page) -> str:
    """How many test compounds have an activity cliff; their errors are among the values."""
    sentences = []
    for trial in shown.trials:
        if trial.endpoint.is_potency:
            ends = sorted(set(trial.row[trial.cliff].tolist()))
            share = f"{len(ends):,} of {len(set(trial.row.tolist())):,} test compounds have an activity cliff"
            sentences.append(f"{trial.endpoint.name}, {trial.split}: {share}.")
    return bullets(sentences) if sentences else paragraphs(["No endpoint is a potency."])


def _cost(shown: Page) -> str:
    """What a fit takes, and how fast a model predicts."""
    rows = [
        (
            text(row["split"]),
            text(model_title(row["model"])),
            f"{row['fits']:,}",
            text(_seconds(row["fit_seconds"])),
            text(_rounded(row["compounds_per_second"])),
        )
        for row in shown.costs.to_pylist()
    ]
    header = ("Split", "Model", "Fits", "Seconds a fit", "Compounds predicted a second")
    caption = (
        "Wall clock on one machine, of each fit when it was made; predictions of test parts, from their structures on,"
        " with all that a prediction takes to begin"
    )
    return table(header, rows, caption, numeric_from=2)


def _seconds(value: float) -> str:
    return f"{value:,.1f}" if value >= 0.1 else "< 0.1"


def _rounded(value: float) -> str:
    """To two digits, as a speed that varies from run to run deserves."""
    return f"{float(f'{value:.2g}'):,.0f}" if value >= 10 else f"{value:.2g}"

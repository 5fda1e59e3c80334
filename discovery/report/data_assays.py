"""Potencies, replicate noise, actives and the list of assays: parts of the data report."""

from collections.abc import Iterator, Sequence
from typing import Any

import pyarrow as pa

from discovery.assay.dataset import AssayDataset
from discovery.report import data_plots
from discovery.report.data_noise import CONFIDENCE, FEWEST_DF, Noise, noises, pooled
from discovery.report.data_series import Series, assay_name, potencies
from discovery.report.html import bullets, details, paragraphs, picture, table, tag, text
from discovery.report.plots import to_svg
from discovery.report.words import count

MOST_ROWS = 200
"""Assays that are listed."""
NUMBERS = ("measurements", "compounds", "potencies", "censored", "active", "inactive")
"""Counts of an assay that are listed."""
COLUMNS = ("Assay", "Target", "Organism", "Format", "Role", *map(str.capitalize, NUMBERS), "Median pX", "Conflicts")


def distributions(series: Sequence[Series]) -> str:
    """A histogram of the largest assays, and how many are not drawn."""
    known = potencies(series)
    others = [one for one in series if not one.is_potency]
    parts = ""
    if known:
        caption = (
            "Potencies by assay. Teal: exact values; orange: values known only to lie above or below. "
            "The last bar on either side holds what lies beyond it."
        )
        parts += picture(to_svg(data_plots.distributions(known, shared=True)), caption)
        parts += paragraphs(_left_out(known, "a potency", "potencies"))
    if others:
        caption = "Responses and properties, each on its own scale."
        parts += picture(to_svg(data_plots.distributions(others, shared=False)), caption)
        parts += paragraphs(_left_out(others, "another number", "other numbers"))
    return parts or paragraphs(["No measurement has a number."])


def _left_out(series: Sequence[Series], one: str, several: str) -> Iterator[str]:
    hidden = series[data_plots.MOST_PANELS :]
    if hidden:
        numbers = sum(each.size for each in hidden)
        held = one if numbers == 1 else f"{numbers:,} {several}"
        yield f"Not drawn: {count(len(hidden), 'smaller assay')} with {held}."


def noise(dataset: AssayDataset, series: Sequence[Series]) -> str:
    """How replicates scatter, and the best that a model can do."""
    found = noises(dataset.assays, potencies(series))
    if not found:
        return tag("p", text(unknown_noise()), class_="verdict") + paragraphs([LITERATURE])
    sigma, df = pooled(found)
    told = (
        f"Replicates of one compound scatter by {sigma:.2f} pX units "
        f"({count(df, 'degree')} of freedom, {count(len(found), 'assay')} with replicates)."
    )
    caption = (
        f"Standard deviation of a single measurement, with its {CONFIDENCE:.0%} interval, which may run off the edge."
    )
    drawn = picture(to_svg(data_plots.noise(found)), caption)
    return tag("p", text(told), class_="verdict") + bullets(_ceiling_words(dataset)) + _ceilings(found) + drawn


LITERATURE = (
    "For orientation: public Ki values of one compound and target from different laboratories have a standard "
    "deviation of 0.54 pKi units (Kramer et al. 2012, doi 10.1021/jm300131x). Whether these assays are better cannot "
    "be told from these data."
)


def unknown_noise() -> str:
    """What is said where no compound was measured twice."""
    return "The noise cannot be known: no compound has two potencies with a number in the same assay."


def _ceiling_words(dataset: AssayDataset) -> Iterator[str]:
    yield (
        "The lowest RMSE is the noise of the curated values; the highest R² is 1 - noise² / variance of these values, "
        "the highest Pearson correlation its square root. A model that is said to do better fits the noise "
        "(Brown et al. 2009, doi 10.1016/j.drudis.2009.01.012; Kramer et al. 2012, doi 10.1021/jm300131x; "
        "Crusius et al. 2025, doi 10.1039/D4FD00091A)."
    )
    yield (
        "Replicates in one assay say nothing about differences between laboratories or protocols, so the ceiling of "
        "a model that is tested across assays is lower. Values copied as replicates make it look higher."
    )
    without = dataset.assays.num_rows - sum(
        df is not None and df > 0 for df in dataset.assays["replicate_df"].to_pylist()
    )
    if without:
        yield f"Of {count(without, 'assay')} the noise cannot be known: no compound has two potencies there."


def _ceilings(found: Sequence[Noise]) -> str:
    header = (
        "Assay",
        "Replicate SD",
        "Degrees of freedom",
        "Potencies",
        "Their SD",
        "Lowest RMSE",
        "Highest R²",
        "Pearson",
    )
    rows = [
        (
            text(assay_name(one.assay, one.target)),
            f"{one.sigma:.2f}" + tag("small", "{:.2f} to {:.2f}".format(*one.interval)),
            f"{one.df:,}",
            f"{one.values:,}",
            _number(one.spread),
            _number(one.rmse),
            _number(one.r2),
            _number(one.pearson),
        )
        for one in found[:MOST_ROWS]
    ]
    caption = (
        f"Noise and ceiling by assay, pX units. Nothing is stated from fewer than {FEWEST_DF} degrees of freedom, or "
        "where the values differ no more than their noise."
    )
    return _first_shown(header, rows, caption, numeric_from=1)


def _first_shown(header: Sequence[str], rows: Sequence[Sequence[str]], caption: str, numeric_from: int) -> str:
    """A table whose later rows are folded up."""
    first, more = rows[: data_plots.MOST_PANELS], rows[data_plots.MOST_PANELS :]
    folded = (
        details(f"{count(len(more), 'more assay')}", table(header, more, numeric_from=numeric_from)) if more else ""
    )
    return table(header, first, caption, numeric_from) + folded


def _number(value: float | None) -> str:
    return "not known" if value is None else f"{value:.2f}"


def actives(assays: pa.Table) -> str:
    """Active and inactive compounds of the largest assays."""
    called = [row for row in _largest(assays) if row["active"] + row["inactive"] > 0]
    if not called:
        return paragraphs(["No compound is called active or inactive."])
    shown = pa.Table.from_pylist(called, schema=assays.schema)
    caption = (
        "Share of each assay's compounds. Active: a potency of pX 5 or more, a hit, or a named effect on anything "
        "else; inactive: weaker, or measured as inactive, and never active."
    )
    rules = sorted({row["hit_rule"] for row in called if row["hit_rule"]})
    hidden = len(called) - data_plots.MOST_PANELS
    more = [f"Not drawn: {count(hidden, 'smaller assay')}."] if hidden > 0 else []
    called_by = [f"Hits were called by a rule: {rule}" for rule in rules]
    return picture(to_svg(data_plots.actives(shown)), caption) + paragraphs(more) + bullets(called_by)


def listing(assays: pa.Table) -> str:
    """The assays with what is known of each."""
    rows = _largest(assays)
    if not rows:
        return paragraphs(["There is no assay."])
    cells = [tuple(_cells(row)) for row in rows[:MOST_ROWS]]
    hidden = len(rows) - len(cells)
    more = (
        [f"{count(hidden, 'smaller assay')} stand{'s' if hidden == 1 else ''} in assays.parquet."] if hidden > 0 else []
    )
    return _first_shown(COLUMNS, cells, "Assays, the largest first", numeric_from=5) + paragraphs(more)


def _cells(row: dict[str, Any]) -> Iterator[str]:
    yield text(assay_name(row["assay"], ""))
    yield text(row["target"])
    yield text(row["organism"])
    stated = row["format"].replace("_", " ")
    yield text(f"{stated} (guessed from the name)" if row["format_guessed"] else stated)
    yield text(row["role"].replace("_", " "))
    for name in NUMBERS:
        yield f"{row[name]:,}"
    yield "" if row["median"] is None else f"{row['median']:.2f}"
    yield f"{row['conflicts']:,}"


def _largest(assays: pa.Table) -> list[dict[str, Any]]:
    columns: list[dict[str, Any]] = assays.to_pylist()
    return sorted(columns, key=lambda row: (-row["compounds"], row["assay"], row["target"], row["organism"]))

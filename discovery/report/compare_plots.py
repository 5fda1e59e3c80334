"""Plots of a comparison, as matplotlib figures."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from discovery.evaluation.measures import MEASURES
from discovery.report.compare_model import Page, Row, beside, main_measure
from discovery.report.measures import model_title
from discovery.report.plots import COLOURS, styled

MOST_PANELS = 12
"""Endpoints and methods of division that are drawn; the tables have all of them."""
COLUMNS = 3
BAND = "#e3e7ea"


@styled
def values(page: Page) -> Figure:
    """Every model's value with its interval, one panel an endpoint and method of division."""
    places = [*page.places()][:MOST_PANELS]
    figure, panels = _panels(len(places), 0.27 * len(page.models) + 0.9)
    for axes, (split, endpoint) in zip(panels, places, strict=False):
        measure = main_measure(endpoint)
        rows = page.rows(split, endpoint.name, measure.name)
        _dots(axes, [(row["model"], row["value"], row["low"], row["high"]) for row in rows], page)
        axes.set_xlabel(f"{measure.title}, {'more' if measure.sign > 0 else 'less'} is better", fontsize=8.5)
        _title(axes, page, split, endpoint.name)
    return figure


@styled
def differences(page: Page) -> Figure:
    """How much each model falls behind the best, with simultaneous intervals; the band is what does not matter."""
    places = [*page.places()][:MOST_PANELS]
    figure, panels = _panels(len(places), 0.27 * len(page.models) + 0.8)
    for axes, (split, endpoint) in zip(panels, places, strict=False):
        measure = main_measure(endpoint)
        rows = page.rows(split, endpoint.name, measure.name)
        pairs = page.pairs(split, endpoint.name, measure.name)
        found = [beside(pairs, row["model"], rows[0]["model"]) for row in rows[1:]]
        known = [row for row in found if row is not None]
        if known:
            axes.axvspan(-known[0]["threshold"], known[0]["threshold"], color=BAND, lw=0, zorder=0)
        axes.axvline(0, color="#9aa3ab", lw=1)
        _dots(axes, [(row["model"], row["difference"], row["low"], row["high"]) for row in known], page)
        best = f" minus that of {model_title(rows[0]['model'])}" if rows else ""
        axes.set_xlabel(f"{measure.title}{best}", fontsize=8.5)
        _title(axes, page, split, endpoint.name)
    return figure


@styled
def similarity(page: Page) -> Figure:
    """The main measure by similarity to the nearest compound learnt from."""
    places = [*page.places()][:MOST_PANELS]
    figure, panels = _panels(len(places), 2.6)
    rows = page.found.bins.to_pylist()
    for axes, (split, endpoint) in zip(panels, places, strict=False):
        mine = [row for row in rows if (row["split"], row["endpoint"]) == (split, endpoint.name)]
        for model in page.models:
            _line(axes, [row for row in mine if row["model"] == model and row["value"] is not None], model, page)
        sizes = {row["from_similarity"]: (row["to_similarity"], row["compounds"]) for row in mine}
        for low, (high, size) in sizes.items():
            axes.annotate(
                f"{size:,}", ((low + high) / 2, 1), xycoords=("data", "axes fraction"), ha="center", va="bottom",
                fontsize=7, color="#7a838c",
            )  # fmt: skip
        axes.set(xlim=(0, 1), xlabel="Similarity to the nearest compound learnt from")
        axes.set_ylabel(MEASURES[main_measure(endpoint).name].title)
        _title(axes, page, split, endpoint.name, pad=14)
    drawn = [entry for axes in panels for entry in zip(*axes.get_legend_handles_labels(), strict=True)]
    known = {label: handle for handle, label in drawn}
    if known:
        figure.legend([*known.values()], [*known], loc="outside upper left", ncols=4)
    return figure


def colour(page: Page, model: str) -> str:
    """The colour of a model in all plots."""
    return COLOURS[page.models.index(model) % len(COLOURS)]


def _panels(number: int, height: float) -> tuple[Figure, list[Axes]]:
    columns = min(COLUMNS, max(number, 1))
    rows = -(-max(number, 1) // columns)
    figure = Figure(figsize=(4.2 * columns, height * rows + 0.4), layout="constrained")
    panels = list(np.atleast_1d(figure.subplots(rows, columns)).ravel())
    for unused in panels[number:]:
        unused.set_visible(False)
    return figure, panels[:number]


def _dots(axes: Axes, found: Sequence[tuple[str, float, float | None, float | None]], page: Page) -> None:
    """A dot and its interval for each model, the first on top."""
    for place, (model, value, low, high) in enumerate(found):
        own = colour(page, model)
        if low is not None and high is not None:
            axes.plot([low, high], [place, place], color=own, lw=2.2, solid_capstyle="butt")
        axes.plot([value], [place], "o", color=own, ms=5.5)
    axes.set_yticks(range(len(found)), [model_title(model) for model, *_ in found], fontsize=8.5)
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)
    axes.locator_params(axis="x", nbins=5)


def _line(axes: Axes, rows: Sequence[Row], model: str, page: Page) -> None:
    own, width = colour(page, model), 2.2 if model in page.wanted else 1.3
    middle = [(row["from_similarity"] + row["to_similarity"]) / 2 for row in rows]
    axes.plot(middle, [row["value"] for row in rows], "o-", color=own, lw=width, ms=3.5, label=model_title(model))
    for x, row in zip(middle, rows, strict=True):
        if row["low"] is not None:
            axes.plot([x, x], [row["low"], row["high"]], color=own, lw=0.9, alpha=0.6)


def _title(axes: Axes, page: Page, split: str, endpoint: str, pad: float = 6) -> None:
    several = len({split for split, _ in page.places()}) > 1
    axes.set_title(f"{endpoint}, {split}" if several else endpoint, fontsize=9.5, pad=pad)

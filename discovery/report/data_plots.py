"""Plots of a data report, as matplotlib figures."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from discovery.report.data_noise import Noise
from discovery.report.data_series import Series, assay_name
from discovery.report.data_space import Space
from discovery.report.plots import COLOURS, canvas, styled

MOST_PANELS = 24
"""Assays that are drawn; more are told in words."""
COLUMNS = 4
EXACT, CENSORED, PALE = COLOURS[0], COLOURS[1], "#c3cad0"
SHORT = 44
"""Characters of an assay's name beside a bar."""
EDGE = 0.5
"""Share in per cent of the values beyond either end of an axis, which are drawn in its last bar."""


@styled
def distributions(series: Sequence[Series], shared: bool) -> Figure:
    """A histogram a series, at most `MOST_PANELS`; `shared`: all on one axis, for potencies."""
    panels = series[:MOST_PANELS]
    columns = min(COLUMNS, len(panels))
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=(3.1 * columns, 1.7 * rows))  # a constrained layout of so many panels takes seconds
    gaps = {"left": 0, "right": 1, "bottom": 0, "top": 1, "wspace": 0.2, "hspace": 0.65}
    axes = np.atleast_1d(figure.subplots(rows, columns, sharex=shared, gridspec_kw=gaps)).ravel()
    together = _edges(np.concatenate([_values(one) for one in panels]), 40)
    for one, mine in zip(panels, axes, strict=False):
        _histogram(mine, one, together if shared else _edges(_values(one), 24))
    for unused in axes[len(panels) :]:
        unused.set_visible(False)
    return figure


def _values(series: Series) -> NDArray[np.float64]:
    return np.concatenate([series.exact, series.censored])


def _edges(values: NDArray[np.float64], bins: int) -> NDArray[np.float64]:
    """[bins + 1] ends of the bars; far outliers do not stretch the axis."""
    low, high = np.percentile(values, (EDGE, 100.0 - EDGE))
    margin = 0.5 if high == low else 0.02 * (high - low)
    return np.linspace(low - margin, high + margin, bins + 1)


def _histogram(axes: Axes, series: Series, edges: NDArray[np.float64]) -> None:
    """Exact values, and on top of them those that are only known to lie above or below."""
    inside = [np.clip(values, edges[0], edges[-1]) for values in (series.exact, series.censored)]
    exact, censored = (np.histogram(values, edges)[0] for values in inside)
    axes.stairs(exact + censored, edges, fill=True, color=CENSORED)
    axes.stairs(exact, edges, fill=True, color=EXACT)
    axes.set_title(assay_name(series.assay, series.target, 34), fontsize=8.5)
    axes.set_xlabel(f"{series.unit}, n = {series.size:,}", fontsize=8.5)
    axes.tick_params(labelsize=8)
    axes.locator_params(nbins=4)


@styled
def noise(found: Sequence[Noise]) -> Figure:
    """Replicate standard deviation of each assay with its interval, those with most replicates."""
    shown = found[:MOST_PANELS]
    figure, axes = canvas(6.4, 0.26 * len(shown) + 0.9)
    for place, one in enumerate(shown):
        axes.plot(one.interval, [place, place], color=EXACT, lw=2, solid_capstyle="butt")
        axes.plot([one.sigma], [place], "o", color=EXACT, ms=5)
    furthest = max(one.sigma for one in shown)
    axes.set_xlim(0, max(min(max(one.interval[1] for one in shown), 3 * furthest), 0.1) * 1.05)
    _named_rows(axes, [assay_name(one.assay, one.target, SHORT) for one in shown])
    axes.set_xlabel("Standard deviation of replicates, pX units")
    return figure


@styled
def actives(assays: pa.Table) -> Figure:
    """Share of active and inactive compounds, and of those without a call: one bar an assay (schema ASSAYS)."""
    rows = assays.slice(0, MOST_PANELS).to_pylist()
    figure, axes = canvas(7.2, 0.26 * len(rows) + 0.9)
    total = np.array([max(row["compounds"], 1) for row in rows], np.float64)
    left = np.zeros(len(rows))
    counts = [[row["active"] for row in rows], [row["inactive"] for row in rows]]
    rest = [row["compounds"] - row["active"] - row["inactive"] for row in rows]
    for label, colour, numbers in zip(
        ("active", "inactive", "no call"), (EXACT, CENSORED, PALE), [*counts, rest], strict=True
    ):
        share = np.asarray(numbers) / total
        axes.barh(range(len(rows)), share, left=left, color=colour, height=0.7, label=label)
        left = left + share
    for place, row in enumerate(rows):
        axes.text(1.01, place, f"{row['active']:,} of {row['compounds']:,}", va="center", fontsize=8.5)
    _named_rows(axes, [assay_name(row["assay"], row["target"], SHORT) for row in rows])
    axes.set_xlim(0, 1)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    figure.legend(loc="outside upper left", ncols=3)
    return figure


def _named_rows(axes: Axes, names: Sequence[str]) -> None:
    """One named row a bar, the first on top."""
    axes.set_yticks(range(len(names)), names, fontsize=8.5)
    axes.set_ylim(len(names) - 0.5, -0.5)
    axes.grid(axis="y", visible=False)


@styled
def space(found: Space) -> Figure:
    """The map of the compounds, small groups on top."""
    figure, axes = canvas(7.2, 5.4)
    for place, (name, size) in enumerate(zip(found.groups, found.sizes, strict=True)):
        mine = found.points[found.group == place]
        axes.plot(
            *mine.T, "o", ms=3.2, mew=0, alpha=0.65, color=COLOURS[place], label=f"{name} ({size:,})", rasterized=True
        )
    axes.set(xticks=[], yticks=[], aspect="equal")
    axes.spines[["left", "bottom"]].set_visible(False)
    figure.legend(loc="outside upper left", ncols=3, markerscale=2)
    return figure

"""Plots of a report, as matplotlib figures for tracking and as SVG for the page."""

import io
from collections.abc import Callable, Iterator, Sequence
from functools import wraps
from typing import Any, ParamSpec

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.ticker import LogFormatter, MaxNLocator

from discovery.report.measures import Value, chance, model_title, places_of, title_of, values_of
from discovery.report.model import ReportInput
from discovery.target.endpoint import EndpointKind

P = ParamSpec("P")

COLOURS = ("#0b6e75", "#c26a1a", "#6a5aa8", "#7a838c", "#a23b52", "#4f7d2f")
"""Told apart by people who do not see red or green; the ranking model takes the first."""
SHORT = {
    "hits_at_10": "Found in first 10",
    "hits_at_50": "Found in first 50",
    "hits_at_100": "Found in first 100",
    "ef1": "EF 1 %",
}
"""Metric names for a narrow panel."""
STYLE: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["Segoe UI", "Helvetica", "Arial", "Liberation Sans", "DejaVu Sans"],
    "font.size": 9.5,
    "axes.titlesize": 10.5,
    "axes.titlelocation": "left",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8a949e",
    "axes.labelcolor": "#3c4650",
    "xtick.color": "#3c4650",
    "ytick.color": "#3c4650",
    "axes.grid": True,
    "grid.color": "#e3e7ea",
    "grid.linewidth": 0.8,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "discovery",
    "text.parse_math": False,  # names come from in-house tables and may hold dollar signs
}


def styled(draw: Callable[P, Figure]) -> Callable[P, Figure]:
    """The same drawing in this module's style, whoever calls it."""

    @wraps(draw)
    def drawing(*args: P.args, **kwargs: P.kwargs) -> Figure:
        with rc_context(STYLE):
            return draw(*args, **kwargs)

    return drawing


def figures(report: ReportInput) -> dict[str, Figure]:
    """Every plot that the report has the data for, by name."""
    return dict(drawn(report))


def drawn(report: ReportInput) -> Iterator[tuple[str, Figure]]:
    """Name and figure, one after the other."""
    if report.ranks is not None and report.ranks.num_rows:
        yield "enrichment", enrichment(report.ranks, report.model)
    if report.retrospective is not None and report.retrospective.num_rows:
        yield "comparison", comparison(report.retrospective, report.ranks, report.model)
    if any(report.histogram):
        yield "library", library(report.histogram)
    if report.candidates.num_rows:
        yield "scores", scores(report)
    if report.measured is not None and report.measured.num_rows:
        yield "measured", measured(report.measured)
    if report.reliability is not None and report.reliability.num_rows:
        yield "reliability", reliability(report.reliability)
    if report.history is not None and report.history.num_rows:
        yield "learning", learning(report.history)


def to_svg(figure: Figure) -> str:
    """The figure as SVG text, the same bytes for the same figure."""
    target = io.StringIO()
    with rc_context(STYLE):
        figure.savefig(
            target, format="svg", transparent=True, bbox_inches="tight", metadata={"Date": None, "Creator": None}
        )
    return target.getvalue()


def canvas(width: float, height: float) -> tuple[Figure, Axes]:
    """A figure with one pair of axes, in inches."""
    figure = Figure(figsize=(width, height), layout="constrained")
    return figure, figure.add_subplot()


def plain_numbers(axis: Axis) -> None:
    """Whole numbers on a logarithmic axis, whose own labels are formulas."""
    axis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axis.set_minor_formatter(LogFormatter())


def first_colours(names: list[str], model: str) -> dict[str, str]:
    """A colour for each model, the ranking one's being always the same."""
    ordered = sorted(names, key=lambda name: name != model)
    return {name: COLOURS[place % len(COLOURS)] for place, name in enumerate(ordered)}


@styled
def enrichment(ranks: pa.Table, model: str) -> Figure:
    """Share of the hidden actives found within the first k compounds, for every k."""
    figure, axes = canvas(5.0, 3.9)
    names = list(dict.fromkeys(ranks["model"].to_pylist()))
    total = int(np.max(ranks["of"].to_numpy()))
    for name, colour in first_colours(names, model).items():
        mine = np.sort(ranks.filter(pc.equal(ranks["model"], name))["rank"].to_numpy())
        share = np.arange(1, len(mine) + 1) / len(mine)
        axes.step(
            np.r_[1, mine, total],
            np.r_[0, share, 1],
            where="post",
            color=colour,
            lw=2.2 if name == model else 1.5,
            label=model_title(name),
        )
    tested = np.geomspace(1, total, 200)
    axes.plot(tested, tested / total, color="#9aa3ab", lw=1, ls=(0, (4, 3)), label="chance")
    axes.set(
        xscale="log",
        xlim=(1, total),
        ylim=(0, 1.02),
        xlabel="Compounds tested, best first",
        ylabel="Hidden modulators found",
    )
    axes.yaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    plain_numbers(axes.xaxis)
    axes.legend(loc="upper left")
    return figure


@styled
def comparison(retrospective: pa.Table, ranks: pa.Table | None, model: str) -> Figure:
    """Every model's value with its interval, one small panel a metric."""
    found = values_of(retrospective)
    figure = Figure(figsize=(max(5.4, 1.9 * len(found)), 2.4), layout="constrained")
    panels = np.atleast_1d(figure.subplots(1, len(found), sharey=True))
    for axes, (metric, by_model) in zip(panels, found.items(), strict=True):
        intervals(axes, by_model, model_title(model))
        if ranks is not None and ranks.num_rows:
            axes.axvline(chance(metric, places_of(ranks)), color="#9aa3ab", lw=1)
        axes.set_title(SHORT.get(metric, title_of(metric)), fontsize=9)
    panels[0].invert_yaxis()
    return figure


def intervals(axes: Axes, by_model: dict[str, Value], model: str) -> None:
    """A dot and its interval for each model, one below the other."""
    for place, (name, colour) in enumerate(first_colours(list(by_model), model).items()):
        found = by_model[name]
        if found.low is not None and found.high is not None:
            axes.plot([found.low, found.high], [place, place], color=colour, lw=2, solid_capstyle="butt")
        axes.plot([found.value], [place], "o", color=colour, ms=6)
    axes.set_yticks(range(len(by_model)), sorted(by_model, key=lambda name: name != model))
    axes.set_ylim(-0.5, len(by_model) - 0.5)
    axes.grid(axis="y", visible=False)


@styled
def library(histogram: Sequence[int]) -> Figure:
    """Numbers of compounds by score, on a logarithmic scale, as the best ones are few."""
    figure, axes = canvas(5.4, 3.0)
    edges = np.linspace(0.0, 1.0, len(histogram) + 1)
    axes.stairs(histogram, edges, fill=True, color=COLOURS[0])
    axes.set(xlabel="Score by the predicted objectives", ylabel="Compounds", yscale="log", ylim=(0.7, None))
    plain_numbers(axes.yaxis)
    axes.set_title(f"Scores of {sum(histogram):,} compounds of the library")
    return figure


@styled
def scores(report: ReportInput) -> Figure:
    """How the candidates' scores fall off with the rank, diverse picks marked."""
    figure, axes = canvas(5.4, 3.0)
    rank, score = report.candidates["rank"].to_numpy(), report.candidates["score"].to_numpy()
    axes.plot(rank, score, color=COLOURS[0], lw=1.8, label="candidates")
    if "pick" in report.candidates.column_names:
        picked = np.asarray(report.candidates["pick"].is_valid())
        axes.plot(rank[picked], score[picked], "o", color=COLOURS[1], ms=4, label="diverse picks")
        axes.legend(loc="best")
    axes.set(xlabel="Rank", ylabel="Score")
    axes.set_title("Score by rank: a flat curve means that ranks hardly differ")
    return figure


@styled
def measured(points: pa.Table) -> Figure:
    """Predicted against measured potency of test compounds, one panel an endpoint, at most four."""
    names = list(dict.fromkeys(points["endpoint"].to_pylist()))[:4]
    figure = Figure(figsize=(2.7 * len(names), 3.0), layout="constrained")
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(names), sharex=True, sharey=True)), names, strict=True):
        mine = points.filter(pc.equal(points["endpoint"], name))
        x, y = mine["measured"].to_numpy(), mine["predicted"].to_numpy()
        axes.plot(x, y, "o", ms=2.6, color=COLOURS[0], alpha=0.5, mew=0)
        ends = [min(x.min(), y.min()), max(x.max(), y.max())]
        axes.plot(ends, ends, color="#9aa3ab", lw=1)
        axes.set(xlabel="Measured", aspect="equal")
        axes.set_title(f"{name.rpartition('.')[0]}, n = {len(x)}")
    figure.axes[0].set_ylabel("Predicted")
    return figure


@styled
def reliability(table: pa.Table) -> Figure:
    """Found against stated shares of test compounds, one panel an endpoint, at most four."""
    names = list(dict.fromkeys(table["endpoint"].to_pylist()))[:4]
    figure = Figure(figsize=(max(2.7 * len(names), 3.2), 3.1), layout="constrained")
    for axes, name in zip(np.atleast_1d(figure.subplots(1, len(names))), names, strict=True):
        mine = table.filter(pc.equal(table["endpoint"], name))
        stated, found, low, high = (mine[column].to_numpy() for column in ("stated", "found", "low", "high"))
        axes.plot([0, 1], [0, 1], color="#9aa3ab", lw=1)
        axes.vlines(stated, low, high, color=COLOURS[0], lw=1.4, alpha=0.5)
        axes.plot(stated, found, "o-", ms=3.5, lw=1.4, color=COLOURS[0])
        is_number = mine["kind"][0].as_py() == EndpointKind.regression.value
        axes.set(
            xlim=(0, 1),
            ylim=(0, 1),
            aspect="equal",
            xlabel="Level of the interval" if is_number else "Stated probability",
            ylabel="True values inside" if is_number else "Share of actives",
        )
        total = pc.max(mine["n"]).as_py() if is_number else pc.sum(mine["n"]).as_py()
        axes.set_title(f"{name}, n = {total:,}", fontsize=9)
    return figure


@styled
def learning(history: pa.Table) -> Figure:
    """Loss of every epoch, one line a series."""
    figure, axes = canvas(5.4, 3.0)
    names = list(dict.fromkeys(history["series"].to_pylist()))
    trainings = list(dict.fromkeys(map(training_of, names)))
    for name in names:
        mine = history.filter(pc.equal(history["series"], name))
        dashed = "validation" in name
        axes.plot(
            mine["epoch"].to_numpy(),
            mine["loss"].to_numpy(),
            color=COLOURS[trainings.index(training_of(name)) % len(COLOURS)],
            ls="--" if dashed else "-",
            label=name,
        )
    axes.set(xlabel="Epoch", ylabel="Loss")
    axes.set_title("Learning curves")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.legend(loc="best")
    return figure


def training_of(series: str) -> str:
    """The training that a series such as `base/member0 validation` belongs to."""
    return series.rpartition(" ")[0]

"""The table and the plot of the study."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
from matplotlib import rc_context
from matplotlib.figure import Figure
from numpy.typing import NDArray

from discovery.report.plots import COLOURS, STYLE
from experiments.kept import Row
from experiments.means import mean_interval, told
from experiments.time_split.data import BINS
from experiments.time_split.models import (
    FOREST,
    KERNEL,
    MULTI_ENCODER,
    MULTI_SCRATCH,
    SINGLE_ENCODER,
    SINGLE_SCRATCH,
)

PAIRS = (
    (MULTI_ENCODER, SINGLE_ENCODER),
    (MULTI_ENCODER, KERNEL),
    (MULTI_ENCODER, FOREST),
    (MULTI_SCRATCH, SINGLE_SCRATCH),
    (MULTI_SCRATCH, KERNEL),
    (MULTI_SCRATCH, FOREST),
)
"""Multi-task and single-task model of which the errors are compared, target by target."""
NAMES = [f"{low}-{high - 1}" for low, high in pairwise(BINS)] + [f">= {BINS[-1]}"]

Errors = dict[str, dict[str, float]]


def errors(rows: Sequence[Row]) -> Errors:
    """Model -> target -> RMSE, mean over seeds."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        found[row["model"]][row["target"]].append(float(row["rmse"]))
    return {name: {one: float(np.mean(seeds)) for one, seeds in mine.items()} for name, mine in found.items()}


def labels(rows: Sequence[Row]) -> dict[str, int]:
    """Target -> training labels."""
    return {row["target"]: int(row["train"]) for row in rows}


def gain(
    found: Errors, train: Mapping[str, int], multi: str, single: str
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Training labels, and by how much the multi-task model's RMSE is lower, of the targets that both have."""
    both = sorted(found.get(multi, {}).keys() & found.get(single, {}).keys())
    less = [found[single][one] - found[multi][one] for one in both]
    return np.array([train[one] for one in both], np.int64), np.array(less, np.float64)


def tables(rows: Sequence[Row]) -> Iterator[str]:
    """Lines of the two tables."""
    found, train = errors(rows), labels(rows)
    sampled = set.intersection(*(set(mine) for mine in found.values())) if found else set()
    yield f"| model | targets | mean RMSE | mean RMSE of the {len(sampled)} targets that every model has |"
    yield "|---|---|---|---|"
    for name, mine in sorted(found.items(), key=lambda item: np.mean([item[1][one] for one in sampled] or [0])):
        few = [mine[one] for one in sorted(sampled)]
        yield f"| {name} | {len(mine)} | {told([mine[one] for one in sorted(mine)])} | {told(few)} |"
    yield ""
    yield "Gain: RMSE of the single-task model less that of the multi-task one; number of targets.\n"
    yield "| multi-task | single-task | all | " + " | ".join(f"{name} labels" for name in NAMES) + " |"
    yield "|---|---|---|" + "---|" * len(NAMES)
    for multi, single in PAIRS:
        count, less = gain(found, train, multi, single)
        if len(less):
            place = np.digitize(count, BINS)
            parts = [less, *(less[place == one] for one in range(1, len(BINS) + 1))]
            yield f"| {short(multi)} | {short(single)} | " + " | ".join(map(cell, parts)) + " |"


def short(name: str) -> str:
    return name.removeprefix("multi-task ").removeprefix("single-task ")


def cell(part: NDArray[np.float64]) -> str:
    return f"{told(part)}; {len(part)}" if len(part) else ""


def draw(rows: Sequence[Row]) -> Figure:
    """Gain of the multi-task network from the encoder over each single-task model, by training labels."""
    found, train = errors(rows), labels(rows)
    multi = MULTI_ENCODER if MULTI_ENCODER in found else MULTI_SCRATCH
    pairs = [pair for pair in PAIRS if pair[0] == multi and pair[1] in found]
    with rc_context(STYLE):
        figure = Figure(figsize=(3.6 * max(len(pairs), 1), 3.2), layout="constrained")
        axes = figure.subplots(1, max(len(pairs), 1), sharey=True, squeeze=False)[0]
        for axis, (_, single), colour in zip(axes, pairs, COLOURS, strict=False):
            count, less = gain(found, train, multi, single)
            axis.axhline(0, color="#7a838c", linewidth=1)
            axis.scatter(count, less, s=9, color=colour, alpha=0.35, linewidths=0)
            for place in range(1, len(BINS) + 1):
                mine = np.digitize(count, BINS) == place
                if mine.sum() > 1:
                    middle, low, high = mean_interval(less[mine])
                    reach = [[middle - low], [high - middle]]
                    axis.errorbar(np.median(count[mine]), middle, reach, fmt="o", color=colour, capsize=3)
            axis.set(xscale="log", title=f"{short(single)}, single-task", xlabel="training labels of the target")
        axes[0].set_ylabel("gain of multi-task, RMSE (pX)")
    return figure

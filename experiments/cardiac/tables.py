"""The tables of the README, from the rows of results.csv."""

from collections.abc import Mapping, Sequence
from itertools import product

from discovery.evaluation.metrics import Metric
from experiments.cardiac.channels import CHANNELS
from experiments.cardiac.measures import TASKS
from experiments.contenders import CHEMPROP
from experiments.kept import Row
from experiments.resampled import cell

TITLES = {"herg": "hERG", "nav15": "Nav1.5", "cav12": "Cav1.2"}
WORDS = {"potency": "potencies learnt", "class": "classes learnt"}


def tables(rows: Sequence[Row]) -> list[str]:
    """For each channel, part and task, every model by its measures, and by what these are less Chemprop's."""
    found = []
    for channel, part, task in product(CHANNELS, dict.fromkeys(row["compounds"] for row in rows), TASKS):
        mine = [row for row in rows if (row["channel"], row["compounds"], row["task"]) == (channel, part, task)]
        title = f"{TITLES[channel]}, {part}, {WORDS[task]}"
        found += [table for less in ("", CHEMPROP) if (table := _table(mine, less, title, TASKS[task].measures))]
    return found


def _table(rows: Sequence[Row], less: str, title: str, measures: Mapping[str, Metric]) -> str:
    mine = {(row["model"], row["measure"]): row for row in sorted(rows, key=_trainings) if row["less"] == less}
    if not mine:
        return ""
    some = next(iter(mine.values()))
    about = f"{title}: {int(some['n']):,} compounds, {int(some['blockers']):,} of them blockers"
    lines = [f"**{about}{', less ' + less if less else ''}.**", ""]
    lines += [
        f"| model | seeds | {' | '.join(one.title for one in measures.values())} |",
        "|---" * (2 + len(measures)) + "|",
    ]
    for model in sorted(dict.fromkeys(model for model, _ in mine), key=lambda one: -float(mine[one, "MCC"]["value"])):
        cells = [mine[model, name] for name in measures]
        told = (cell(*(float(row[name]) for name in ("value", "low", "high"))) for row in cells)
        lines.append(f"| {model} | {_trainings(cells[0])} | {' | '.join(told)} |")
    return "\n".join(lines)


def _trainings(row: Row) -> int:
    return len(row["seeds"].split())

"""Results of both parts of the study, and the tables of the README."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from discovery.evaluation.metrics import METRICS
from experiments.contenders import CHEMPROP
from experiments.kept import Results, Row
from experiments.resampled import cell
from experiments.screening_speed.results import publish

HERE = Path(__file__).parent
MEASURES = ("ef1", "pr_auc", "roc_auc")
DIGITS = {"ef1": 1, "median place": 0}
RESULTS = Results(
    HERE / "results.csv",
    ("split", "model", "less", "measure", "seeds"),
    ("value", "low", "high", "compounds", "active", "unanswered"),
)
LIBRARY = Results(
    HERE / "library.csv", ("model", "hits", "measure"), ("value", "low", "high", "hits_ranked", "library")
)


def publish_tables() -> None:
    """Print the tables of all that is recorded, and put them into the README."""
    lines = [*of_splits(RESULTS.rows()), *of_library(LIBRARY.rows())]
    publish(HERE / "README.md", lines)
    print("\n\n".join(lines))


def of_splits(rows: Sequence[Row]) -> Iterator[str]:
    """For each split, every model by its measures, and by what these are less Chemprop's; means over the seeds."""
    for split in dict.fromkeys(row["split"] for row in rows):
        for less in ("", CHEMPROP):
            mine = [row for row in rows if (row["split"], row["less"]) == (split, less)]
            together = {(row["model"], row["measure"]): row for row in sorted(mine, key=_trainings)}
            if together:
                about = f"New {split}s{', less ' + less if less else ''}"
                yield "\n".join([f"**{about}.**", "", *_split_lines(together)])


def _split_lines(together: dict[tuple[str, str], Row]) -> Iterator[str]:
    yield f"| model | seeds | test compounds (active) | {' | '.join(METRICS[name].title for name in MEASURES)} |"
    yield "|---" * (3 + len(MEASURES)) + "|"
    models = dict.fromkeys(model for model, _ in together)
    for model in sorted(models, key=lambda model: -float(together[model, "pr_auc"]["value"])):
        first = together[model, MEASURES[0]]
        told = " | ".join(_cell(together[model, name]) for name in MEASURES)
        yield f"| {model} | {_trainings(first)} | {int(first['compounds']):,} ({first['active']}) | {told} |"


def of_library(rows: Sequence[Row]) -> Iterator[str]:
    """For both sets of published hits, every model by where it ranks them."""
    for hits in dict.fromkeys(row["hits"] for row in rows):
        mine = [row for row in rows if row["hits"] == hits]
        measures = list(dict.fromkeys(row["measure"] for row in mine))
        by_model = {(row["model"], row["measure"]): row for row in mine}
        lines = [f"**Published hits {hits}: {int(mine[0]['hits_ranked']):,}, among {int(mine[0]['library']):,}.**", ""]
        lines += [f"| model | {' | '.join(measures)} |", "|---" * (1 + len(measures)) + "|"]
        for model in sorted(
            {row["model"] for row in mine}, key=lambda one: -float(by_model[one, measures[0]]["value"])
        ):
            lines.append(f"| {model} | {' | '.join(_cell(by_model[model, name]) for name in measures)} |")
        yield "\n".join(lines)


def _cell(row: Row) -> str:
    value, low, high = (float(row[name]) for name in ("value", "low", "high"))
    digits = DIGITS.get(row["measure"], 3)
    return cell(value, low, high, digits) if low == low else f"{value:,.{digits}f}"


def _trainings(row: Row) -> int:
    return len(row["seeds"].split())

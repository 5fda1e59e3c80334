"""How well is the block of the three cardiac channels predicted, on the division of CToxPred?

python -m experiments.cardiac.study --data <folder with ctoxpred_*_dev.csv.gz> [--encoder <encoder.safetensors>]
    [--chemprop <its environment>/bin/chemprop] [--channels ...] [--tasks ...] [--models ...]
    [--seeds 0 1 2]

Every model learns from USED_AS=Train and predicts USED_AS=Validation once with each seed. A row that is in results.csv
is not computed again, nor are predictions that are in --runs. Without --encoder the blend is not fitted, without
--chemprop Chemprop is not; its rows stay.
"""

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.evaluation.metrics import Metric
from discovery.models.pretrained import load_pretrained
from discovery.target.endpoint import EndpointKind
from experiments.cardiac.channels import CHANNELS, Channel, read_channel
from experiments.cardiac.measures import BLOCKER, TASKS
from experiments.cardiac.tables import tables
from experiments.contenders import CHEMPROP, Contest, Means, add_means, labels_of, means_of, models_of
from experiments.kept import RUNS, Floats, Results, Told
from experiments.portfolio import fine_tuning
from experiments.resampled import Tested, measured
from experiments.screening_speed.results import publish

LARGE = {"epochs": 15, "batch_size": 128, "learning_rate": 2e-3}
"""How the networks of the blend are fitted to hERG otherwise than to the others: it has ten times the compounds."""
SENSELESS = ("class", "similarity")
"""Similarity to the nearest blocker is no probability."""
PARTS = ("all", "new skeletons")
"""All test compounds, and those of whose skeleton no training compound is."""

HERE = Path(__file__).parent
RESULTS = Results(
    HERE / "results.csv",
    ("channel", "task", "compounds", "model", "less", "measure", "seeds"),
    ("value", "low", "high", "n", "blockers", "unanswered"),
)


@dataclass(frozen=True)
class Study:
    """One channel and task, and what is needed to ask every model of it."""

    channel: Channel
    task: str
    means: Means
    told: Told
    seeds: Sequence[int]

    def can(self, model: str) -> bool:
        """Whether what the model says is there, or can be computed."""
        return self.means.allow(model) or all(self.told.has(self._task(seed), model) for seed in self.seeds)

    def said(self, model: str) -> Floats:
        """[s, n] of the test compounds, one row a seed; NaN where the model cannot read one."""
        return np.stack([self._said(model, seed) for seed in self.seeds])

    def _said(self, model: str, seed: int) -> Floats:
        asked = self.channel.test.smiles
        return self.told.get(self._task(seed), model, lambda: self._contest(seed).said(model, asked))

    def _task(self, seed: int) -> str:
        return f"{self.channel.name}-{self.task}-{seed}"

    def _contest(self, seed: int) -> Contest:
        train, task = self.channel.train, TASKS[self.task]
        return Contest(
            train.smiles,
            train.skeletons,
            np.unique(train.skeletons, return_inverse=True)[1].astype(np.int64),
            labels_of(task.endpoint(CHANNELS[self.channel.name]), task.learnt(train.value)),
            replace(fine_tuning(), seed=seed, **(LARGE if self.channel.name == "herg" else {})),
            self.means,
        )

    def tested(self, model: str, metric: Metric, rows: NDArray[np.bool_]) -> Tested:
        """The chosen test compounds and what was said of them; one that a model cannot read counts as typical."""
        value, learnt = self.channel.test.value, TASKS[self.task].learnt(self.channel.train.value)
        truth = value if metric.kind is EndpointKind.regression else (value >= BLOCKER).astype(np.float64)
        return Tested(truth[rows], np.nan_to_num(self.said(model), nan=learnt.mean())[:, rows])


def fill(study: Study, models: Sequence[str]) -> None:
    """Append the rows that are not there yet: of each model, and of each less Chemprop where that has been run."""
    for model, less, part in wanted(study, models):
        rows = study.channel.new if part == PARTS[1] else np.ones(len(study.channel.test.value), np.bool_)
        for name, metric in TASKS[study.task].measures.items():
            key = (study.channel.name, study.task, part, model, less, name, " ".join(map(str, study.seeds)))
            if RESULTS.has(*key):
                continue
            other = [study.tested(less, metric, rows)] if less else []
            found = measured(metric, [study.tested(model, metric, rows)], other)
            blockers = int((study.channel.test.value[rows] >= BLOCKER).sum())
            unanswered = int(np.isnan(study.said(model)[0, rows]).sum())
            RESULTS.append(*key, found.value, found.low, found.high, int(rows.sum()), blockers, unanswered)


def wanted(study: Study, models: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Model, the model it is compared with (empty: none), and part; all by themselves first."""
    for less in ("", CHEMPROP):
        for model in models:
            if study.can(model) and model != less and (not less or study.can(less)):
                yield from ((model, less, part) for part in PARTS)


def check_unseen(encoder: Path, channels: Sequence[Channel]) -> None:
    """Stop if the encoder was trained on a label of a test compound."""
    pretrained = load_pretrained(encoder, "--encoder")
    for channel in channels:
        if seen := int(pretrained.knows(channel.test.skeletons).sum()):
            raise SystemExit(f"{encoder} was trained on labels of {seen} test compounds of {channel.name}")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    add_means(parser)
    parser.add_argument("--channels", nargs="*", choices=CHANNELS, default=list(CHANNELS))
    parser.add_argument("--tasks", nargs="*", choices=TASKS, default=list(TASKS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0])
    parser.add_argument("--runs", type=Path, default=RUNS / "cardiac", help="folder of predictions that are kept")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    channels = [read_channel(chosen.data, name) for name in chosen.channels]
    print("\n".join(channel.account() for channel in channels))
    if chosen.encoder:
        check_unseen(chosen.encoder, channels)
    for channel in channels:
        for task in chosen.tasks:
            study = Study(channel, task, means_of(chosen), Told(chosen.runs), chosen.seeds)
            fill(study, [model for model in models_of(chosen) if (task, model) != SENSELESS])
    lines = tables(RESULTS.rows())
    publish(HERE / "README.md", lines)
    print("\n\n".join(lines))


if __name__ == "__main__":
    main()

"""How well are the hits of a primary screen found among new scaffolds and new clusters?

python -m experiments.saureus_hts.study --dataset <curated folder> [--encoder <encoder.safetensors>]
    [--chemprop <its environment>/bin/chemprop] [--splits ...] [--models ...] [--seeds 0 1 2]

Every seed is another division, of which every model learns from the training and the validation part and predicts the
test part once. A row that is in results.csv is not computed again, nor are predictions that are in --runs. Without
--encoder the blend is not fitted, without --chemprop Chemprop is not; its rows stay.
"""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from discovery.assay.splits.settings import SplitMethod
from discovery.assay.splits.split import Split
from discovery.evaluation.metrics import METRICS
from experiments.contenders import CHEMPROP, Contest, Means, add_means, means_of, models_of
from experiments.kept import RUNS, Floats, Told
from experiments.resampled import Tested, measured
from experiments.saureus_hts.screen import FINE_TUNING, Screen, read_screen
from experiments.saureus_hts.tables import MEASURES, RESULTS, publish_tables

SPLITS = {"scaffold": SplitMethod.scaffold, "cluster": SplitMethod.butina}


@dataclass(frozen=True)
class Study:
    """One way to divide the screen, and what is needed to ask every model of it."""

    name: str
    screen: Screen
    splits: Mapping[int, Split]
    """Of each seed."""
    means: Means
    told: Told

    def can(self, model: str) -> bool:
        """Whether what the model says is there, or can be computed."""
        return self.means.allow(model) or all(self.told.has(self._task(seed), model) for seed in self.splits)

    def said(self, model: str, seed: int) -> Floats:
        """[n] of the compounds of the test part; NaN where the model cannot read one."""
        asked = [self.screen.smiles[row] for row in self.splits[seed].test]
        return self.told.get(self._task(seed), model, lambda: self._contest(seed).said(model, asked))

    def tested(self, model: str, seed: int) -> Tested:
        """The test part and what was said of it; a compound that a model cannot read comes last."""
        truth = self.screen.active[self.splits[seed].test]
        return Tested(truth, np.nan_to_num(self.said(model, seed), nan=-1.0)[None])

    def _task(self, seed: int) -> str:
        return f"{self.name}-{seed}"

    def _contest(self, seed: int) -> Contest:
        split = self.splits[seed]
        rows = np.union1d(split.train, split.validation)
        held = np.flatnonzero(np.isin(rows, split.validation))
        return self.screen.contest(rows, split.group[rows], held, replace(FINE_TUNING, seed=seed), self.means)


def fill(study: Study, models: Sequence[str]) -> None:
    """Append the rows that are not there yet: of each model, and of each less Chemprop where that has been run."""
    every = list(study.splits)
    for less in ("", CHEMPROP):
        for model in models:
            if study.can(model) and model != less and (not less or study.can(less)):
                for seeds in dict.fromkeys([*((seed,) for seed in every), tuple(every)]):
                    append(study, model, less, seeds)


def append(study: Study, model: str, less: str, seeds: Sequence[int]) -> None:
    """The rows of a model on the divisions of these seeds together."""
    for name in MEASURES:
        key = (study.name, model, less, name, " ".join(map(str, seeds)))
        if RESULTS.has(*key):
            continue
        tested = [study.tested(model, seed) for seed in seeds]
        found = measured(METRICS[name], tested, [study.tested(less, seed) for seed in seeds] if less else ())
        compounds, active = sum(len(one.truth) for one in tested), sum(int(one.truth.sum()) for one in tested)
        unanswered = sum(int(np.isnan(study.said(model, seed)).sum()) for seed in seeds)
        RESULTS.append(*key, found.value, found.low, found.high, compounds, active, unanswered)


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", type=Path, required=True, help="made by `discovery ingest data=saureus`")
    add_means(parser)
    parser.add_argument("--splits", nargs="*", choices=SPLITS, default=list(SPLITS))
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--runs", type=Path, default=RUNS / "saureus_hts", help="folder of predictions that are kept")
    return parser.parse_args()


def main() -> None:
    chosen = options()
    screen = read_screen(chosen.dataset)
    print(screen.account())
    for name in chosen.splits:
        splits = {seed: screen.split(SPLITS[name], seed) for seed in chosen.seeds}
        fill(Study(name, screen, splits, means_of(chosen), Told(chosen.runs)), models_of(chosen))
    publish_tables()


if __name__ == "__main__":
    main()

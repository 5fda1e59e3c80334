"""Do 90 % intervals hold 90 % of the true values, and are they sharper than those of Chemprop's ensemble?

python -m experiments.intervals.study --moleculeace <folder with CHEMBL*.csv.gz> --cardiac <folder with
    ctoxpred_*_dev.csv.gz> [--chemprop <executable>] [--seeds 0 1] [--sets ...] [--blend <settings of discovery train>]

Rows that results.csv has are not computed again; `--seeds` without a number prints the tables of what is there.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from discovery.app.compose import settings_of
from discovery.app.settings import TrainSettings
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.split import Split, split_compounds
from discovery.training.fit_model import LabelledCompounds
from experiments.chemprop_runs import Chemprop
from experiments.intervals.chemprop_intervals import MODELS as CHEMPROP
from experiments.intervals.chemprop_intervals import chemprop_states
from experiments.intervals.data import Source, sources
from experiments.intervals.stated import Intervals, stated_by
from experiments.intervals.summary import BLEND, tables
from experiments.kept import Results

KEYS = ("set", "split", "seed", "model")
VALUES = ("train", "validation", "test", "coverage", "width", "width_at_blend", "rmse")
OURS = (BLEND, "kernel")
SPLITS = ("random", "butina")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--moleculeace", type=Path, required=True)
    parser.add_argument("--cardiac", type=Path, required=True)
    parser.add_argument("--chemprop", type=Path, help="executable in an environment of its own; without it, ours alone")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0, 1])
    parser.add_argument("--sets", nargs="+", help="some of the sets alone, by name")
    parser.add_argument("--blend", nargs="+", default=[], help="such as model.members.forest=null")
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "results.csv")
    chosen = parser.parse_args()
    results = Results(chosen.out, KEYS, VALUES)
    every = sources(chosen.moleculeace, chosen.cardiac)
    if unknown := [name for name in chosen.sets or [] if name not in every]:
        parser.error(f"no set {unknown[0]}; there are: {', '.join(every)}")
    for name in chosen.sets or every if chosen.seeds else []:
        study(name, every[name], chosen, results)
        print(name, "done", flush=True)
    print("\n".join(tables(results.rows())))


def study(name: str, source: Source, chosen: argparse.Namespace, results: Results) -> None:
    """Compute the rows of one set that are missing."""
    wanted = [*OURS, *(CHEMPROP if chosen.chemprop else ())]
    runs = [(seed, method) for seed in chosen.seeds for method in SPLITS]
    missing = [run for run in runs if not all(results.has(name, run[1], str(run[0]), one) for one in wanted)]
    if not missing:
        return
    data = source.read()
    pool = Pool(data.smiles, data.skeletons)
    for seed, method in missing:
        split = split_compounds(pool, settings("kernel", method, seed, [], chosen).split)
        lacking = [model for model in wanted if not results.has(name, method, str(seed), model)]
        for model, said in intervals(lacking, data, split, method, seed, chosen):
            record(results, (name, method, seed, model), data, split, said)


def settings(model: str, method: str, seed: int, more: list[str], chosen: argparse.Namespace) -> TrainSettings:
    """What `discovery train` would be given; the data set of the command is another, as its labels are at hand."""
    given = [f"dataset={chosen.moleculeace}", "out=unused", "tracking=off", "target=gene", "target.gene=target"]
    given += [f"split={method}", f"split.seed={seed}", f"fit.seed={seed}", f"model={model}", "fit=finetune", *more]
    found: TrainSettings = settings_of("train", given)
    return found


def intervals(
    models: list[str], data: LabelledCompounds, split: Split, method: str, seed: int, chosen: argparse.Namespace
) -> Iterator[tuple[str, Intervals]]:
    """Those of each of the models, of the test part."""
    for model in OURS:
        if model in models:
            more = chosen.blend if model == BLEND else []
            yield model, stated_by(settings(model, method, seed, more, chosen), data, split)
    if theirs := [model for model in models if model in CHEMPROP]:
        value = data.labels.value.astype(np.float64)
        found = chemprop_states(Chemprop(chosen.chemprop, members=5, seed=seed), data.smiles, value, split)
        yield from ((model, found[model]) for model in theirs)


def record(
    results: Results, key: tuple[str, str, int, str], data: LabelledCompounds, split: Split, said: Intervals
) -> None:
    """One row; the blend's is there before any other of its set, split and seed."""
    value = data.labels.value[split.test].astype(np.float64)
    mine = said.coverage(value)
    same = [row for row in results.rows() if tuple(row[name] for name in KEYS) == (*map(str, key[:3]), BLEND)]
    goal = float(same[0]["coverage"]) if same else mine
    equal = said.width_at(goal, value) if same else said.width()
    sizes = [len(part) for part in (split.train, split.validation, split.test)]
    results.append(*key, *sizes, mine, said.width(), equal, said.rmse(value))


if __name__ == "__main__":
    main()

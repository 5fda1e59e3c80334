"""Which members should a blend have?

python -m experiments.blend_members.study [--data <folder with CHEMBL*.csv.gz>] [--cardiac <folder with ctoxpred_*>]
    [--encoder <file>] [--sets ...] [--draws 0 1]

A fifth of a published training part is drawn, and predicted by blends that learnt the rest; test parts are not read.
With --data, of sets of MoleculeACE, with --cardiac, of hERG's classes. Rows of results.csv for other data and draws
stay; the table that is printed covers all of it.
"""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.assay.splits.split import Split
from discovery.models.blend import blended
from discovery.models.pretrained import SHIPPED
from discovery.models.settings import BlendSettings, BlendWeights, ExtraTreesSettings
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder
from experiments.cardiac.channels import CHANNELS, read_channel
from experiments.cardiac.measures import TASKS
from experiments.cardiac.study import LARGE
from experiments.contenders import labels_of
from experiments.kept import RUNS, Results, Row
from experiments.means import told
from experiments.moleculeace.said import Said
from experiments.moleculeace.study import TREES, Part, name_of, rmse, said_by_members
from experiments.portfolio import fine_tuning, portfolio
from experiments.variants import SETS

RESULTS = Results(
    Path(__file__).parent / "results.csv", ("data", "blend", "draw"), ("learnt", "judged", "error", "cliff_error")
)
HERG = "hERG classes"
PAIR = ("kernel", "network")
WAYS: Mapping[str, tuple[tuple[str, ...], BlendWeights]] = {
    "kernel and network": (PAIR, BlendWeights.out_of_fold),
    "kernel, network and trees": ((*PAIR, TREES), BlendWeights.out_of_fold),
    "kernel and network, equal weights": (PAIR, BlendWeights.equal),
    "kernel, network and trees, equal weights": ((*PAIR, TREES), BlendWeights.equal),
    **{name: ((name,), BlendWeights.equal) for name in (*PAIR, TREES)},
}
"""Members, and how they are weighed."""
BASE = next(iter(WAYS))

Floats = NDArray[np.floating]


def drawn(count: int, draw: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows to learn from, and the fifth to judge by."""
    order = np.random.default_rng(draw).permutation(count)
    return np.sort(order[count // 5 :]), np.sort(order[: count // 5])


def study(file: Path, encoder: Path, draw: int) -> Iterator[Row]:
    """The errors of all blends on a fifth of a set's training part."""
    part = Part.read(file, "train")
    learnt, judged = (part.take(rows) for rows in drawn(len(part.smiles), draw))
    labels = learnt.labels()
    blend = portfolio(encoder, labels)
    kept = RUNS / "blend_members" / f"{name_of(file)}-{draw}.npz"
    if not kept.exists():
        every = replace(blend, members={**blend.members, TREES: ExtraTreesSettings()})
        said_by_members(learnt, judged, every, 0).save(kept)
    said = Said.load(kept)
    for way, (members, weights) in WAYS.items():
        error = said.blend(sorted(members), weights, labels) - judged.value
        errors = [f"{rmse(one):.4f}" for one in (error, error[judged.cliff])]
        yield row_of(name_of(file), way, draw, (len(learnt.smiles), len(judged.smiles), *errors))


def study_herg(folder: Path, encoder: Path, draw: int) -> Iterator[Row]:
    """How often members alone and with equal weights are wrong on a fifth of hERG's training part, of which 14,000
    compounds are learnt: more than a kernel on classes is exact with."""
    channel, task = read_channel(folder, "herg").train, TASKS["class"]
    value = task.learnt(channel.value)
    learnt, judged = drawn(len(value), draw)
    smiles = [channel.smiles[row] for row in learnt]
    labels = labels_of(task.endpoint(CHANNELS["herg"]), value[learnt])
    members = {**portfolio(encoder, labels).members, TREES: ExtraTreesSettings()}
    model = BlendSettings(members, BlendWeights.equal, folds=0)
    data = LabelledCompounds(smiles, [channel.skeletons[row] for row in learnt], labels)
    rows = np.arange(len(smiles))
    split = Split(rows, rows[:0], rows[:0], rows)
    target = TargetSettings(gene=CHANNELS["herg"], presumed_inactive=0)
    fitted = fit_model(model, data, split, target, replace(fine_tuning(), **LARGE), NullRecorder())
    asked = [channel.smiles[row] for row in judged]
    said = {name: part.predictor.predict(asked) for name, part in fitted.members.items()}
    for way, (names, weights) in WAYS.items():
        if weights is BlendWeights.equal:
            mean = blended([said[name] for name in names], np.full((len(names), 1), 1 / len(names))).mean[:, 0]
            wrong = float(np.mean((mean >= 0.5) != (value[judged] > 0.5)))
            yield row_of(HERG, way, draw, (len(learnt), len(judged), f"{wrong:.4f}", ""))


def row_of(data: str, way: str, draw: int, values: Sequence[object]) -> Row:
    return dict(zip((*RESULTS.keys, *RESULTS.values), map(str, (data, way, draw, *values)), strict=True))


def table(rows: Sequence[Row]) -> Iterator[str]:
    """A line a blend: mean errors over sets, means over draws, and differences to the first blend set by set."""
    sets = sorted({row["data"] for row in rows if row["data"] != HERG})
    yield f"| blend | RMSE, {len(sets)} sets | cliff RMSE | RMSE less the first's | cliff RMSE less | {HERG}, wrong |"
    yield "|---|---|---|---|---|---|"
    found = {way: np.array([errors(rows, one, way) for one in sets]).reshape(-1, 2) for way in WAYS}
    for way, values in found.items():
        columns = [*values.T, *(values - found[BASE]).T] if len(sets) else [np.empty(0)] * 4
        of_herg = errors(rows, HERG, way)[0]
        cells = [told(one, 4) if one.any() else "" for one in columns]
        yield f"| {way} | " + " | ".join([*cells, "" if np.isnan(of_herg) else f"{of_herg:.1%}"]) + " |"


def errors(rows: Sequence[Row], data: str, way: str) -> Floats:
    """Error and error on cliffs of a blend, means over draws; NaN where there is none."""
    mine = [row for row in rows if (row["data"], row["blend"]) == (data, way)]
    cells = [[float(row[name] or "nan") for name in ("error", "cliff_error")] for row in mine]
    return np.mean(cells, axis=0) if cells else np.full(2, np.nan)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--cardiac", type=Path)
    parser.add_argument("--encoder", type=Path, default=SHIPPED)
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    parser.add_argument("--draws", type=int, nargs="+", default=[0, 1])
    chosen = parser.parse_args()
    for draw, name in [(draw, name) for draw in chosen.draws for name in (chosen.sets if chosen.data else [])]:
        RESULTS.put(list(study(chosen.data / f"{name}.csv.gz", chosen.encoder, draw)))
        print(name, "draw", draw, "done", flush=True)
    if chosen.cardiac:
        RESULTS.put(list(study_herg(chosen.cardiac, chosen.encoder, chosen.draws[0])))
    print("\n".join(["", *table(RESULTS.rows())]))


if __name__ == "__main__":
    main()

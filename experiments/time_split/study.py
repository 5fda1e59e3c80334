"""Does a network that learns 691 targets together predict later compounds better than models of one target each?

python -m experiments.time_split.study --data <folder with chembl_5thresh_ts_*.csv.gz> --encoder <encoder.safetensors>
    [--seeds 0 1 2] [--sample 12]

Rows that results.csv has are not computed again; `--seeds` without a number prints the table and draws the plot of
what is there.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from experiments.kept import Results
from experiments.time_split.data import PARTS, TimeSplit, known_to
from experiments.time_split.models import (
    KERNEL,
    MEAN,
    MULTI,
    MULTI_ENCODER,
    PLAIN,
    SAMPLED,
    SINGLE_ENCODER,
    Values,
    fit,
    fit_one,
    network,
)
from experiments.time_split.summary import draw, tables

HERE = Path(__file__).parent
KEYS, VALUES = ("model", "seed", "target"), (*PARTS, "rmse")
FROM_ENCODER = (MULTI_ENCODER, SINGLE_ENCODER)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, help="file; without one, networks start from scratch alone")
    parser.add_argument("--seeds", type=int, nargs="*", default=[0])
    parser.add_argument("--sample", type=int, default=12, help="targets a bin for which single networks are fitted")
    parser.add_argument("--out", type=Path, default=HERE / "results.csv")
    chosen = parser.parse_args()
    results = Results(chosen.out, KEYS, VALUES)
    if chosen.seeds:
        study(chosen, results)
    print("\n".join(tables(results.rows())))
    draw(results.rows()).savefig(chosen.out.with_name("gain.png"), dpi=150)


def study(chosen: argparse.Namespace, results: Results) -> None:
    """Compute the rows that are missing."""
    data = TimeSplit.read(chosen.data)
    if chosen.encoder is not None:
        known = known_to(chosen.encoder, data)
        print(f"{known.sum()} of {(data.part == PARTS.index('test')).sum()} test compounds are left out: the encoder"
              " has learnt labels of theirs", flush=True)  # fmt: skip
        data = data.without(known)
    wanted = data.judged()
    print(f"{len(wanted)} targets are judged, {len(data.sample(chosen.sample))} by single networks too", flush=True)
    for seed in chosen.seeds:
        for name in (MEAN, *PLAIN, *MULTI, *SAMPLED):
            if name in (MEAN, KERNEL) and seed != chosen.seeds[0]:
                continue  # neither draws anything for so few labels
            if name in FROM_ENCODER and chosen.encoder is None:
                continue
            for column, said in predictions(name, data, seed, chosen, results):
                record(results, name, seed, data, column, said)
            print(name, "seed", seed, "done", flush=True)


def predictions(
    name: str, data: TimeSplit, seed: int, chosen: argparse.Namespace, results: Results
) -> Iterator[tuple[int, Values]]:
    """Column and predictions [t] of each target that has no row yet."""
    columns = data.sample(chosen.sample) if name in SAMPLED else data.judged()
    missing = [int(one) for one in columns if not results.has(name, str(seed), data.targets[one])]
    model = PLAIN.get(name) or (network(name, chosen.encoder) if name in (*MULTI, *SAMPLED) else None)
    if name in MULTI and missing:
        assert model is not None
        every = fit(model, data, np.arange(len(data.targets)), seed)
        yield from ((column, every[:, column]) for column in missing)
        return
    for column in missing if name not in MULTI else []:
        yield column, fit_one(name, model, data, column, seed)


def record(results: Results, name: str, seed: int, data: TimeSplit, column: int, said: Values) -> None:
    """One row: the error of one model on the test labels of one target."""
    truth = data.value[data.part == PARTS.index("test"), column]
    error = (said - truth)[~np.isnan(truth)].astype(np.float64)
    if np.isnan(error).any():
        raise SystemExit(f"{name} does not predict every test compound of {data.targets[column]}")
    counts = data.counts()[:, column].tolist()
    results.append(name, seed, data.targets[column], *counts, float(np.sqrt(np.mean(error**2))))


if __name__ == "__main__":
    main()

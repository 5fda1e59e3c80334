"""Does a predicted primary screen help a dose-response model? On measured potencies and a simulated screen of them.

python -m experiments.multi_fidelity.study --dataset <curated folder> --genes KCNH2 [...] [--seeds 3]
"""

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.assay.dataset import load_dataset
from discovery.assay.labelling.build_labels import assembled, build_labels
from discovery.assay.labelling.labels import EQUAL, MEASURED
from discovery.assay.labelling.measured import EndpointLabels
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.split import Split, scaffolds
from discovery.models.settings import ForestSettings, KernelSettings
from discovery.target.endpoint import Endpoint, potency_endpoint, screen_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.cascade import fit_cascade
from discovery.training.fit_model import LabelledCompounds
from discovery.training.recorder import NullRecorder
from discovery.training.settings import Device, FitSettings

SCREENED, CONFIRMED, TEST = 2_000, 200, 1_000
CONCENTRATION = 5.0
"""-log10 of the molar concentration of the screen: 10 uM."""
NOISE = 15.0
"""Standard deviation of a reading, in % inhibition."""
MODELS = {"kernel": KernelSettings(), "forest": ForestSettings(trees=100)}
RESULTS = Path(__file__).parent / "results.csv"
COLUMNS = ("gene", "confirmed", "test", "seed", "model", "screen_feature", "rmse", "mae", "n")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--dataset", type=Path, required=True)
    parser.add_argument("--genes", nargs="+", required=True)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--out", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    with chosen.out.open("a", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        if not file.tell():
            writer.writeheader()
        for gene in chosen.genes:
            for row in study(chosen.dataset, gene, chosen.seeds):
                writer.writerow(row)
                file.flush()
                print(row)


def study(folder: Path, gene: str, seeds: int) -> Iterator[dict[str, object]]:
    """Errors of every model with and without the feature."""
    smiles, skeletons, potency = potencies(folder, gene)
    scaffold = scaffolds(Pool(smiles, skeletons))
    for seed in range(1, seeds + 1):  # what was chosen, was chosen with seed 0
        for test in ("random", "new scaffolds"):
            train, held = parts(scaffold, test, seed)
            for confirmed in ("random", "strongest"):
                data, split = cascade(gene, smiles, skeletons, potency, train, confirmed, seed)
                for model, settings in MODELS.items():
                    for feature in (False, True):
                        fit = FitSettings(device=Device.cpu, workers=1, screen_feature=feature, seed=seed)
                        target = TargetSettings(gene=gene)
                        found = fit_cascade(settings, data, split, target, fit, NullRecorder()).predictor
                        said = found.predict([smiles[row] for row in held]).mean[:, 1]
                        error = said - potency[held]
                        yield dict(zip(COLUMNS, (gene, confirmed, test, seed, model, feature,
                                                 f"{np.sqrt(np.mean(error**2)):.4f}", f"{np.abs(error).mean():.4f}",
                                                 len(held)), strict=True))  # fmt: skip


def potencies(folder: Path, gene: str) -> tuple[list[str], list[str], NDArray[np.float64]]:
    """Structures, skeletons and exact potencies of a target's compounds, one of each skeleton."""
    dataset = load_dataset(folder)
    labels = build_labels(dataset, TargetSettings(gene=gene, presumed_inactive=0))
    rows, value, relation, _ = labels.of(f"{gene}.potency")
    rows, value = rows[relation == EQUAL], value[relation == EQUAL]
    keys = np.array(dataset.compounds["skeleton"].to_pylist())[rows]
    _, first = np.unique(keys, return_index=True)
    smiles = dataset.compounds["smiles"].to_pylist()
    return [smiles[row] for row in rows[first]], keys[first].tolist(), value[first].astype(np.float64)


def parts(scaffold: NDArray[np.int64], test: str, seed: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Rows of the screened compounds and of the test compounds, which are not screened."""
    generator = np.random.default_rng(seed)
    order = generator.permutation(len(scaffold))
    if test == "new scaffolds":
        place = generator.permutation(scaffold.max() + 1)
        order = order[np.argsort(place[scaffold[order]], kind="stable")]
    wanted = min(TEST, len(order) // 4)
    held, rest = order[:wanted], order[wanted:]
    if test == "new scaffolds":
        rest = rest[~np.isin(scaffold[rest], scaffold[held])]
    return np.sort(generator.permutation(rest)[:SCREENED]), np.sort(held)


def cascade(
    gene: str,
    smiles: list[str],
    skeletons: list[str],
    potency: NDArray[np.float64],
    train: NDArray[np.int64],
    confirmed: str,
    seed: int,
) -> tuple[LabelledCompounds, Split]:
    """All training compounds with a noisy reading, and few of them with their potency.

    The few are drawn, or are those that a project would confirm: the strongest tenth of the readings and, as controls,
    some of the others.
    """
    generator = np.random.default_rng(1_000 + seed)
    reading = 100 / (1 + 10 ** (CONCENTRATION - potency[train])) + generator.normal(0, NOISE, len(train))
    drawn = generator.permutation(len(train))
    if confirmed == "strongest":
        strongest = np.argsort(-reading)[: CONFIRMED * 3 // 4]
        drawn = np.concatenate([strongest, drawn[~np.isin(drawn, strongest)]])
    few = np.sort(train[drawn[:CONFIRMED]])
    labels = assembled(
        [_labels(screen_endpoint(gene, "%"), train, reading), _labels(potency_endpoint(gene), few, potency[few])],
        len(smiles),
    )
    group = np.unique(np.array(skeletons), return_inverse=True)[1].astype(np.int64)
    nothing = np.empty(0, np.int64)
    return LabelledCompounds(smiles, skeletons, labels), Split(train, nothing, nothing, group)


def _labels(endpoint: Endpoint, rows: NDArray[np.int64], value: NDArray[np.float64]) -> EndpointLabels:
    n = len(rows)
    return EndpointLabels(
        endpoint, rows, value.astype(np.float32), np.full(n, EQUAL, np.int8), np.ones(n, np.float32),
        np.full(n, MEASURED, np.int8),
    )  # fmt: skip


if __name__ == "__main__":
    main()

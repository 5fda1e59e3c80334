"""How should a network that starts from a pre-trained encoder be fitted to a few hundred potencies?

python -m experiments.fine_tuning.study --data <folder with CHEMBL*.csv.gz> [--encoder <file>] [--variants ...]
    [--sets ...]

Three-fold cross-validation within the published training parts of MoleculeACE's sets; their test parts are not read.
Rows of results.csv for other variants and sets stay; the table that is printed covers all of it.
"""

import argparse
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discovery.assay.splits.split import Split
from discovery.models.pretrained import SHIPPED, network_from
from discovery.models.settings import (
    EmbeddingKind,
    ExtraTreesSettings,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    Output,
)
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder
from discovery.training.settings import FitSettings, Loss, Precision
from experiments.kept import Results, Row
from experiments.moleculeace.study import Part, name_of, rmse

SETS = ("CHEMBL2047_EC50", "CHEMBL1871_Ki", "CHEMBL4203_Ki", "CHEMBL1862_Ki", "CHEMBL238_Ki", "CHEMBL3979_EC50")
FOLDS = 3
RESULTS = Results(Path(__file__).parent / "results.csv", ("variant", "set"), ("compounds", "rmse", "cliff_rmse"))
BASE = FitSettings(
    epochs=30, batch_size=64, learning_rate=1e-3, patience=0, loss=Loss.squared, precision=Precision.bf16, workers=1
)
BEST: dict[str, Any] = {"learning_rate": 4e-3, "batch_size": 32, "loss": Loss.huber}
BEST_NAME = "rate 4e-3, batch 32, huber"
SHORT = {f"{BEST_NAME}, {epochs} epochs": BEST | {"epochs": epochs} for epochs in (8, 15)}
PROCESSES: dict[str, dict[str, Any]] = {
    **{f"{BEST_NAME}, {epochs} epochs, processes": BEST | {"epochs": epochs} for epochs in (8, 15, 30)},
    "rate 5e-4, 15 epochs, processes": {"learning_rate": 5e-4, "epochs": 15},
    "15 epochs, processes": {"epochs": 15},
    "huber, 15 epochs, processes": {"epochs": 15, "loss": Loss.huber},
    "8 epochs, processes": {"epochs": 8},
    "rate 2e-3, 8 epochs, processes": {"learning_rate": 2e-3, "epochs": 8},
    "rate 2e-3, 15 epochs, processes": {"learning_rate": 2e-3, "epochs": 15},
}
"""With Gaussian processes in the place of the output layer."""
FITS: dict[str, dict[str, Any]] = {
    "base": {},
    "huber": {"loss": Loss.huber},
    "rate 5e-4": {"learning_rate": 5e-4},
    "rate 2e-3": {"learning_rate": 2e-3},
    "rate 4e-3": {"learning_rate": 4e-3},
    "rate 2e-3, 60 epochs": {"learning_rate": 2e-3, "epochs": 60},
    "rate 2e-3, batch 32": {"learning_rate": 2e-3, "batch_size": 32},
    "rate 4e-3, batch 32": {"learning_rate": 4e-3, "batch_size": 32},
    BEST_NAME: BEST,
    "rate 4e-3, batch 32, fp32": {"learning_rate": 4e-3, "batch_size": 32, "precision": Precision.fp32},
    **SHORT,
    **PROCESSES,
    "rate 2e-3, layer decay 0.8": {"learning_rate": 2e-3, "layer_decay": 0.8},
}
"""What differs from `BASE`."""
SHAPES: dict[str, dict[str, Any]] = {
    "from scratch": {"encoder": None},
    "dropout 0.1": {"dropout": 0.1},
    **{name: {"output": Output.process} for name in PROCESSES},
}
"""What differs from a network of one member."""


def model_of(variant: str, encoder: Path) -> ModelSettings:
    """The model of a variant."""
    embedded = KernelSettings(embedding=EmbeddingKind.pretrained, encoder=encoder)
    trees = {"forest": ForestSettings(), "extra-trees": ExtraTreesSettings()}
    others = {"kernel": KernelSettings(), "kernel and encoder": embedded, **trees}
    network = replace(network_from(encoder, "--encoder"), members=1)
    return others.get(variant) or replace(network, **SHAPES.get(variant, {}))


VARIANTS = (*dict.fromkeys((*FITS, *SHAPES)), "kernel", "kernel and encoder", "forest", "extra-trees")


def study(job: tuple[Path, str, Path]) -> Row:
    """The errors of one variant on the compounds of a set, each predicted without its fold."""
    file, variant, encoder = job
    part = Part.read(file, "train")
    fold = np.random.default_rng(0).permutation(len(part.smiles)) % FOLDS
    said = np.empty(len(fold), np.float32)
    for number in range(FOLDS):
        said[fold == number] = predicted(part, fold == number, variant, encoder)
    error = said - part.value
    values = (variant, name_of(file), len(said), *(f"{rmse(one):.4f}" for one in (error, error[part.cliff])))
    return dict(zip((*RESULTS.keys, *RESULTS.values), map(str, values), strict=True))


def predicted(part: Part, out: NDArray[np.bool_], variant: str, encoder: Path) -> NDArray[np.float32]:
    """What a model that is fitted to the other compounds says of those in `out` [n]."""
    rows, nothing = np.flatnonzero(~out), np.empty(0, np.int64)
    data = LabelledCompounds(part.smiles, [str(row) for row in range(len(out))], part.labels())
    split, settings = Split(rows, nothing, nothing, np.arange(len(out))), replace(BASE, **FITS.get(variant, {}))
    model, target = model_of(variant, encoder), TargetSettings(gene="target")
    fitted = fit_model(model, data, split, target, settings, NullRecorder())
    return fitted.predictor.predict([part.smiles[row] for row in np.flatnonzero(out)]).mean[:, 0]


def table(rows: Sequence[Row]) -> Iterator[str]:
    """One line a variant: means over its sets, and of the differences to the base set by set, with their range."""
    base = {row["set"]: row for row in rows if row["variant"] == "base"}
    yield "| variant | sets | RMSE | cliff RMSE | RMSE less the base's |"
    yield "|---|---|---|---|---|"
    for variant in sorted({row["variant"] for row in rows}, key=VARIANTS.index):
        mine = [row for row in rows if row["variant"] == variant]
        whole, cliff = (np.mean([float(row[name]) for row in mine]) for name in ("rmse", "cliff_rmse"))
        less = np.array([float(row["rmse"]) - float(base[row["set"]]["rmse"]) for row in mine if row["set"] in base])
        told = f"{less.mean():+.3f} ({less.min():+.3f} to {less.max():+.3f})" if variant != "base" and len(less) else ""
        yield f"| {variant} | {len(mine)} | {whole:.3f} | {cliff:.3f} | {told} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, default=SHIPPED)
    parser.add_argument("--variants", nargs="*", choices=VARIANTS, default=list(VARIANTS))
    parser.add_argument("--sets", nargs="+", default=list(SETS))
    arguments = parser.parse_args()
    files = [arguments.data / f"{name}.csv.gz" for name in arguments.sets]
    jobs = [(file, variant, arguments.encoder) for variant in arguments.variants for file in files]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        for row in pool.map(study, jobs):
            RESULTS.put([row])
            print(*row.values(), flush=True)
    print("\n".join(["", *table(RESULTS.rows())]))


if __name__ == "__main__":
    main()

"""How should a network that starts from a pre-trained encoder be fitted to a few hundred potencies?

python -m experiments.fine_tuning.study --data <folder with CHEMBL*.csv.gz> [--encoder <file>] [--variants ...]
    [--sets ...]

Three-fold cross-validation within the published training parts of MoleculeACE's sets; their test parts are not read.
Rows of results.csv for other variants and sets stay; the table that is printed covers all of it.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from discovery.assay.splits.split import Split
from discovery.models.pretrained import network_from
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
from experiments.kept import Row
from experiments.moleculeace.study import Part, rmse
from experiments.variants import Job, Variants

FOLDS = 3
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
STUDY = Variants(Path(__file__).parent, VARIANTS, "base")


def study(job: Job) -> Row:
    """The errors of one variant on the compounds of a set, each predicted without its fold."""
    file, variant, encoder = job
    part = Part.read(file, "train")
    fold = np.random.default_rng(0).permutation(len(part.smiles)) % FOLDS
    said = np.empty(len(fold), np.float32)
    for number in range(FOLDS):
        said[fold == number] = predicted(part, fold == number, variant, encoder)
    error = said - part.value
    return STUDY.row(job, len(said), rmse(error), rmse(error[part.cliff]))


def predicted(part: Part, out: NDArray[np.bool_], variant: str, encoder: Path) -> NDArray[np.float32]:
    """What a model that is fitted to the other compounds says of those in `out` [n]."""
    rows, nothing = np.flatnonzero(~out), np.empty(0, np.int64)
    data = LabelledCompounds(part.smiles, [str(row) for row in range(len(out))], part.labels())
    split, settings = Split(rows, nothing, nothing, np.arange(len(out))), replace(BASE, **FITS.get(variant, {}))
    model, target = model_of(variant, encoder), TargetSettings(gene="target")
    fitted = fit_model(model, data, split, target, settings, NullRecorder())
    return fitted.predictor.predict([part.smiles[row] for row in np.flatnonzero(out)]).mean[:, 0]


if __name__ == "__main__":
    STUDY.main(__doc__, study)

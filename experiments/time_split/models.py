"""The models of the study, each from the training part to predictions of test compounds."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.errors import TrainingError
from discovery.models.pretrained import network_from
from discovery.models.settings import DmpnnSettings, ForestSettings, KernelSettings, ModelSettings, NetworkSettings
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import fit_model
from discovery.training.recorder import NullRecorder
from discovery.training.settings import FitSettings, Precision
from experiments.time_split.data import PARTS, TimeSplit

MULTI_SCRATCH, MULTI_ENCODER = "multi-task network from scratch", "multi-task network from the encoder"
SINGLE_SCRATCH, SINGLE_ENCODER = "single-task network from scratch", "single-task network from the encoder"
KERNEL, FOREST, MEAN = "single-task kernel", "single-task forest", "mean of the training labels"
MULTI = (MULTI_SCRATCH, MULTI_ENCODER)
SAMPLED = (SINGLE_SCRATCH, SINGLE_ENCODER)
"""Fitted to a sample of the targets."""
PLAIN: Mapping[str, ModelSettings] = {KERNEL: KernelSettings(), FOREST: ForestSettings()}
FIT = FitSettings(epochs=30, batch_size=64, learning_rate=1e-3, patience=10, precision=Precision.bf16, workers=1)
"""For every network: more epochs at a lower rate than `fit=finetune`, and early stopping."""
VALIDATED = 10
"""Fewest validation labels that decide on the best epoch; with fewer of them all epochs run."""

Values = NDArray[np.float32]


def network(name: str, encoder: Path | None) -> NetworkSettings:
    """The settings of one network of the given name, in the encoder's shape where there is one."""
    if encoder is None:
        return DmpnnSettings(members=1)
    shaped = replace(network_from(encoder, "--encoder"), members=1)
    return shaped if name in (MULTI_ENCODER, SINGLE_ENCODER) else replace(shaped, encoder=None)


def fit(model: ModelSettings, data: TimeSplit, columns: NDArray[np.int64], seed: int) -> Values:
    """[t, c] what a model that learns these targets together says of the t test compounds."""
    known, split = data.learnt_from(columns)
    few = len(known.labels.take(split.validation).value) < VALIDATED
    if few:
        split = replace(split, validation=split.validation[:0])
    settings = replace(FIT, seed=seed, patience=0 if few else FIT.patience)
    fitted = fit_model(model, known, split, TargetSettings(gene="none"), settings, NullRecorder())
    tested = [data.smiles[row] for row in np.flatnonzero(data.part == PARTS.index("test"))]
    return fitted.predictor.predict(tested).mean


def fit_one(name: str, model: ModelSettings | None, data: TimeSplit, column: int, seed: int) -> Values:
    """[t] what a model of one target alone says of the t test compounds; NaN for those not measured on it.

    Without a model, the mean of the training labels.
    """
    train, test = (data.value[data.part == PARTS.index(part), column] for part in ("train", "test"))
    said = np.full(len(test), np.nan, np.float32)
    asked = np.flatnonzero(~np.isnan(test))
    if model is None:
        said[asked] = np.nanmean(train)
        return said
    measured = (data.part < PARTS.index("test")) | ~np.isnan(data.value[:, column])
    try:
        said[asked] = fit(model, data.without(~measured), np.array([column]), seed)[:, 0]
    except TrainingError as problem:
        raise SystemExit(f"{name}, {data.targets[column]}: {problem}") from problem
    return said

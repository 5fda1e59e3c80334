"""Every model fitted in every fold, and what it says of the compounds left out."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from discovery.app.entrants import MEAN, Entry, judged_rows
from discovery.app.settings import CompareSettings
from discovery.assay.splits.fingerprints import fingerprints
from discovery.assay.splits.folds import Fold
from discovery.chem.fingerprint import nearest
from discovery.evaluation.cliffs import cliff_compounds
from discovery.evaluation.evaluate import measured
from discovery.evaluation.trial import Trial
from discovery.models.constant import Constant
from discovery.models.predictor import Predictor
from discovery.models.settings import ModelSettings, NetworkSettings
from discovery.progress import bar
from discovery.target.endpoint import Endpoint
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder

POTENCY = "pX"
"""Unit of the endpoints that can have activity cliffs."""


@dataclass
class Rounds:
    """What came of all fits."""

    trials: list[Trial] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    """Model -> time of all its fits and predictions together."""


def run(entry: Entry, settings: CompareSettings) -> Rounds:
    """Fit every model in every fold and collect what each says of the test compounds.

    A model gets the compounds that it may learn from and no others, so that no label, scale or threshold of a test
    compound can reach it.
    """
    names = (*entry.models, MEAN)
    rounds = Rounds(seconds=dict.fromkeys(names, 0.0))
    bits = fingerprints(entry.data.smiles)
    cliffs = cliffs_of(entry, settings)
    parts: dict[tuple[str, str], list[Trial]] = {}
    with bar("Comparing", len(entry.folds) * len(names)) as progress:
        for number, fold in enumerate(entry.folds):
            said = {}
            for name in names:
                part = "one test part" if fold.fixed else f"repeat {fold.repeat + 1}, fold {fold.number + 1}"
                progress.describe(f"Comparing, {fold.method.name}, {part}, {name}")
                start = time.perf_counter()
                predictor = fitted(entry.models.get(name), entry.data, fold, settings, number)
                said[name] = predicted(predictor, entry, fold)
                rounds.seconds[name] += time.perf_counter() - start
                progress.advance()
            for endpoint in entry.endpoints:
                trial = trial_of(entry, fold, endpoint, said, bits, cliffs[endpoint.name])
                parts.setdefault((fold.method.name, endpoint.name), []).append(trial)
    rounds.trials = [Trial.joined(trials) for trials in parts.values()]
    return rounds


def fitted(
    model: ModelSettings | None, data: LabelledCompounds, fold: Fold, settings: CompareSettings, number: int
) -> Predictor:
    """The model, or the mean where it is None, fitted to what the fold leaves to learn from, with a seed of its own."""
    taken = np.union1d(fold.train, fold.validation)
    labels = data.labels.take(taken)
    if model is None:
        return Constant.fit(labels)
    smiles, skeletons = ([texts[row] for row in taken] for texts in (data.smiles, data.skeletons))
    known = LabelledCompounds(smiles, skeletons, labels)
    split = fold.split(taken, with_validation=isinstance(model, NetworkSettings))
    seeded = replace(settings.fit, seed=settings.fit.seed + number)
    return fit_model(model, known, split, settings.target, seeded, NullRecorder()).predictor


def predicted(predictor: Predictor, entry: Entry, fold: Fold) -> dict[str, tuple[NDArray[np.float32], ...]]:
    """Mean and spread of the fold's test compounds for each endpoint; NaN where the model has none."""
    prediction = predictor.predict([entry.data.smiles[row] for row in fold.test])
    column = {endpoint.name: place for place, endpoint in enumerate(predictor.endpoints)}
    unknown = np.full(len(fold.test), np.nan, np.float32)
    return {
        endpoint.name: (prediction.mean[:, column[endpoint.name]], prediction.spread[:, column[endpoint.name]])
        if endpoint.name in column
        else (unknown, unknown)
        for endpoint in entry.endpoints
    }


def trial_of(
    entry: Entry,
    fold: Fold,
    endpoint: Endpoint,
    said: Mapping[str, Mapping[str, tuple[NDArray[np.float32], ...]]],
    bits: NDArray[np.uint8],
    cliffs: NDArray[np.bool_],
) -> Trial:
    """What the models said of one endpoint in one fold; `cliffs` [n] are compounds with an activity cliff."""
    rows, y = judged_rows(fold, entry.data.labels, endpoint)
    place = np.searchsorted(fold.test, rows)
    labelled = entry.data.labels.of(endpoint.name)[0]
    learnt = labelled[~np.isin(labelled, fold.test)]
    learnt = learnt[np.isin(learnt, np.union1d(fold.train, fold.validation))]
    mean, spread = (
        np.stack([said[name][endpoint.name][which][place] for name in said]).astype(np.float64) for which in (0, 1)
    )
    return Trial(
        split=fold.method.name,
        fixed=fold.fixed,
        endpoint=endpoint,
        models=tuple(said),
        repeat=np.full(len(rows), fold.repeat),
        fold=np.full(len(rows), fold.number),
        row=rows,
        y=y,
        predicted=mean,
        spread=spread,
        similarity=nearest(bits[rows], bits[learnt])[1].astype(np.float64),
        cliff=cliffs[rows],
    )


def cliffs_of(entry: Entry, settings: CompareSettings) -> dict[str, NDArray[np.bool_]]:
    """[n] compounds with an activity cliff, for each endpoint; none where it is no potency."""
    found = {endpoint.name: np.zeros(len(entry.data.smiles), np.bool_) for endpoint in entry.endpoints}
    for endpoint in entry.endpoints:
        if endpoint.unit == POTENCY:
            rows, y = measured(entry.data.labels, endpoint.name)
            smiles = [entry.data.smiles[row] for row in rows]
            found[endpoint.name][rows] = cliff_compounds(
                smiles, y.astype(np.float64), settings.cliff_similarity, settings.cliff_fold
            )
    return found

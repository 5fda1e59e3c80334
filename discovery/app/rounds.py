"""Every model fitted in every fold, and what it says of the compounds left out."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from discovery.app.entrants import MEAN, Entry, judged_rows
from discovery.app.kept import Kept, Said, common_part, key_of
from discovery.app.settings import CompareSettings
from discovery.assay.splits.fingerprints import fingerprints
from discovery.assay.splits.folds import Fold
from discovery.chem.fingerprint import nearest
from discovery.evaluation.cliffs import cliff_compounds
from discovery.evaluation.costs import Timing
from discovery.evaluation.evaluate import measured
from discovery.evaluation.trial import Trial
from discovery.models.constant import Constant
from discovery.models.predictor import Predictor
from discovery.models.settings import BlendSettings, ModelSettings, NetworkSettings
from discovery.progress import bar
from discovery.target.endpoint import Endpoint
from discovery.target.settings import TargetSettings
from discovery.training.cascade import fit_cascade
from discovery.training.choice import choose_model
from discovery.training.fit_model import LabelledCompounds
from discovery.training.recorder import NullRecorder
from discovery.training.settings import FitSettings

APART = 1000
"""Seeds between two trainings, so that no network of an ensemble is one of another training's."""


@dataclass(frozen=True)
class Job:
    """One fit: a model in a fold, and the place of its training among those of the model there."""

    name: str
    fold: int
    training: int
    fit: FitSettings
    """With a seed of its own."""
    key: str
    """What the fit is kept under."""


@dataclass
class Rounds:
    """What came of all fits."""

    trials: list[Trial] = field(default_factory=list)
    timings: list[Timing] = field(default_factory=list)


def planned(entry: Entry, settings: CompareSettings, dataset_hash: str) -> list[Job]:
    """Every fit of the comparison, fold by fold; on a fixed test part each model is trained `settings.seeds` times."""
    common = common_part(entry, settings, dataset_hash)
    jobs = []
    seed = settings.fit.seed
    for number, fold in enumerate(entry.folds):
        for training in range(settings.seeds if fold.fixed else 1):
            fit = replace(settings.fit, seed=seed)
            for name in (*entry.models, MEAN):
                key = key_of(common, entry.models.get(name), fold, fit)
                jobs.append(Job(name, number, training, fit, key))
            seed += APART
    return jobs


def run(entry: Entry, jobs: Sequence[Job], kept: Kept, settings: CompareSettings) -> Rounds:
    """Fit every model in every fold, but for the fits that are kept, and collect what each says of the test compounds.

    A model gets the compounds that it may learn from and no others, so that no label, scale or threshold of a test
    compound can reach it.
    """
    rounds = Rounds()
    bits = fingerprints(entry.data.smiles)
    cliffs = cliffs_of(entry, settings)
    parts: dict[tuple[str, str], list[Trial]] = {}
    with bar("Comparing", len(jobs)) as progress:
        for number, of_fold in groupby(jobs, lambda job: job.fold):
            fold = entry.folds[number]
            said: dict[str, list[Said]] = {}
            for job in of_fold:
                progress.describe(f"Comparing, {place_of(fold, job)}, {job.name}")
                found = kept.load(job.key)
                if found is None:
                    found = fit_and_predict(entry, fold, job, settings.target)
                    kept.save(job.key, found)
                said.setdefault(job.name, []).append(found)
                timing = Timing(fold.method.name, job.name, found.fit_seconds, found.predict_seconds, len(fold.test))
                rounds.timings.append(timing)
                progress.advance()
            for endpoint in entry.endpoints:
                trial = trial_of(entry, fold, endpoint, said, bits, cliffs[endpoint.name])
                parts.setdefault((fold.method.name, endpoint.name), []).append(trial)
    rounds.trials = [Trial.joined(trials) for trials in parts.values()]
    return rounds


def place_of(fold: Fold, job: Job) -> str:
    """Where a job stands, for people."""
    part = f"one test part, training {job.training + 1}"
    return f"{fold.method.name}, " + (part if fold.fixed else f"repeat {fold.repeat + 1}, fold {fold.number + 1}")


def fit_and_predict(entry: Entry, fold: Fold, job: Job, target: TargetSettings) -> Said:
    """Do the work of a job."""
    start = time.perf_counter()
    predictor = fitted(entry.models.get(job.name), entry.data, fold, target, job.fit)
    middle = time.perf_counter()
    mean, spread = predicted(predictor, entry, fold)
    return Said(mean, spread, middle - start, time.perf_counter() - middle)


def fitted(
    model: ModelSettings | None, data: LabelledCompounds, fold: Fold, target: TargetSettings, fit: FitSettings
) -> Predictor:
    """The model, or the mean where it is None, fitted to what the fold leaves to learn from."""
    taken = np.union1d(fold.train, fold.validation)
    known = data.take(taken)
    if model is None:
        return Constant.fit(known.labels)
    model = choose_model(model, known.labels, target).model
    split = fold.split(taken, with_validation=isinstance(model, NetworkSettings | BlendSettings))
    return fit_cascade(model, known, split, target, fit, NullRecorder()).predictor


def predicted(predictor: Predictor, entry: Entry, fold: Fold) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Mean and spread [E, t] of the fold's t test compounds for each judged endpoint; NaN where the model has none."""
    prediction = predictor.predict([entry.data.smiles[row] for row in fold.test])
    column = {endpoint.name: place for place, endpoint in enumerate(predictor.endpoints)}
    mean, spread = (np.full((len(entry.endpoints), len(fold.test)), np.nan, np.float32) for _ in range(2))
    for row, endpoint in enumerate(entry.endpoints):
        if endpoint.name in column:
            mean[row] = prediction.mean[:, column[endpoint.name]]
            spread[row] = prediction.spread[:, column[endpoint.name]]
    return mean, spread


def trial_of(
    entry: Entry,
    fold: Fold,
    endpoint: Endpoint,
    said: Mapping[str, Sequence[Said]],
    bits: NDArray[np.uint8],
    cliffs: NDArray[np.bool_],
) -> Trial:
    """What the trainings of each model said of one endpoint in one fold.

    `cliffs` [n] are compounds with an activity cliff.
    """
    rows, y = judged_rows(fold, entry.data.labels, endpoint)
    place = np.searchsorted(fold.test, rows)
    labelled = entry.data.labels.of(endpoint.name)[0]
    learnt = labelled[~np.isin(labelled, fold.test)]
    learnt = learnt[np.isin(learnt, np.union1d(fold.train, fold.validation))]
    row = entry.endpoints.index(endpoint)
    mean, spread = (
        np.array([[getattr(one, what)[row, place] for one in of_model] for of_model in said.values()], np.float64)
        for what in ("mean", "spread")
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
        if endpoint.is_potency:
            rows, y = measured(entry.data.labels, endpoint.name)
            smiles = [entry.data.smiles[row] for row in rows]
            found[endpoint.name][rows] = cliff_compounds(
                smiles, y.astype(np.float64), settings.cliff_similarity, settings.cliff_fold
            )
    return found

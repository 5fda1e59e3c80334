"""How good the models are: on the test part, and at finding new scaffolds of the target's ligands."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.app.calibrating import reliability_of
from discovery.app.fitting import FOREST, SIMILARITY, Contest
from discovery.app.settings import TrainSettings
from discovery.assay.labelling.labels import PRESUMED
from discovery.chem.clean import may_skip
from discovery.chem.compound import Compound
from discovery.chem.standardize import standardize_many
from discovery.evaluation.calibration import Calibration
from discovery.evaluation.evaluate import evaluate, measured
from discovery.evaluation.ranks import RANKS, Retrospective
from discovery.evaluation.retrospective import retrospective
from discovery.models.predictor import Prediction
from discovery.models.settings import ModelSettings
from discovery.screening.library.texts import library_texts
from discovery.screening.settings import LibrarySettings
from discovery.target.endpoint import activity_endpoint, hit_endpoint
from discovery.training.refit import refits

MEASURED = pa.schema([("endpoint", pa.string()), ("measured", pa.float64()), ("predicted", pa.float64())])
DRAWN = 4
"""Structures that are standardised for each decoy that is wanted, because some are no use as one."""


@dataclass(frozen=True)
class Judgement:
    """The tables that say how far to trust a model."""

    evaluation: pa.Table
    """EVALUATION, on the test part, with what was found of the calibration at its end."""
    points: pa.Table
    """MEASURED: test compounds with a potency, most measured endpoint first."""
    retrospective: pa.Table
    """RETROSPECTIVE; empty where the check was not run."""
    ranks: pa.Table
    """RANKS; empty where the check was not run."""
    reliability: pa.Table
    """RELIABILITY; empty where nothing is calibrated or the test part has too few labels."""
    note: str = ""
    """Why the check was not run although it could be expected."""


def judge(contest: Contest, settings: TrainSettings, calibration: Calibration) -> Judgement:
    """All models and the calibration of the one wanted on the test part; the leave-one-scaffold-out check where a
    library gives decoys for it.
    """
    smiles = [contest.data.smiles[row] for row in contest.test]
    predictions = {name: predictor.predict(smiles) for name, predictor in contest.predictors.items()}
    labels = contest.data.labels.take(contest.test)
    endpoints = contest.wanted.predictor.endpoints
    told = [endpoint.name for endpoint in endpoints if len(measured(labels, endpoint.name)[0])]
    table = evaluate(predictions, endpoints, labels, settings.evaluation, told)
    mine = predictions[contest.name]
    reliability = reliability_of(calibration, contest.wanted, contest.data, contest.test, mine, contest.name, settings)
    table = pa.concat_tables([table, reliability.metrics])
    found = look_back(contest, settings)
    return Judgement(table, points(contest, mine), found.table(), found.ranks, reliability.curves, found.note)


def points(contest: Contest, prediction: Prediction) -> pa.Table:
    """MEASURED: predicted against measured, of every potency with test compounds."""
    labels = contest.data.labels.take(contest.test)
    parts = []
    for column, endpoint in enumerate(contest.wanted.predictor.endpoints):
        rows, values = measured(labels, endpoint.name)
        predicted = prediction.mean[rows, column].astype(np.float64)
        known = ~np.isnan(predicted)
        if endpoint.is_potency and known.any():
            columns = [[endpoint.name] * int(known.sum()), values[known].astype(np.float64), predicted[known]]
            parts.append(pa.table(columns, schema=MEASURED))
    parts.sort(key=lambda part: -part.num_rows)
    return pa.concat_tables(parts) if parts else MEASURED.empty_table()


def look_back(contest: Contest, settings: TrainSettings) -> Retrospective:
    """The leave-one-scaffold-out check; empty where it was not asked for or cannot be run."""
    if settings.library is None or not settings.evaluation.retrospective:
        return Retrospective(RANKS.empty_table(), settings.evaluation)
    data = contest.data
    both: dict[str, ModelSettings] = {"forest": FOREST, "similarity": SIMILARITY}
    baselines = {name: model for name, model in both.items() if name != contest.name}
    wanted = {contest.name: settings.model}
    again = refits(wanted, contest.wanted, baselines, data, contest.split, settings.target, settings.fit)
    if not again:
        note = "not run: there was one phase of training, which the test part judges"
        return Retrospective(RANKS.empty_table(), settings.evaluation, note)
    gene = settings.target.gene
    kinds = [activity_endpoint(gene), hit_endpoint(gene)]  # the latter where all that is known are primary screens
    endpoint = next((kind.name for kind in kinds if kind in data.labels.endpoints), None)
    if endpoint is None:
        return Retrospective(RANKS.empty_table(), settings.evaluation, f"not run: no active of {gene} is known")
    return retrospective(
        again,
        data.smiles,
        actives(contest, endpoint),
        contest.scaffold,
        decoys(settings.library, settings),
        endpoint,
        settings.evaluation,
        settings.fit.workers,
    )


def actives(contest: Contest, endpoint: str) -> NDArray[np.int64]:
    """Rows of the compounds known to act on the target or its family."""
    labels = contest.data.labels
    rows, values, _, _ = labels.keep(labels.origin != PRESUMED).of(endpoint)
    return rows[np.flatnonzero(values == 1.0)]


def decoys(library: LibrarySettings, settings: TrainSettings) -> list[str]:
    """Structures of a library in the form that training compounds have, so that no model can tell them by a salt.

    Those that need no standardisation are taken; where none is such, as under a policy that pools stereoisomers, some
    are drawn and standardised.
    """
    clean, size = [], 0
    for texts in library_texts(library):
        clean += [text for text in texts if may_skip(text, settings.standardize)]
        size += len(texts)
    if clean:
        return clean
    most, seed = DRAWN * settings.evaluation.decoys, settings.evaluation.seed
    drawn = set(np.random.default_rng(seed).permutation(size)[:most].tolist())
    rows = enumerate(text for texts in library_texts(library) for text in texts)
    structures = [text for row, text in rows if row in drawn]
    found = standardize_many(structures, settings.standardize, settings.fit.workers, "Standardising decoys")
    return [compound.smiles for compound in found if isinstance(compound, Compound)]

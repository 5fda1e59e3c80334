"""Predictions of compounds that a fitted model has not learnt from: its validation part, and the few by folds."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import EQUAL, MEASURED
from discovery.assay.splits.split import Split
from discovery.errors import TrainingError
from discovery.models.predictor import Prediction
from discovery.models.settings import ModelSettings, NetworkSettings
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_plain
from discovery.training.held_out import VALIDATION, HeldOut
from discovery.training.phases import Plan, plan_phases
from discovery.training.settings import FitSettings

FOLDS = 5
"""Parts of the second phase's compounds, each predicted by a model fitted to the others."""
FEWEST = 20
"""Measured labels of an endpoint for which models are fitted again."""


def hold_out(
    model: ModelSettings,
    fitted: Fitted,
    data: LabelledCompounds,
    split: Split,
    target: TargetSettings,
    settings: FitSettings,
) -> Fitted:
    """The fitted model with its held-out predictions, unless it brings them along.

    They are of the validation part. A network was only stopped by that; no other model has seen it. All of a second
    phase's few compounds are learnt from: a forest, a kernel or a similarity is fitted again without each fifth of
    them, in seconds; a network is not, so that it has none of the family's endpoints.
    """
    if fitted.held_out is not None:
        return fitted
    plan = plan_phases(data.labels, data.skeletons, split, target)
    parts = []
    if len(plan.validation):
        prediction = data.asked(fitted.predictor, plan.validation)
        parts.append(HeldOut(plan.validation, prediction, np.full(len(plan.validation), VALIDATION)))
    if plan.two_phases and not isinstance(model, NetworkSettings):
        parts += _few(model, data, plan, split, settings)
    if not parts:
        return fitted
    held = parts[0] if len(parts) == 1 else parts[0].joined(parts[1])
    return replace(fitted, held_out=held)


def _few(
    model: ModelSettings, data: LabelledCompounds, plan: Plan, split: Split, settings: FitSettings
) -> list[HeldOut]:
    """Out-of-fold predictions of the second phase's compounds, related ones in one fold; folds count from 1."""
    labels = data.labels.take(plan.adapt)
    enough = plan.family & (_measured(data, plan) >= FEWEST)
    fold = _folds(split.group[plan.adapt])
    if not enough.any() or fold.max(initial=0) < 2:
        return []
    labels = labels.keep(enough[labels.endpoint])
    smiles = [data.smiles[row] for row in plan.adapt]
    shape = (len(smiles), len(labels.endpoints))
    found = Prediction(np.full(shape, np.nan, np.float32), np.full(shape, np.nan, np.float32), np.ones(shape[0], bool))
    for number in np.unique(fold):
        rest, own = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        try:
            again = fit_plain(model, [smiles[place] for place in rest], labels.take(rest), settings)
        except TrainingError:  # the rest has nothing to learn from; the fold stays without predictions
            continue
        said = again.predict([smiles[place] for place in own])
        found.mean[own], found.spread[own], found.failed[own] = said.mean, said.spread, said.failed
    return [HeldOut(plan.adapt, found, fold)]


def _measured(data: LabelledCompounds, plan: Plan) -> NDArray[np.int64]:
    """[E] true values measured on each endpoint's own target among the second phase's compounds."""
    labels = data.labels.take(plan.adapt)
    own = (labels.origin == MEASURED) & (labels.relation == EQUAL)
    return np.bincount(labels.endpoint[own], minlength=len(labels.endpoints))


def _folds(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """[m] fold, from 1 to FOLDS at most, of groups [m]; each group, the largest first, to the smallest fold."""
    _, member, size = np.unique(group, return_inverse=True, return_counts=True)
    fold_of, filled = np.zeros(len(size), np.int64), np.zeros(FOLDS)
    for one in np.argsort(-size, kind="stable"):
        fold_of[one] = filled.argmin()
        filled[fold_of[one]] += size[one]
    return fold_of[member] + 1

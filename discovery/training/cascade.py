"""The cascade: first a model of the primary screens, then the wanted one, with what the first predicts as an input.

Only predicted readouts are ever an input, and a compound's own reading never makes its own: for a compound that the
first model learns from they come from a fit without its fold. No label of a dose-response takes part. A compound that
is held out when the members of a blend are weighed, or a model is calibrated, had its own reading in the first model
only as its neighbours see it: through fits that made the readouts of other folds.
"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.faults import check_learnable
from discovery.assay.labelling.labels import PRESUMED, Labels
from discovery.assay.splits.split import Split
from discovery.errors import TrainingError
from discovery.models.cascade import FIRST, Cascade
from discovery.models.predictor import Predictor, Readouts
from discovery.models.settings import (
    BlendSettings,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    NetworkSettings,
    Output,
    SimilaritySettings,
)
from discovery.progress import bar
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_model, fit_plain
from discovery.training.hold_out import hold_out
from discovery.training.out_of_fold import folds_of_rows
from discovery.training.phases import plan_phases
from discovery.training.recorder import Recorder
from discovery.training.settings import FitSettings

FOLDS = 5
"""Parts of the screened compounds, of each of which a model of the others predicts the readouts."""
FEWEST = 200
"""Screened compounds for which a model of the screen is worth while."""


@dataclass(frozen=True, eq=False)
class FirstStage:
    """A fitted model of the primary screens, and what it says."""

    predictor: Predictor
    columns: NDArray[np.int64]
    """[s] its endpoints that are readouts."""
    rows: NDArray[np.int64]
    """Compounds that it learnt from."""
    readouts: Readouts
    """[n, s] of the compounds to learn from, each made without its own label; NaN for all others."""

    def before(self, fitted: Fitted) -> Fitted:
        """A model that was fitted with the readouts, as one that asks for them itself."""
        names = ", ".join(self.predictor.endpoints[column].name for column in self.columns)
        told = (
            f"Gaussian processes first learnt {names} from {len(self.rows):,} compounds; what they predict of a"
            " compound, without its own reading, is a further input."
        )
        return replace(
            fitted,
            predictor=Cascade(self.predictor, self.columns, fitted.predictor),
            trained=np.union1d(fitted.trained, self.rows),
            phases=(told, *fitted.phases),
        )


def fit_cascade(
    model: ModelSettings,
    data: LabelledCompounds,
    split: Split,
    target: TargetSettings,
    settings: FitSettings,
    recorder: Recorder,
) -> Fitted:
    """Fit a model as `fit_model` does, after a model of the primary screens where there are such and it can use them.

    Raises TrainingError, before anything is fitted, where nothing can be learnt.
    """
    if not isinstance(model, SimilaritySettings):  # to which known actives are enough
        check_learnable(data.labels.take(plan_phases(data.labels, data.skeletons, split, target).rows))
    first = fit_first(data, split, target, settings) if settings.screen_feature and takes_readouts(model) else None
    if first is None:
        return fit_model(model, data, split, target, settings, recorder)
    known = replace(data, readouts=first.readouts)
    fitted = fit_model(model, known, split, target, settings, recorder)
    # Held-out compounds are asked with readouts that do not know them, which only the first stage has.
    return first.before(hold_out(model, fitted, known, split, target, settings))


def takes_readouts(model: ModelSettings) -> bool:
    """Whether a model has a use for readouts: a kernel, a forest, a network with processes, or a blend of such."""
    if isinstance(model, BlendSettings):
        return any(takes_readouts(member) for member in model.chosen.values())
    if isinstance(model, NetworkSettings):
        return model.output is Output.process
    return isinstance(model, KernelSettings | ForestSettings)


def fit_first(
    data: LabelledCompounds, split: Split, target: TargetSettings, settings: FitSettings
) -> FirstStage | None:
    """The model of the primary screens of the target and its family, from the compounds that may be learnt from.

    None where too few compounds are screened or all were found alike, nothing else is measured on the family, or the
    family is so small that it is learnt in a second phase.
    """
    plan = plan_phases(data.labels, data.skeletons, split, target)
    primary = plan.family & np.array([endpoint.is_primary for endpoint in data.labels.endpoints], bool)
    learnt = data.labels.take(plan.rows)
    if plan.two_phases or _count(learnt, primary) < FEWEST or not _count(learnt, plan.family & ~primary):
        return None
    labels = data.labels.keep(primary[data.labels.endpoint])
    rows = plan.rows[np.diff(labels.offsets)[plan.rows] > 0]
    fold = folds_of_rows(split.group[rows], np.ones(len(rows), np.bool_), FOLDS, settings.seed)
    parts = [(rows[fold != number], rows[fold == number]) for number in np.unique(fold)]
    if len(parts) < 2:
        return None
    found = np.full((len(data.smiles), len(primary)), np.nan, np.float32)
    fits = []
    try:
        with bar("Learning the primary screens", len(parts) + 1) as progress:
            for learnt_rows, asked in [(rows, np.setdiff1d(plan.rows, rows)), *parts]:
                known = LabelledCompounds(data.smiles, data.skeletons, labels).take(learnt_rows)
                fits.append(fit_plain(FIRST, known.smiles, known.labels, settings))
                found[asked] = fits[-1].predict([data.smiles[row] for row in asked]).mean
                progress.advance()
    except TrainingError:  # such as hits all in one fold; the main model says so where it matters to that as well
        return None
    told = np.isfinite(found[rows])
    columns = np.flatnonzero(told.any(axis=0) & (told.sum(axis=0) == told.any(axis=1).sum()))
    return FirstStage(fits[0], columns, rows, found[:, columns]) if len(columns) else None


def _count(labels: Labels, endpoints: NDArray[np.bool_]) -> int:
    """Compounds with a label of these endpoints [E] that is not presumed."""
    return len(np.unique(labels.rows()[endpoints[labels.endpoint] & (labels.origin != PRESUMED)]))

"""Predictions of a blend's members for compounds that they did not learn from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from discovery.assay.labelling.labels import PRESUMED, Labels
from discovery.assay.splits.folds import dealt
from discovery.assay.splits.split import Split
from discovery.errors import TrainingError
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.network import Network
from discovery.models.predictor import Prediction
from discovery.models.settings import BlendSettings, ModelSettings, NetworkSettings
from discovery.progress import bar
from discovery.side_by_side import side_by_side
from discovery.target.endpoint import Endpoint
from discovery.target.settings import TargetSettings
from discovery.training.device import pick_device
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_model
from discovery.training.held_out import OutOfFold
from discovery.training.members import Arrays, arrays_of, restore_network
from discovery.training.phases import Plan
from discovery.training.recorder import NullRecorder
from discovery.training.refit import few_of, on_cpu, refit_of
from discovery.training.settings import FitSettings

Rows = NDArray[np.int64]


def leaves_out_folds(model: ModelSettings, plan: Plan) -> bool:
    """Whether a model is held out by folds of all compounds, so that it may learn from the validation part as well."""
    return isinstance(model, BlendSettings) and model.folds > 0 and not plan.two_phases


def learning_split(member: ModelSettings, split: Split) -> Split:
    """The split as a member learns from it: only a network has use for a validation part, to decide when to stop."""
    if isinstance(member, NetworkSettings):
        return split
    return replace(split, train=np.union1d(split.train, split.validation), validation=split.validation[:0])


def folds_of_rows(group: Rows, first: NDArray[np.bool_], folds: int, seed: int) -> Rows:
    """[m] fold of each of m compounds: groups stay whole, and those with a compound of `first` [m] are dealt first.

    There are fewer folds where there are fewer groups of such compounds.
    """
    _, group = np.unique(group, return_inverse=True)
    generator = np.random.default_rng(seed)
    wanted = np.bincount(group, first).astype(np.float64)
    folds = max(1, min(folds, int((wanted > 0).sum())))
    others = np.where(wanted > 0, 0.0, np.bincount(group))
    fold = np.maximum(dealt(wanted, folds, generator), dealt(others, folds, generator))
    return np.asarray(fold[group], np.int64)


@dataclass(frozen=True)
class Twins:
    """The members of a blend, each fitted once without each fold."""

    found: OutOfFold | None
    """What they say of the fold that they did not see; None where there are no folds."""
    networks: Mapping[str, list[Network]]
    """Of each member that is a network, one of each fold, without processes: an ensemble in which each compound is
    unknown to one network."""


@dataclass(frozen=True)
class _Task:
    """One member, to be fitted without one fold."""

    name: str
    member: ModelSettings
    held: Rows
    """[h] places of the fold's compounds among all."""


@dataclass(frozen=True)
class _Material:
    """What every task takes from."""

    data: LabelledCompounds
    """The m compounds to learn from."""
    split: Split
    """Of these alone, counted among them."""
    target: TargetSettings
    settings: FitSettings


Twin = tuple[Prediction, list[Arrays], tuple[Endpoint, ...]] | TrainingError
"""What a member says of a fold's compounds, and its networks if it has such; or why it could not be fitted."""


def by_folds(
    model: BlendSettings,
    data: LabelledCompounds,
    split: Split,
    plan: Plan,
    target: TargetSettings,
    settings: FitSettings,
) -> Twins:
    """Every member fitted anew without one fold at a time, of all compounds that a single phase learns from."""
    rows = plan.rows
    fold = folds_of_rows(split.group[rows], np.ones(len(rows), np.bool_), model.folds, settings.seed)
    blank = {name: _blank(len(rows), len(data.labels.endpoints)) for name in model.chosen}
    count = int(fold.max()) + 1
    if count < 2:
        return Twins(OutOfFold(rows, fold, blank, (ONE_GROUP,)), {})
    notes = [f"Each was fitted {count} times, without one fold of related compounds each time."]
    tasks = [
        _Task(name, member, np.flatnonzero(fold == number))
        for number in range(count)
        for name, member in model.chosen.items()
    ]
    on_gpu = pick_device(settings.device).type == "cuda"
    material = _Material(data.take(rows), _part(split, rows), target, replace(settings, workers=0 if on_gpu else 1))
    twins = side_by_side(_twin, material, tasks, 1 if on_gpu else settings.workers, "Fitting without one fold")
    networks: dict[str, list[Network]] = {}
    for place, (task, twin) in enumerate(zip(tasks, twins, strict=True)):
        if isinstance(twin, TrainingError):
            notes.append(_unfitted(task.name, place // len(model.chosen), count, twin))
            continue
        said, states, endpoints = twin
        _fill(blank[task.name], task.held, said)
        if isinstance(task.member, NetworkSettings):
            mine = [restore_network(task.member, endpoints, state) for state in states]
            networks[task.name] = networks.get(task.name, []) + mine
    return Twins(OutOfFold(rows, fold, blank, tuple(notes)), networks)


def _twin(material: _Material, task: _Task) -> Twin:
    learnt = np.setdiff1d(np.arange(len(material.data.smiles)), task.held)
    known, part = material.data.take(learnt), _part(material.split, learnt)
    split = learning_split(task.member, part)
    member = replace(task.member, members=1) if isinstance(task.member, NetworkSettings) else task.member
    try:
        with threadpool_limits(material.settings.workers or None):
            fitted = fit_model(member, known, split, material.target, material.settings, NullRecorder())
            said = material.data.asked(fitted.predictor, task.held)
    except TrainingError as problem:
        return problem
    ensemble = fitted.predictor
    states = [arrays_of(one) for one in ensemble.networks] if isinstance(ensemble, NetworkEnsemble) else []
    return said, states, ensemble.endpoints


def by_refits(
    model: BlendSettings,
    parts: Mapping[str, Fitted],
    data: LabelledCompounds,
    split: Split,
    plan: Plan,
    settings: FitSettings,
) -> OutOfFold:
    """Where there are two phases: the second one anew without one fold of its few compounds at a time.

    Of the other endpoints, the predictions for the validation part tell, whose labels no member learns from then.
    """
    few = few_of(data, plan)
    rows = np.union1d(few.rows, plan.validation)
    is_few = np.isin(rows, few.rows)
    first = np.isin(rows, _measured(data.labels, plan.family))
    fold = folds_of_rows(split.group[rows], first, model.folds, settings.seed)
    blank = {name: _blank(len(rows), len(data.labels.endpoints)) for name in model.chosen}
    names = tuple(one.name for one, own in zip(data.labels.endpoints, plan.family, strict=True) if own)
    count = int(fold.max()) + 1
    notes = [REPEATED.format(count, len(few.rows)) if count > 1 else ONE_GROUP]
    with bar("Fitting without one fold", count * len(blank)) as progress:
        for name, member in model.chosen.items():
            rest = np.flatnonzero(~is_few)
            _fill(blank[name], rest, data.asked(parts[name].predictor, rows[rest]))
            again = refit_of(member, parts[name], data.labels, few, plan, names, on_cpu(settings), networks=None)
            for number in range(count if count > 1 else 0):
                progress.describe(f"Fitting {name} without fold {number + 1} of {count}")
                held = np.flatnonzero((fold == number) & is_few)
                try:
                    said = again(rows[held]).predict([data.smiles[row] for row in rows[held]])
                    _fill(blank[name], held, said, plan.family)
                except TrainingError as problem:
                    notes.append(_unfitted(name, number, count, problem))
                progress.advance()
    return OutOfFold(rows, fold, blank, tuple(notes))


REPEATED = (
    "The last phase was repeated {} times, each time without one fold of its {:,} compounds; of the other endpoints the"
    " validation part tells."
)
ONE_GROUP = "All compounds are of one group, so that none could be left out to weigh the members by."


def _unfitted(name: str, number: int, count: int, problem: TrainingError) -> str:
    return f"Without fold {number + 1} of {count}, {name} could not be fitted: {problem}."


def _measured(labels: Labels, family: NDArray[np.bool_]) -> Rows:
    """Rows of the compounds measured on the family [E]."""
    return np.unique(labels.rows()[family[labels.endpoint] & (labels.origin != PRESUMED)])


def _part(split: Split, rows: Rows) -> Split:
    """The split of these rows alone, counted among them; what is not for validation is learnt from."""
    held = np.isin(rows, split.validation)
    return Split(np.flatnonzero(~held), np.flatnonzero(held), np.empty(0, np.int64), split.group[rows])


def _blank(rows: int, endpoints: int) -> Prediction:
    mean, spread = (np.full((rows, endpoints), np.nan, np.float32) for _ in range(2))
    return Prediction(mean, spread, np.zeros(rows, np.bool_))


def _fill(blank: Prediction, rows: Rows, said: Prediction, endpoints: NDArray[np.bool_] | Sequence[bool] = ()) -> None:
    """Write what was said of these rows into a prediction, of the given endpoints [E] alone where there are such."""
    wanted = np.flatnonzero(endpoints) if len(endpoints) else np.arange(blank.mean.shape[1])
    blank.mean[np.ix_(rows, wanted)] = said.mean[:, wanted]
    blank.spread[np.ix_(rows, wanted)] = said.spread[:, wanted]
    blank.failed[rows] = said.failed

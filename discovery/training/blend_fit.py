"""From labelled compounds to a fitted blend: its members, their weights, and its predictions for held-out compounds."""

from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.split import Split
from discovery.errors import TrainingError
from discovery.graphs.featurize import featurize
from discovery.models.blend import Blend, blended
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.network import Network
from discovery.models.predictor import Inference, Prediction
from discovery.models.settings import BlendSettings, ModelSettings, NetworkSettings, Output
from discovery.target.settings import TargetSettings
from discovery.training.blend_weights import weigh
from discovery.training.blend_words import blend_sentences
from discovery.training.device import pick_device
from discovery.training.fit_model import (
    Fitted,
    LabelledCompounds,
    fit_model,
    fit_plain,
    plain_sentences,
    readable,
    take_over,
)
from discovery.training.held_out import VALIDATION, HeldOut, OutOfFold, rows_of
from discovery.training.out_of_fold import Twins, by_folds, by_refits, learning_split, leaves_out_folds
from discovery.training.phases import Plan, plan_phases
from discovery.training.recorder import NamedRecorder, Recorder
from discovery.training.settings import FitSettings

UNFOLDED = "No fold was left out, so that calibration rests on the validation part alone."


def fit_blend(
    model: BlendSettings,
    data: LabelledCompounds,
    split: Split,
    target: TargetSettings,
    settings: FitSettings,
    recorder: Recorder,
) -> Fitted:
    """Fit every member to all that there is to learn from, and again without a fold at a time to weigh them.

    The networks of the folds are the ensemble, so that a network is not fitted to everything once more. With folds, the
    validation part is learnt from too, but where the target's few compounds have a phase of their own.
    Raises TrainingError, naming the member, where one cannot be fitted.
    """
    plan = plan_phases(data.labels, data.skeletons, split, target)
    by_fold = leaves_out_folds(model, plan)
    twins = by_folds(model, data, split, plan, target, settings) if by_fold else Twins(None, {})
    beside_network = any(isinstance(member, NetworkSettings) for member in model.chosen.values())
    parts = {}
    for name, member in model.chosen.items():
        if networks := twins.networks.get(name):
            parts[name] = ensemble_of(networks, data, plan.rows, settings)
            continue
        own = learning_split(member, split) if by_fold else split
        try:
            if plan.two_phases and beside_network and not isinstance(member, NetworkSettings):
                parts[name] = fit_to_family(member, data, plan, settings)
            else:
                parts[name] = fit_model(member, data, own, target, settings, NamedRecorder(recorder, name))
        except TrainingError as problem:
            raise TrainingError(f"{problem}; or leave this member out: model=blend model.members.{name}=null") from None
    found = twins.found or out_of_fold(model, parts, data, split, plan, settings)
    labels = data.labels.take(found.rows)
    able = predicted_at_all(parts, data)
    weights = weigh(model.weights, found, labels, able)
    apart = cross_weighted(model, found, labels, able)
    return Fitted(
        Blend({name: part.predictor for name, part in parts.items()}, weights),
        np.unique(np.concatenate([part.trained for part in parts.values()])),
        tuple(blend_sentences(model, parts, found, labels, weights, apart, target)),
        history={f"{name}/{key}": told for name, part in parts.items() for key, told in part.history.items()},
        held_out=held_out_of(found, apart, plan, by_fold),
        members=parts,
        out_of_fold=found,
    )


def ensemble_of(
    networks: Sequence[Network], data: LabelledCompounds, rows: NDArray[np.int64], settings: FitSettings
) -> Fitted:
    """The networks of all folds as one member; `rows` are the compounds that any of them learnt from.

    Processes learn from all of these, those of the fold that their network does not know included.
    """
    told = [f"{len(networks)} networks, each of which learnt from all compounds but those of one fold."]
    if networks[0].settings.output is Output.process:
        kept, seen = readable(data, rows, settings.workers)
        told.append(take_over(networks, seen, settings.seed, data.readouts_of(kept)))
    return Fitted(NetworkEnsemble(networks, Inference(device=pick_device(settings.device).type)), rows, tuple(told))


def fit_to_family(model: ModelSettings, data: LabelledCompounds, plan: Plan, settings: FitSettings) -> Fitted:
    """A model of another kind than a network beside one that has two phases: of the second phase's compounds alone.

    The networks answer for the other endpoints, which may have a hundred times as many compounds.
    """
    known = data.take(plan.adapt)
    labels = known.labels.keep(plan.family[known.labels.endpoint])
    predictor = fit_plain(model, known.smiles, labels, settings, known.readouts)
    return Fitted(predictor, plan.adapt, plain_sentences(model, predictor, labels))


def out_of_fold(
    model: BlendSettings,
    parts: Mapping[str, Fitted],
    data: LabelledCompounds,
    split: Split,
    plan: Plan,
    settings: FitSettings,
) -> OutOfFold:
    """What the fitted members say of compounds that they did not learn from: where there are no folds, of the
    validation part; where there are two phases, also of the few compounds of the second."""
    if not model.folds:
        rows = plan.validation
        said = {name: data.asked(part.predictor, rows) for name, part in parts.items()}
        return OutOfFold(rows, np.zeros(len(rows), np.int64), said, (UNFOLDED,))
    return by_refits(model, parts, data, split, plan, settings)


def held_out_of(found: OutOfFold, apart: Prediction, plan: Plan, by_fold: bool) -> HeldOut:
    """What the blend says `apart` of the compounds of `found`, without those of which it says nothing.

    Without folds of all compounds, the validation part was left out at once.
    """
    at_once = np.isin(found.rows, plan.validation) & (not by_fold)
    fold = np.where(at_once, VALIDATION, found.fold + 1)
    told = np.flatnonzero(np.isfinite(apart.mean).any(axis=1))
    return HeldOut(found.rows[told], rows_of(apart, told), fold[told])


def predicted_at_all(parts: Mapping[str, Fitted], data: LabelledCompounds) -> NDArray[np.bool_]:
    """[M, E] which members predict an endpoint, as seen on a few of the compounds, with a graph if any have one."""
    trained = next(iter(parts.values())).trained
    with_graph = islice((row for row in trained if featurize([data.smiles[row]]).readable().all()), 5)
    rows = np.array(list(with_graph) or trained[:5])
    return np.stack([~np.isnan(data.asked(part.predictor, rows).mean).all(axis=0) for part in parts.values()])


def cross_weighted(model: BlendSettings, found: OutOfFold, labels: Labels, able: NDArray[np.bool_]) -> Prediction:
    """The blend's prediction of each compound, by weights fitted to the errors on the other folds.

    Each member's prediction knows no label of the compound's fold. The weights know them by a trace: members that had
    learnt from them made the predictions for the other folds.
    """
    said = list(found.predictions.values())
    mean, spread = (np.full(said[0].mean.shape, np.nan, np.float32) for _ in range(2))
    failed = np.zeros(len(found.rows), np.bool_)
    for number in np.unique(found.fold):
        held, rest = (np.flatnonzero(chosen) for chosen in (found.fold == number, found.fold != number))
        weights = weigh(model.weights, found.take(rest), labels.take(rest), able)
        blend = blended([rows_of(one, held) for one in said], weights)
        mean[held], spread[held], failed[held] = blend.mean, blend.spread, blend.failed
    return Prediction(mean, spread, failed)

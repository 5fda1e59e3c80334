"""From labelled compounds to a fitted predictor of any kind."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.context import EndpointContext
from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.split import Split
from discovery.errors import InternalError
from discovery.graphs.featurize import featurize_parallel
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.forest import Forest
from discovery.models.gaussian.atom_processes import AtomProcesses
from discovery.models.kernel import Kernel
from discovery.models.network import Network
from discovery.models.predictor import Inference, Prediction, Predictor, Readouts, ask
from discovery.models.pretrained import pretrained_for, start_from
from discovery.models.settings import (
    BlendSettings,
    ExtraTreesSettings,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    NetworkSettings,
    Output,
    SimilaritySettings,
)
from discovery.models.similarity import Similarity
from discovery.target.settings import TargetSettings
from discovery.training.adapt import adapt_settings, adaptable, keep_to_the_rest, rehearsed
from discovery.training.data import TrainingData
from discovery.training.device import pick_device
from discovery.training.held_out import HeldOut, OutOfFold
from discovery.training.kernel_words import kernel_sentences, take_over_sentence
from discovery.training.members import fit_members
from discovery.training.phases import Plan, plan_phases, with_labels
from discovery.training.recorder import Recorder
from discovery.training.scale import set_scale
from discovery.training.settings import FitSettings
from discovery.training.state import EpochReport, FitResult


@dataclass(frozen=True)
class LabelledCompounds:
    """The n compounds to learn from, in the order of a data set."""

    smiles: list[str]
    """[n] standardised parents."""
    skeletons: list[str]
    """[n] salt- and stereo-free keys."""
    labels: Labels
    context: EndpointContext | None = None
    """What is known of the endpoints; None where no model uses it."""
    readouts: Readouts | None = None
    """[n, s] predicted readouts of other assays, each made without the compound's own; None: a model is given none."""
    left_out: tuple[str, ...] = ()
    """A sentence on each endpoint that is no part of the labels, as nothing can be learnt of it."""

    def take(self, rows: NDArray[np.int64]) -> "LabelledCompounds":
        """The given compounds, in the given order."""
        smiles, skeletons = ([texts[row] for row in rows] for texts in (self.smiles, self.skeletons))
        labels, readouts = self.labels.take(rows), self.readouts_of(rows)
        return LabelledCompounds(smiles, skeletons, labels, self.context, readouts, self.left_out)

    def readouts_of(self, rows: NDArray[np.int64]) -> Readouts | None:
        """[m, s] of the given compounds."""
        return None if self.readouts is None else self.readouts[rows]

    def asked(self, predictor: Predictor, rows: NDArray[np.int64]) -> Prediction:
        """What a predictor that was fitted to such compounds says of the given ones."""
        return ask(predictor, [self.smiles[row] for row in rows], self.readouts_of(rows))


@dataclass(frozen=True)
class Fitted:
    """A fitted predictor and what it was fitted to."""

    predictor: Predictor
    trained: NDArray[np.int64]
    """Rows of the compounds it was fitted to, those that decided on early stopping included."""
    phases: tuple[str, ...]
    """What was done, in plain sentences."""
    base: list[Network] = field(default_factory=list)
    """The networks as they were before they saw any label of the family; empty where there was one phase only."""
    history: dict[str, list[EpochReport]] = field(default_factory=dict)
    """Epochs of each phase and member, under names such as `base/member0`; empty where a model has no epochs."""
    held_out: HeldOut | None = None
    """What the model says of compounds that it did not learn from; None where it has not been asked, or of none."""
    members: Mapping[str, "Fitted"] = field(default_factory=dict)
    """Of a blend: its fitted members, by name."""
    out_of_fold: OutOfFold | None = None
    """Of a blend: what its members say of compounds that they did not learn from."""

    @property
    def known(self) -> NDArray[np.int64]:
        """Rows of the compounds that decided on anything: those it was fitted to, and those that calibrate it."""
        return self.trained if self.held_out is None else np.union1d(self.trained, self.held_out.rows)


def fit_model(
    model: ModelSettings,
    data: LabelledCompounds,
    split: Split,
    target: TargetSettings,
    settings: FitSettings,
    recorder: Recorder,
) -> Fitted:
    """Fit the model that the settings describe; raises TrainingError where nothing can be learnt."""
    if isinstance(model, BlendSettings):
        from discovery.training.blend_fit import fit_blend  # it fits its members by this very function

        return fit_blend(model, data, split, target, settings, recorder)
    plan = plan_phases(data.labels, data.skeletons, split, target)
    if isinstance(model, NetworkSettings):
        return _fit_networks(model, data, plan, target, settings, recorder)
    rows = with_labels(data.labels, np.union1d(split.train, plan.adapt))
    known = data.take(rows)
    predictor = fit_plain(model, known.smiles, known.labels, settings, known.readouts)
    return Fitted(predictor, rows, plain_sentences(model, predictor, known.labels))


def fit_plain(
    model: ModelSettings,
    smiles: Sequence[str],
    labels: Labels,
    settings: FitSettings,
    readouts: Readouts | None = None,
) -> Predictor:
    """A model that learns everything at once: a forest, kernel processes or a similarity.

    A similarity takes no `readouts` [n, s]. Raises TrainingError where nothing can be learnt.
    """
    if isinstance(model, ForestSettings):
        threads = settings.workers or os.cpu_count() or 1
        return Forest.fit(smiles, labels, model, settings.seed, threads=threads, readouts=readouts)
    if isinstance(model, KernelSettings):
        return Kernel.fit(smiles, labels, model, settings.seed, readouts=readouts)
    if isinstance(model, SimilaritySettings):
        return Similarity.fit(smiles, labels, model, settings.seed)
    raise InternalError(f"no training is known for {type(model).__name__}")


def plain_sentences(model: ModelSettings, predictor: Predictor, labels: Labels) -> tuple[str, ...]:
    """What the training of such a model did, in plain sentences."""
    if isinstance(predictor, Kernel):
        return tuple(kernel_sentences(predictor, labels))
    if isinstance(model, ForestSettings):
        trees = "Extremely randomised trees" if isinstance(model, ExtraTreesSettings) else "A random forest"
        return (f"{trees} learnt from {len(labels):,} compounds.",)
    return (f"Similarity is measured to {len(labels):,} compounds.",)


def _fit_networks(
    model: NetworkSettings,
    data: LabelledCompounds,
    plan: Plan,
    target: TargetSettings,
    settings: FitSettings,
    recorder: Recorder,
) -> Fitted:
    """One phase over everything or, where the plan has two, a second one over the family's few compounds."""
    rows, seen = readable(data, plan.rows, settings.workers)
    train, validation, few = (
        seen.take(np.flatnonzero(np.isin(rows, part))) for part in (plan.train, plan.validation, plan.adapt)
    )
    wanted = plan.first_endpoints()
    train, validation = train.keep(wanted), validation.keep(wanted)
    phases = _unreadable_sentence(len(plan.rows) - len(rows))
    title = "base" if plan.two_phases else "fit"
    base = _first_phase(model, train, validation, data.context, settings, recorder, title)
    if not plan.two_phases:
        phases += [_sentence("", base, train, settings.epochs)]
        networks = [result.network for result in base]
        if model.output is Output.process:
            learnt = rows[np.isin(rows, plan.train)]  # the validation part tells how far to trust the processes
            phases.append(take_over(networks, train, settings.seed, data.readouts_of(learnt)))
        return Fitted(_ensemble(networks, settings), rows, tuple(phases), [], _history("fit", base))
    start = [adaptable(result.network, few.labels, plan.family) for result in base]
    few = TrainingData(few.graphs, rehearsed(few.labels, plan.family, settings.adapt_rehearsal))
    adapted = fit_members(model, start, few, None, adapt_settings(settings), recorder, "adapt")
    phases += [
        _sentence("Base phase: ", base, train, settings.epochs),
        _sentence("Adapt phase: ", adapted, few, settings.adapt_epochs),
        f"The adapt phase saw {plan.measured:,} compounds measured on {', '.join(target.members)}"
        f" and {len(plan.adapt) - plan.measured:,} presumed inactive. Its networks answer for these targets, those of"
        " the base phase for all others.",
    ]
    networks = [result.network for result in adapted]
    networks += [keep_to_the_rest(result.network, plan.family) for result in base]
    history = _history("base", base) | _history("adapt", adapted)
    return Fitted(_ensemble(networks, settings), rows, tuple(phases), [result.network for result in base], history)


def _first_phase(
    model: NetworkSettings,
    train: TrainingData,
    validation: TrainingData,
    context: EndpointContext | None,
    settings: FitSettings,
    recorder: Recorder,
    title: str,
) -> list[FitResult]:
    """Networks drawn from the seed, put on the scale of their labels and fitted."""
    start = [build_network(model, train.labels.endpoints, settings.seed + i) for i in range(model.members)]
    pretrained = pretrained_for(model)
    for network in start:
        set_scale(network, train.labels)
        if pretrained is not None:
            start_from(network, pretrained)
        if context is not None:
            network.set_context(context)
    return fit_members(model, start, train, validation if len(validation) else None, settings, recorder, title)


def take_over(networks: Sequence[Network], data: TrainingData, seed: int, readouts: Readouts | None = None) -> str:
    """Fit the processes that answer in the place of the networks' output layers; what was done, in a sentence.

    `readouts` [n, s] are those of the same compounds.
    """
    for network in networks:
        network.processes = AtomProcesses.fit(network.encoder, data.graphs, data.labels, seed, readouts)
    return take_over_sentence(networks[0])


def readable(data: LabelledCompounds, rows: NDArray[np.int64], workers: int) -> tuple[NDArray[np.int64], TrainingData]:
    """Those of the rows of which a graph can be made, with their graphs and labels."""
    graphs = featurize_parallel([data.smiles[row] for row in rows], workers, "Reading structures")
    kept = np.flatnonzero(graphs.readable())
    return rows[kept], TrainingData(graphs, data.labels.take(rows)).take(kept)


def _ensemble(networks: Sequence[Network], settings: FitSettings) -> NetworkEnsemble:
    return NetworkEnsemble(networks, Inference(device=pick_device(settings.device).type))


def _history(phase: str, results: Sequence[FitResult]) -> dict[str, list[EpochReport]]:
    return {f"{phase}/member{i}": result.history for i, result in enumerate(results)}


def _sentence(phase: str, results: Sequence[FitResult], train: TrainingData, epochs: int) -> str:
    """What a phase did, such as `Base phase: 2 networks learnt 58 endpoints from 15,402 compounds (...).`"""
    endpoints = len(np.unique(train.labels.endpoint))
    members = "; ".join(
        f"member {i} best at {r.best_epoch} of {epochs}, {r.ending.value}" for i, r in enumerate(results)
    )
    return f"{phase}{len(results)} networks learnt {endpoints} endpoints from {len(train):,} compounds ({members})."


def _unreadable_sentence(count: int) -> list[str]:
    return [f"No graph could be made of {count:,} compounds, which were left out."] if count else []

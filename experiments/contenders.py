"""The models that studies hold against one another, by their names in the tables, for data with one endpoint."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.assay.splits.split import Split
from discovery.models.blend import Blend, blended
from discovery.models.predictor import Predictor
from discovery.models.settings import ForestSettings, KernelSettings, ModelSettings, SimilaritySettings
from discovery.target.endpoint import Endpoint
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds, fit_model, fit_plain
from discovery.training.recorder import NullRecorder
from discovery.training.settings import FitSettings
from experiments.chemprop_runs import Chemprop, Compounds, taken
from experiments.portfolio import portfolio

ALONE: Mapping[str, ModelSettings] = {
    "similarity": SimilaritySettings(),
    "forest": ForestSettings(),
    "kernel": KernelSettings(),
}
"""Models without an encoder."""
BLEND = "blend"
MEMBERS = ("network of the blend", "kernel of the blend")
"""Those of its members that are no model of their own in the tables."""
CHEMPROP = "chemprop"
GROUPS: Mapping[str, tuple[str, ...]] = {
    **{name: (name,) for name in ALONE},
    BLEND: (BLEND, *MEMBERS),
    CHEMPROP: (CHEMPROP,),
}
"""What is fitted together -> the rows that it fills."""
CHUNK = 10_000
"""Molecules asked at a time."""

Floats = NDArray[np.float64]
Ask = Callable[[Sequence[str]], Mapping[str, Floats]]
"""Molecules in, what each model says of them out; NaN where a model cannot read one."""


@dataclass(frozen=True)
class Means:
    """What some models cannot be fitted without."""

    encoder: Path | None
    """File that the blend starts from."""
    chemprop: Chemprop | None

    def allow(self, model: str) -> bool:
        """Whether the model can be fitted."""
        return bool(self.chemprop if model == CHEMPROP else self.encoder or model in ALONE)


@dataclass(frozen=True)
class Contest:
    """The n compounds that every model learns from, and what it takes to fit them."""

    smiles: Sequence[str]
    """[n]"""
    skeletons: Sequence[str]
    """[n]"""
    group: NDArray[np.int64]
    """[n] no group is in two folds of the blend."""
    labels: Labels
    settings: FitSettings
    """Of the networks of the blend; its seed is everybody's."""
    means: Means
    validation: NDArray[np.int64] | None = None
    """Rows by which Chemprop keeps its best epoch; all others learn from them. None: a tenth that is drawn."""

    def said(self, model: str, asked: Sequence[str]) -> Mapping[str, Floats]:
        """[m] what the model says of the molecules asked, and what others do that are fitted with it."""
        print(f"{self.labels.endpoints[0].name}: {model}, seed {self.settings.seed}", flush=True)
        if model == CHEMPROP:
            return {CHEMPROP: self._of_chemprop(asked)}
        return in_chunks(self._alone(model) if model in ALONE else self._portfolio(), asked)

    def _alone(self, name: str) -> Ask:
        predictor: Predictor = fit_plain(ALONE[name], self.smiles, self.labels, self.settings)
        return lambda asked: {name: predictor.predict(asked).mean[:, 0].astype(np.float64)}

    def _portfolio(self) -> Ask:
        """The blend that starts from the encoder, and its members.

        Its network is the ensemble of the five that were each fitted without one fold.
        """
        assert self.means.encoder is not None
        rows = np.arange(len(self.smiles))
        data = LabelledCompounds(list(self.smiles), list(self.skeletons), self.labels)
        target = TargetSettings(gene=self.labels.endpoints[0].target, presumed_inactive=0)
        split = Split(rows, rows[:0], rows[:0], self.group)
        model = portfolio(self.means.encoder, self.labels)
        blend = fit_model(model, data, split, target, self.settings, NullRecorder()).predictor
        assert isinstance(blend, Blend)

        def ask(asked: Sequence[str]) -> dict[str, Floats]:
            members = {f"{name} of the blend": member.predict(asked) for name, member in blend.members.items()}
            told = {BLEND: blended(list(members.values()), blend.weights)} | members
            return {name: said.mean[:, 0].astype(np.float64) for name, said in told.items()}

        return ask

    def _of_chemprop(self, asked: Sequence[str]) -> Floats:
        assert self.means.chemprop is not None
        known = Compounds(self.smiles, self.labels.value.astype(np.float64))
        chemprop = replace(self.means.chemprop, seed=self.settings.seed)
        kind = self.labels.endpoints[0].kind
        if self.validation is None:
            return chemprop.said(kind, known, None, asked).mean
        train = np.setdiff1d(np.arange(len(known)), self.validation)
        return chemprop.said(kind, taken(known, train), taken(known, self.validation), asked).mean


def labels_of(endpoint: Endpoint, value: NDArray[np.floating]) -> Labels:
    """Labels of n compounds, each of which was measured on the one endpoint."""
    n = len(value)
    codes = np.zeros(n, np.int8)
    return Labels(
        (endpoint,),
        offsets_of(np.ones(n, np.int64)),
        np.zeros(n, np.int32),
        value.astype(np.float32),
        codes + np.int8(EQUAL),
        np.ones(n, np.float32),
        codes + np.int8(MEASURED),
    )


def in_chunks(ask: Ask, smiles: Sequence[str]) -> dict[str, Floats]:
    """What is said of many molecules, some at a time, in their order."""
    parts = [ask(smiles[start : start + CHUNK]) for start in range(0, len(smiles), CHUNK)]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def add_means(parser: ArgumentParser) -> None:
    """The options that `means_of` reads, and the choice of models."""
    parser.add_argument("--encoder", type=Path, help="file of an encoder, which the blend starts from")
    parser.add_argument("--chemprop", type=Path, help="chemprop's executable, in an environment of its own")
    parser.add_argument("--epochs", type=int, default=50, help="of Chemprop; its default")
    parser.add_argument("--ensemble-size", type=int, default=1, help="networks of Chemprop; its default")
    parser.add_argument("--models", nargs="*", choices=GROUPS, default=list(GROUPS))


def means_of(chosen: Namespace) -> Means:
    """As the options say."""
    chemprop = chosen.chemprop and Chemprop(chosen.chemprop.resolve(), chosen.epochs, chosen.ensemble_size)
    return Means(chosen.encoder, chemprop)


def models_of(chosen: Namespace) -> list[str]:
    """The rows that the chosen models fill."""
    return [model for group in chosen.models for model in GROUPS[group]]

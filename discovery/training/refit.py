"""Models fitted anew without some compounds, for the check that leaves one scaffold out at a time.

Each is a plain callable that travels to another process: excluded rows in, predictor out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.split import Split
from discovery.errors import InternalError, TrainingError
from discovery.graphs.featurize import featurize
from discovery.models.blend import Blend
from discovery.models.constant import Constant
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.forest import Forest
from discovery.models.kernel import Kernel
from discovery.models.settings import (
    BlendSettings,
    BlendWeights,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    NetworkSettings,
    SimilaritySettings,
)
from discovery.models.similarity import Similarity
from discovery.target.settings import TargetSettings
from discovery.training.adapt import adapt_settings, adaptable, rehearsed
from discovery.training.blend_weights import weigh
from discovery.training.data import TrainingData
from discovery.training.fit_model import Fitted, LabelledCompounds
from discovery.training.held_out import OutOfFold
from discovery.training.loop import fit, ignore
from discovery.training.members import Arrays, arrays_of, restore_network
from discovery.training.phases import Plan, plan_phases
from discovery.training.settings import Device, FitSettings, Precision


@dataclass(frozen=True)
class NetworkRefit:
    """The second phase of networks, from where they stood before they saw any label of the family.

    Always on a CPU and in fp32: the few compounds take seconds, and many refits run side by side, each of which would
    need memory of its own on a GPU.
    """

    few: "Few"
    model: NetworkSettings
    bases: tuple[Arrays, ...]
    """One for each network."""
    family: NDArray[np.bool_]
    """[E] endpoints of the target and its family."""
    settings: FitSettings

    def __call__(self, excluded: NDArray[np.int64]) -> NetworkEnsemble:
        kept = self.few.without(excluded)
        labels = rehearsed(kept.labels, self.family, self.settings.adapt_rehearsal)
        train = TrainingData(featurize(kept.smiles), labels)
        networks = []
        for number, base in enumerate(self.bases):
            start = adaptable(restore_network(self.model, labels.endpoints, base), labels, self.family)
            seeded = replace(adapt_settings(self.settings), seed=self.settings.seed + number)
            networks.append(fit(start, train, None, seeded, report=ignore).network)
        return NetworkEnsemble(networks)


@dataclass(frozen=True)
class ForestRefit:
    """A random forest on the compounds of the second phase."""

    few: "Few"
    model: ForestSettings
    endpoints: tuple[str, ...]
    seed: int

    def __call__(self, excluded: NDArray[np.int64]) -> Forest:
        kept = self.few.without(excluded)
        return Forest.fit(kept.smiles, kept.labels, self.model, self.seed, self.endpoints)


@dataclass(frozen=True)
class SimilarityRefit:
    """Similarity to the compounds of the second phase."""

    few: "Few"
    model: SimilaritySettings
    endpoints: tuple[str, ...]
    seed: int

    def __call__(self, excluded: NDArray[np.int64]) -> Similarity:
        kept = self.few.without(excluded)
        return Similarity.fit(kept.smiles, kept.labels, self.model, self.seed, self.endpoints)


@dataclass(frozen=True)
class KernelRefit:
    """Kernel processes on the compounds of the second phase; their mean where nothing can be learnt from the rest."""

    few: "Few"
    model: KernelSettings
    endpoints: tuple[str, ...]
    seed: int

    def __call__(self, excluded: NDArray[np.int64]) -> Kernel | Constant:
        kept = self.few.without(excluded)
        try:
            return Kernel.fit(kept.smiles, kept.labels, self.model, self.seed, self.endpoints)
        except TrainingError:  # such as for want of actives, when a scaffold with all of them is left out
            return Constant.fit(kept.labels)


@dataclass(frozen=True)
class BlendRefit:
    """The members refitted, in a blend whose weights know nothing of the excluded compounds either."""

    few: "Few"
    members: Mapping[str, "Refit"]
    rule: BlendWeights
    found: OutOfFold
    """What the members said of compounds that they had not learnt from."""
    labels: Labels
    """Of these compounds."""
    able: NDArray[np.bool_]
    """[M, E] which members predict an endpoint."""

    def __call__(self, excluded: NDArray[np.int64]) -> Blend:
        kept = self.few.kept(self.found.rows, excluded)
        weights = weigh(self.rule, self.found.take(kept), self.labels.take(kept), self.able)
        return Blend({name: again(excluded) for name, again in self.members.items()}, weights)


Refit = NetworkRefit | ForestRefit | SimilarityRefit | KernelRefit | BlendRefit
"""Excluded rows of the data set in, predictor out."""


@dataclass(frozen=True)
class Few:
    """The m compounds of the second phase, out of the n of a data set."""

    rows: NDArray[np.int64]
    """[m] rows in the data set."""
    skeleton: NDArray[np.int64]
    """[n] number of each compound's skeleton."""
    smiles: list[str]
    """[m]"""
    labels: Labels
    """Of the m compounds."""

    @classmethod
    def of(cls, data: LabelledCompounds, rows: NDArray[np.int64]) -> Self:
        _, skeleton = np.unique(np.asarray(data.skeletons), return_inverse=True)
        return cls(rows, skeleton, [data.smiles[row] for row in rows], data.labels.take(rows))

    def without(self, excluded: NDArray[np.int64]) -> Self:
        """What stays when the excluded rows of the data set go, with all that share a skeleton with them."""
        kept = self.kept(self.rows, excluded)
        smiles = [self.smiles[position] for position in kept]
        return replace(self, rows=self.rows[kept], smiles=smiles, labels=self.labels.take(kept))

    def kept(self, rows: NDArray[np.int64], excluded: NDArray[np.int64]) -> NDArray[np.int64]:
        """Places of those rows that share no skeleton with an excluded one."""
        return np.flatnonzero(~np.isin(self.skeleton[rows], self.skeleton[excluded]))


def few_of(data: LabelledCompounds, plan: Plan) -> Few:
    """The compounds of the second phase of which a graph can be made."""
    return Few.of(data, plan.adapt[featurize([data.smiles[row] for row in plan.adapt]).readable()])


def on_cpu(settings: FitSettings) -> FitSettings:
    """The settings as refits use them."""
    return replace(settings, device=Device.cpu, precision=Precision.fp32)


def refit_of(
    model: ModelSettings,
    fitted: Fitted,
    labels: Labels,
    few: Few,
    plan: Plan,
    endpoints: tuple[str, ...],
    settings: FitSettings,
    networks: int | None = 1,
) -> Refit:
    """The refit of a fitted model of any kind for the named endpoints, with so many of its networks (None: all)."""
    match model:
        case NetworkSettings():
            bases = tuple(arrays_of(network) for network in fitted.base[:networks])
            return NetworkRefit(few, model, bases, plan.family, settings)
        case ForestSettings():
            return ForestRefit(few, model, endpoints, settings.seed)
        case KernelSettings():
            return KernelRefit(few, model, endpoints, settings.seed)
        case SimilaritySettings():
            return SimilarityRefit(few, model, endpoints, settings.seed)
        case BlendSettings() if isinstance(fitted.predictor, Blend) and fitted.out_of_fold is not None:
            members = {
                name: refit_of(member, fitted.members[name], labels, few, plan, endpoints, settings, networks)
                for name, member in model.chosen.items()
            }
            found, able = fitted.out_of_fold, fitted.predictor.weights > 0
            return BlendRefit(few, members, model.weights, found, labels.take(found.rows), able)
    raise InternalError(f"no refit is known for {type(model).__name__}")


def refits(
    wanted: Mapping[str, ModelSettings],
    fitted: Fitted,
    baselines: Mapping[str, ModelSettings],
    data: LabelledCompounds,
    split: Split,
    target: TargetSettings,
    settings: FitSettings,
) -> dict[str, Refit]:
    """The one wanted model and the baselines, by name, each to be refitted on the compounds of the second phase.

    Of the networks of an ensemble, the first stands for all. Empty where there was one phase only: then the test part
    of the split says how well new scaffolds are found.
    """
    plan = plan_phases(data.labels, data.skeletons, split, target)
    if not plan.two_phases:
        return {}
    few = few_of(data, plan)
    names = tuple(endpoint.name for endpoint in data.labels.endpoints if endpoint.target == target.gene)
    return {
        name: refit_of(one, fitted, data.labels, few, plan, names, on_cpu(settings))
        for name, one in {**wanted, **baselines}.items()
    }

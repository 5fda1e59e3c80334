"""Models fitted anew without some compounds, for the check that leaves one scaffold out at a time.

Each is a plain callable that travels to another process: excluded rows in, predictor out.
"""

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.assay.splits.split import Split
from discovery.graphs.featurize import featurize
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.forest import Forest
from discovery.models.settings import ForestSettings, NetworkSettings, SimilaritySettings
from discovery.models.similarity import Similarity
from discovery.target.settings import TargetSettings
from discovery.training.adapt import adapt_settings, adaptable, rehearsed
from discovery.training.data import TrainingData
from discovery.training.fit_model import Fitted, LabelledCompounds
from discovery.training.loop import fit, ignore
from discovery.training.members import Arrays, arrays_of, restore_network
from discovery.training.phases import plan_phases
from discovery.training.settings import Device, FitSettings, Precision


@dataclass(frozen=True)
class NetworkRefit:
    """The second phase of one network, from where it stood before it saw any label of the family.

    Always on a CPU and in fp32: the few compounds take seconds, and many refits run side by side, each of which would
    need memory of its own on a GPU.
    """

    few: "Few"
    model: NetworkSettings
    base: Arrays
    family: NDArray[np.bool_]
    """[E] endpoints of the target and its family."""
    settings: FitSettings

    def __call__(self, excluded: NDArray[np.int64]) -> NetworkEnsemble:
        kept = self.few.without(excluded)
        labels = rehearsed(kept.labels, self.family, self.settings.adapt_rehearsal)
        train = TrainingData(featurize(kept.smiles), labels)
        network = adaptable(restore_network(self.model, train.labels.endpoints, self.base), train.labels, self.family)
        result = fit(network, train, None, adapt_settings(self.settings), report=ignore)
        return NetworkEnsemble([result.network])


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
        kept = np.flatnonzero(~np.isin(self.skeleton[self.rows], self.skeleton[excluded]))
        smiles = [self.smiles[position] for position in kept]
        return replace(self, rows=self.rows[kept], smiles=smiles, labels=self.labels.take(kept))


def refits(
    model: NetworkSettings,
    fitted: Fitted,
    data: LabelledCompounds,
    split: Split,
    target: TargetSettings,
    settings: FitSettings,
    forest: ForestSettings,
    similarity: SimilaritySettings,
) -> dict[str, NetworkRefit | ForestRefit | SimilarityRefit]:
    """The network (its first member) and both baselines, each to be refitted on the compounds of the second phase.

    Empty where there was one phase only: then the test part of the split says how well new scaffolds are found.
    """
    if not fitted.base:
        return {}
    plan = plan_phases(data.labels, data.skeletons, split, target)
    readable = plan.adapt[featurize([data.smiles[row] for row in plan.adapt]).readable()]
    few = Few.of(data, readable)
    on_cpu = replace(settings, device=Device.cpu, precision=Precision.fp32)
    names = tuple(endpoint.name for endpoint in data.labels.endpoints if endpoint.target == target.gene)
    return {
        "network": NetworkRefit(few, model, arrays_of(fitted.base[0]), plan.family, on_cpu),
        "forest": ForestRefit(few, forest, names, settings.seed),
        "similarity": SimilarityRefit(few, similarity, names, settings.seed),
    }

"""The molecules that an encoder is pre-trained on, as flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import gather_ranges, offsets_of
from discovery.assay.labelling.collection_labels import actives
from discovery.assay.labelling.labels import Labels
from discovery.graphs.featurize import featurize_parallel
from discovery.graphs.store import GraphStore
from discovery.training.pretraining.descriptors import kept_descriptors


@dataclass(frozen=True, eq=False)
class Actives:
    """The targets that n molecules act on (CSR)."""

    targets: tuple[str, ...]
    offsets: NDArray[np.int64]
    """[n + 1]"""
    target: NDArray[np.int32]
    """[k] place in `targets`."""

    def take(self, rows: NDArray[np.int64]) -> "Actives":
        """Of the given molecules, in the given order."""
        picked, offsets = gather_ranges(self.offsets, rows)
        return Actives(self.targets, offsets, self.target[picked])


@dataclass(frozen=True, eq=False)
class Corpus:
    """Graphs of n molecules, and what is to be learnt of each."""

    graphs: GraphStore
    labels: Labels
    actives: Actives
    descriptors: NDArray[np.float16]
    """[n, D] in standard deviations from their mean."""

    def __len__(self) -> int:
        return len(self.labels)

    def take(self, rows: NDArray[np.int64]) -> "Corpus":
        """The given molecules, in the given order."""
        return Corpus(self.graphs.take(rows), self.labels.take(rows), self.actives.take(rows), self.descriptors[rows])

    @property
    def described(self) -> int:
        """Number of descriptors, D."""
        return int(self.descriptors.shape[1])


def make_corpus(smiles: Sequence[str], labels: Labels, active_above: float, workers: int, folder: Path) -> Corpus:
    """What can be read of n molecules; those beyond the compounds that `labels` has are without any.

    One that cannot be read stays in its row, with an empty graph. Descriptors are kept in the folder and read from
    there when they are asked for again.
    """
    graphs = featurize_parallel(smiles, workers, "Reading structures")
    rows, target, targets = actives(labels, active_above)
    counts = np.bincount(rows, minlength=len(smiles))
    without = np.full(len(smiles) - len(labels), labels.offsets[-1], np.int64)
    every = Labels(
        labels.endpoints,
        np.concatenate([labels.offsets, without]),
        labels.endpoint,
        labels.value,
        labels.relation,
        labels.weight,
        labels.origin,
    )
    acting = Actives(targets, offsets_of(counts), target)
    return Corpus(graphs, every, acting, kept_descriptors(smiles, workers, folder))

"""The molecules that an encoder is pre-trained on, as flat arrays."""

import multiprocessing
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import gather_ranges, offsets_of
from discovery.assay.labelling.collection_labels import actives
from discovery.assay.labelling.labels import Labels
from discovery.chem.descriptor_vectors import LENGTH, descriptor_vectors
from discovery.graphs.featurize import featurize_parallel
from discovery.graphs.store import GraphStore
from discovery.progress import bar

CHUNK = 1000
"""Molecules described at a time."""
FARTHEST = 6.0
"""Standard deviations from the mean beyond which a descriptor counts as so far, as in Burns et al. 2025 (CheMeleon)."""


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


def make_corpus(smiles: Sequence[str], labels: Labels, active_above: float, workers: int) -> Corpus:
    """What can be read of n molecules; those beyond the compounds that `labels` has are without any.

    One that cannot be read stays in its row, with an empty graph.
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
    return Corpus(graphs, every, Actives(targets, offsets_of(counts), target), standardised(described(smiles, workers)))


def described(smiles: Sequence[str], workers: int) -> NDArray[np.float32]:
    """[n, LENGTH] descriptors, computed in `workers` processes (0: one a core); NaN where there are none."""
    shares = [smiles[start : start + CHUNK] for start in range(0, len(smiles), CHUNK)]
    table = np.empty((len(smiles), LENGTH), np.float32)
    workers = min(workers or os.cpu_count() or 1, len(shares))
    with bar("Describing molecules", len(smiles)) as progress:
        if workers < 2:
            for number, share in enumerate(shares):
                table[number * CHUNK : number * CHUNK + len(share)] = descriptor_vectors(share)
                progress.advance(len(share))
            return table
        with ProcessPoolExecutor(workers, multiprocessing.get_context("spawn")) as pool:
            for number, part in enumerate(pool.map(descriptor_vectors, shares)):
                table[number * CHUNK : number * CHUNK + len(part)] = part
                progress.advance(len(part))
    return table


def standardised(table: NDArray[np.float32]) -> NDArray[np.float16]:
    """[n, D] those of the descriptors that vary, in standard deviations from their mean; the mean where there is none.

    The scale is found from at most 100,000 molecules, evenly spread over the table.
    """
    sample = table[:: max(1, len(table) // 100_000)].astype(np.float64)
    sample = sample[np.isfinite(sample).all(axis=1)]
    mean, deviation = sample.mean(axis=0), sample.std(axis=0)
    varies = np.flatnonzero(deviation > 1e-6)
    result = np.empty((len(table), len(varies)), np.float16)
    for start in range(0, len(table), 10_000):
        part = (table[start : start + 10_000, varies] - mean[varies]) / deviation[varies]
        result[start : start + 10_000] = np.clip(np.nan_to_num(part), -FARTHEST, FARTHEST)
    return result

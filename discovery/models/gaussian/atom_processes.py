"""Gaussian processes on the atoms of molecules as a fitted network sees them: a deep kernel (Wilson et al. 2016, arXiv
1511.02222), here with the network trained first and the processes fitted to what it makes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import Labels
from discovery.errors import InternalError
from discovery.graphs.store import GraphStore
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_kernels import AtomKernels
from discovery.models.gaussian.blocks import TrainBlocks
from discovery.models.gaussian.processes import (
    Processes,
    fit_processes,
    learnable,
    predicted,
    processes_of,
    readouts_of,
    readouts_state,
    states_of,
)
from discovery.models.gaussian.radial import RadialVectors
from discovery.models.predictor import Readouts
from discovery.models.settings import KernelSettings

MOST = 5_000
"""Compounds of an endpoint up to which it has a process; with more, the network's output layer has enough to learn."""
SETTINGS = KernelSettings(tuned=1_000)

Vectors = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class AtomProcesses:
    """One process an endpoint, of those that have one."""

    kernels: AtomKernels
    """On the compounds that the processes rest on."""
    processes: Processes
    readouts: RadialVectors | None = None
    """Predicted readouts of other assays, of the same compounds; None: a further part of the kernel is not wanted."""

    @classmethod
    def fit(
        cls, encoder: Encoder, store: GraphStore, labels: Labels, seed: int, readouts: Readouts | None = None
    ) -> Self | None:
        """Processes for the endpoints of which something can be learnt and that have `MOST` compounds at most, if any.

        Graphs, labels and `readouts` [n, s] are those of n compounds. Raises TrainingError for a label that is not
        finite.
        """
        known, _ = learnable(labels, range(len(labels.endpoints)), store.readable())
        small = {column: one for column, one in known.items() if len(one.rows) <= MOST}
        if not small:
            return None
        kernels = AtomKernels.fit(encoder, store, seed)
        read = None if readouts is None else RadialVectors.fit(readouts)
        blocks = TrainBlocks(None, *([kernels] if read is None else [kernels, read]))
        rests, processes = fit_processes(blocks, small, SETTINGS, seed)
        return cls(kernels.take(rests), processes, read and read.take(rests))

    def predict(self, counts: Vectors, readouts: Readouts | None = None) -> tuple[Vectors, Vectors]:
        """Mean and standard deviation [q, p] of the p endpoints, in the order of `processes`, from counts [q, w]."""
        if (readouts is None) != (self.readouts is None):
            raise InternalError("processes are asked with readouts where they were fitted with them, and only there")
        parts = [self.kernels.compare(counts)]
        if self.readouts is not None and readouts is not None:
            parts.append(self.readouts.compare(readouts))
        return predicted(self.processes, np.stack(parts))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        return self.kernels.state() | states_of(self.processes) | readouts_state(self.readouts)

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(AtomKernels.from_state(state), processes_of(state), readouts_of(state))

"""Gaussian processes on the mean of six count-fingerprint min-max kernels and some on vectors, one an endpoint."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.faults import NO_LABEL
from discovery.assay.labelling.labels import Labels
from discovery.chem.counts import CountFingerprints, Counts, count_fingerprints
from discovery.chem.minmax import References
from discovery.errors import InternalError, TrainingError
from discovery.models.embedders import embed
from discovery.models.embedding import Embedded
from discovery.models.gaussian.blocks import COUNTED, TrainBlocks
from discovery.models.gaussian.compared import Compared
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
from discovery.models.predictor import Prediction, Readouts
from discovery.models.settings import KernelSettings
from discovery.target.endpoint import Endpoint

BLOCK_NUMBERS = 2**25
"""Numbers of the kernel's parts computed at a time in a prediction: 128 MB."""

REFERENCE = "{}.{}"
"""Name of an array of the references' fingerprints: kind and field."""
OF_VECTORS = "vectors.{}"
"""Name of an array of the kernel on an embedder's vectors."""


class Kernel:
    """Predictive mean and standard deviation of the process of each endpoint; NaN for an endpoint without one.

    Exact up to `settings.exact` compounds of an endpoint, through inducing compounds above (FITC). A process that rests
    on m compounds holds m^2 numbers of 4 bytes, 1.6 GB for 20,000, and takes m^2 steps a prediction. A measured value
    has normal noise; a censored one counts as lying beyond its bound; a class is the side of a hidden threshold that
    the compound's latent value lies on, noise included. Kernel, weights and noise: `gaussian.process`.
    """

    def __init__(
        self,
        endpoints: tuple[Endpoint, ...],
        bits: int,
        references: CountFingerprints,
        processes: Processes,
        embedded: Embedded | None = None,
        readouts: RadialVectors | None = None,
    ) -> None:
        """`references` are the compounds that the processes, by their endpoint's column, rest on."""
        self._endpoints = endpoints
        self._bits = bits
        self._references = references
        self.processes = processes
        self.embedded = embedded
        self.readouts = readouts
        self._compared = [References(references.kinds[kind]) for kind in COUNTED]

    @property
    def endpoints(self) -> tuple[Endpoint, ...]:
        return self._endpoints

    @classmethod
    def fit(
        cls,
        smiles: Sequence[str],
        labels: Labels,
        settings: KernelSettings,
        seed: int = 0,
        endpoints: Sequence[str] | None = None,
        readouts: Readouts | None = None,
    ) -> Self:
        """Processes for those of the named endpoints (None: all) that something can be learnt of.

        `readouts` [n, s] of the same compounds make a further part of the kernel.
        The weight of a label divides the variance of its noise. Raises TrainingError where nothing can be learnt.
        """
        used = np.unique(labels.rows())
        fingerprints = count_fingerprints([smiles[row] for row in used], settings.bits)
        labels = labels.take(used)
        columns = [i for i, one in enumerate(labels.endpoints) if endpoints is None or one.name in endpoints]
        known, reasons = learnable(labels, columns, fingerprints.readable)
        if not known:
            raise TrainingError(next((reason for reason in reasons if reason != NO_LABEL), NO_LABEL))
        embedded = embed(settings, [smiles[row] for row in used], seed)
        read = None if readouts is None else RadialVectors.fit(readouts[used])
        blocks = TrainBlocks(fingerprints, *_further(embedded, read))
        rests, processes = fit_processes(blocks, known, settings, seed)
        embedded, read = embedded and embedded.take(rests), read and read.take(rests)
        return cls(labels.endpoints, settings.bits, fingerprints.take(rests), processes, embedded, read)

    def predict(self, smiles: Sequence[str]) -> Prediction:
        """Predictions in the order given; a molecule that cannot be read is marked failed."""
        return self.predict_with(smiles, None)

    def predict_with(self, smiles: Sequence[str], readouts: Readouts | None) -> Prediction:
        """As `predict`, by the readouts [n, s] of the molecules too."""
        if (readouts is None) != (self.readouts is None):
            raise InternalError("a kernel is asked with readouts where it was fitted with them, and only there")
        mean, spread = (np.full((len(smiles), len(self._endpoints)), np.nan, np.float32) for _ in range(2))
        failed = np.zeros(len(smiles), np.bool_)
        for block in self._blocks(len(smiles)):
            fingerprints = count_fingerprints(smiles[block], self._bits)
            failed[block] = ~fingerprints.readable
            rows = block.start + np.flatnonzero(fingerprints.readable)
            asked = fingerprints.take(rows - block.start)
            parts = [known.compare(asked.kinds[kind]) for kind, known in zip(COUNTED, self._compared, strict=True)]
            if self.embedded is not None:
                parts += self.embedded.compare([smiles[row] for row in rows])
            if self.readouts is not None and readouts is not None:
                parts.append(self.readouts.compare(readouts[rows]))
            cells = np.ix_(rows, list(self.processes))
            mean[cells], spread[cells] = predicted(self.processes, np.stack(parts))
        return Prediction(mean, spread, failed)

    def _blocks(self, count: int) -> Iterator[slice]:
        """Ranges of molecules whose kernels fit in memory together."""
        parts = len(COUNTED) + len(_further(self.embedded, self.readouts))
        size = max(1, min(1024, BLOCK_NUMBERS // (parts * max(1, len(self._references)))))
        yield from (slice(start, min(start + size, count)) for start in range(0, count, size))

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        state: dict[str, NDArray[Any]] = {"bits": np.array([self._bits], np.int32)}
        for kind in COUNTED:
            counts = self._references.kinds[kind]
            for name in ("offsets", "bit", "count"):
                state[REFERENCE.format(kind.value, name)] = getattr(counts, name)
        if self.embedded is not None:
            state |= {OF_VECTORS.format(name): array for name, array in self.embedded.kernels.state().items()}
        return state | states_of(self.processes) | readouts_state(self.readouts)

    @classmethod
    def from_state(
        cls, endpoints: tuple[Endpoint, ...], state: Mapping[str, NDArray[Any]], embedded: Embedded | None = None
    ) -> Self:
        """The model that `state` wrote; `embedded` is what it wrote of the compounds as a network sees them, if any."""
        kinds = {
            kind: Counts(*(state[REFERENCE.format(kind.value, name)] for name in ("offsets", "bit", "count")))
            for kind in COUNTED
        }
        references = CountFingerprints(kinds, np.ones(len(kinds[COUNTED[0]]), np.bool_))
        return cls(endpoints, int(state["bits"][0]), references, processes_of(state), embedded, readouts_of(state))


def _further(embedded: Embedded | None, readouts: RadialVectors | None) -> tuple[Compared, ...]:
    """The kernels beside those of fingerprints, in the order of their parts."""
    return *(embedded.kernels.parts if embedded else ()), *((readouts,) if readouts else ())

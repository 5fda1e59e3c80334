"""What decision trees look at: fingerprint, descriptors and predicted readouts of a molecule, as small numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.chem.descriptor_vectors import LENGTH, descriptor_vectors
from discovery.chem.fingerprint import morgan
from discovery.models.predictor import Readouts

COPIES = 64
"""Columns that each predicted readout fills beside the fingerprint: a split looks at 45 of some 2,000 columns, and so
at a readout in three of four cases."""
STEPS = 255
"""Steps that the range of a readout, or the ranks of a descriptor, are cut into."""

Table = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class TreeColumns:
    """How the columns of a molecule are made."""

    radius: int
    bits: int
    """Of the Morgan count fingerprint."""
    quantiles: NDArray[np.float32] | None
    """[LENGTH, STEPS - 1] of each descriptor among the training compounds, which cut it into steps; None: without."""
    span: Readouts | None
    """[2, s] the lowest and the highest of each readout; None: without."""

    @classmethod
    def fit(
        cls, smiles: Sequence[str], radius: int, bits: int, described: bool, readouts: Readouts | None
    ) -> tuple[Self, Table, NDArray[np.bool_]]:
        """From the compounds to learn from, with `readouts` [n, s] of theirs; and their own `table`."""
        vectors = descriptor_vectors(smiles) if described else None
        quantiles = None if vectors is None else _quantiles(vectors)
        made = cls(radius, bits, quantiles, None if readouts is None else _span(readouts))
        return made, *made._table(smiles, vectors, readouts)

    def table(self, smiles: Sequence[str], readouts: Readouts | None) -> tuple[Table, NDArray[np.bool_]]:
        """[n, c] columns of n molecules, and [n] which of them can be read."""
        return self._table(smiles, None if self.quantiles is None else descriptor_vectors(smiles), readouts)

    def _table(
        self, smiles: Sequence[str], vectors: NDArray[np.float32] | None, readouts: Readouts | None
    ) -> tuple[Table, NDArray[np.bool_]]:
        """By the molecules' descriptors [n, LENGTH]."""
        counts = morgan(smiles, self.radius, self.bits, counts=True)
        parts: list[Table] = [counts]
        readable: NDArray[np.bool_] = counts.max(axis=1, initial=0) > 0
        if self.quantiles is not None and vectors is not None:
            codes = [np.searchsorted(of_one, value) for of_one, value in zip(self.quantiles, vectors.T, strict=True)]
            parts.append(np.stack(codes, axis=1).astype(np.uint8))
        if self.span is not None and readouts is not None:
            parts.append(np.repeat(_steps(readouts, self.span), COPIES, axis=1))
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1), readable

    def state(self) -> dict[str, NDArray[Any]]:
        """Everything that was fitted, as arrays."""
        optional = {"descriptors": self.quantiles, "readouts": self.span}
        known = {name: array for name, array in optional.items() if array is not None}
        return {"fingerprint": np.array([self.radius, self.bits], np.int32), **known}

    @classmethod
    def from_state(cls, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        radius, bits = (int(number) for number in state["fingerprint"])
        return cls(radius, bits, state.get("descriptors"), state.get("readouts"))


def _quantiles(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """[LENGTH, STEPS - 1] quantiles of descriptors [n, LENGTH]; those of nothing are 0."""
    known = vectors[np.isfinite(vectors).all(axis=1)]
    if not len(known):
        return np.zeros((LENGTH, STEPS - 1), np.float32)
    cuts = np.quantile(known, np.linspace(0, 1, STEPS + 1)[1:-1], axis=0, method="inverted_cdf")
    return np.ascontiguousarray(cuts.T, np.float32)


def _span(readouts: Readouts) -> Readouts:
    """[2, s] the lowest and the highest of each readout; 0 where none is known."""
    known = np.isfinite(readouts)
    low = np.where(known, readouts, np.inf).min(axis=0, initial=np.inf)
    high = np.where(known, readouts, -np.inf).max(axis=0, initial=-np.inf)
    return np.where(np.isfinite(low), np.stack([low, high]), 0).astype(np.float32)


def _steps(readouts: Readouts, span: Readouts) -> Table:
    """[n, s] readouts in steps of their span; one that is not known stands at the lowest."""
    low, high = span
    share = (readouts - low) / np.where(high > low, high - low, 1)
    steps: Table = np.rint(np.clip(np.nan_to_num(share, nan=0.0), 0, 1) * STEPS).astype(np.uint8)
    return steps

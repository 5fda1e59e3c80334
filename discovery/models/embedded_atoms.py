"""Compounds as the atoms that a pre-trained encoder sees in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from discovery.graphs.featurize import featurize
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_kernels import AtomKernels
from discovery.models.gaussian.compared import Compared, Vectors
from discovery.models.pretrained import Pretrained


@dataclass(frozen=True, eq=False)
class EmbeddedAtoms:
    """Compounds as the counts of their atoms, as a pre-trained encoder sees these."""

    pretrained: Pretrained
    kernels: AtomKernels

    @classmethod
    def fit(cls, pretrained: Pretrained, smiles: Sequence[str], seed: int) -> Self:
        """The compounds to learn from."""
        return cls(pretrained, AtomKernels.fit(pretrained.network(), featurize(smiles), seed))

    @property
    def content(self) -> bytes:
        return self.pretrained.content

    @property
    def parts(self) -> tuple[Compared, ...]:
        return self.kernels.parts

    @cached_property
    def _encoder(self) -> Encoder:
        return self.pretrained.network()

    def compare(self, smiles: Sequence[str]) -> list[Vectors]:
        return self.kernels.each(self.kernels.counter.of(self._encoder, featurize(smiles)))

    def take(self, rows: NDArray[np.int64]) -> "EmbeddedAtoms":
        return replace(self, kernels=self.kernels.take(rows))

    def state(self) -> dict[str, NDArray[Any]]:
        return self.kernels.state()

    @classmethod
    def from_state(cls, pretrained: Pretrained, state: Mapping[str, NDArray[Any]]) -> Self:
        """What `state` wrote."""
        return cls(pretrained, AtomKernels.from_state(state))

"""Molecules as the counted atoms that a pre-trained encoder sees in them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from discovery.graphs.featurize import featurize
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_counts import AtomCounter, Vectors
from discovery.models.pretrained import Pretrained


@dataclass(frozen=True, eq=False)
class AtomEmbedder:
    """An encoder, and the counter that was fitted to what it makes of the compounds to learn from."""

    pretrained: Pretrained
    counter: AtomCounter

    @property
    def content(self) -> bytes:
        """The encoder's file; the counter is kept with the compounds."""
        return self.pretrained.content

    @cached_property
    def _encoder(self) -> Encoder:
        return self.pretrained.network()

    def embed(self, smiles: Sequence[str]) -> Vectors:
        """[n, w] what is counted of n molecules; NaN for one of which no graph can be made."""
        return self.counter.of(self._encoder, featurize(smiles))

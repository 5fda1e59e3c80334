"""Molecules as the counted atoms that a pre-trained encoder sees in them."""

from collections.abc import Sequence
from dataclasses import dataclass

from discovery.graphs.featurize import featurize
from discovery.models.encoder import Encoder
from discovery.models.gaussian.atom_counts import AtomCounter, Vectors


@dataclass(frozen=True, eq=False)
class AtomEmbedder:
    """An encoder, and the counter that was fitted to what it makes of the compounds to learn from."""

    content: bytes
    """The encoder's file; the counter is kept with the compounds."""
    encoder: Encoder
    counter: AtomCounter

    def embed(self, smiles: Sequence[str]) -> Vectors:
        """[n, w] what is counted of n molecules; NaN for one of which no graph can be made."""
        return self.counter.of(self.encoder, featurize(smiles))

"""Compounds of one part that another part knows already."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.chem.fingerprint import nearest
from discovery.evaluation.standing import Standing
from discovery.progress import bar

NEAR = 0.85
"""Tanimoto similarity (Morgan fingerprints, radius 2, 2048 bits) from which two compounds are near duplicates."""
COMPARED = (("test", "train"), ("validation", "train"), ("test", "validation"))
"""Parts, and the part that should not know their compounds."""
KINDS = ("none", "same compound", "same skeleton", "tautomer", "near duplicate")
"""What another part knows of a compound, by number: nothing; itself; another salt, isomer or isotope of it; a tautomer
that has a key of its own; or one much like it. Where several hold, the first of them is the kind."""
QUERIES = 2048


@dataclass(frozen=True)
class Comparison:
    """The q entries of a part beside those of another."""

    part: str
    against: str
    entry: NDArray[np.int64]
    """[q]"""
    kind: NDArray[np.int64]
    """[q] number in KINDS."""
    partner: NDArray[np.int64]
    """[q] entry of the other part that is the same compound, has the same skeleton or is most similar; -1: none."""
    similarity: NDArray[np.float32]
    """[q] Tanimoto similarity to the most similar compound of the other part; 0 where that is empty."""
    scaffold: NDArray[np.bool_]
    """[q] a compound of the other part has the same Bemis-Murcko scaffold."""

    def count(self, kind: str) -> int:
        """Entries of a kind."""
        return int((self.kind == KINDS.index(kind)).sum())


def compare(
    standing: Standing,
    skeletons: NDArray[np.int64],
    tautomers: NDArray[np.int64],
    scaffolds: NDArray[np.int64],
    bits: NDArray[np.uint8],
    wanted: Sequence[tuple[str, str]] = COMPARED,
) -> Iterator[Comparison]:
    """A comparison for each pair of parts.

    Numbers of skeletons, tautomers and scaffolds [n], and fingerprints [n, bits], are of the data set's n compounds.
    """
    forms = (("tautomer", tautomers), ("same skeleton", skeletons), ("same compound", np.arange(len(bits))))
    for part, against in wanted:
        mine, other = standing.of(part), standing.of(against)
        own, theirs = standing.compound[mine], standing.compound[other]
        closest, similarity = _nearest(bits, own, theirs, f"Comparing {part} with {against}")
        partner = _first_of(other, closest)
        kind = np.where(similarity >= NEAR, KINDS.index("near duplicate"), 0)
        for name, numbers in forms:
            place = _where(numbers[own], numbers[theirs])
            kind = np.where(place >= 0, KINDS.index(name), kind)
            partner = np.where(place >= 0, _first_of(other, place), partner)
        scaffold = np.isin(scaffolds[own], scaffolds[theirs])
        yield Comparison(part, against, mine, kind, partner, similarity, scaffold)


def _nearest(
    bits: NDArray[np.uint8], own: NDArray[np.int64], theirs: NDArray[np.int64], title: str
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Place among `theirs` of the most similar compound to each of `own`, -1 where there is none, and similarity."""
    place, similarity = np.full(len(own), -1, np.int64), np.zeros(len(own), np.float32)
    references = bits[theirs]
    with bar(title, len(own)) as progress:
        for start in range(0, len(own), QUERIES):
            part = slice(start, start + QUERIES)
            place[part], similarity[part] = nearest(bits[own[part]], references)
            progress.advance(len(own[part]))
    return place, similarity


def _where(own: NDArray[np.int64], theirs: NDArray[np.int64]) -> NDArray[np.int64]:
    """[q] first place of each number in `theirs`; -1 where it is not there."""
    numbers, first = np.unique(theirs, return_index=True)
    if not len(numbers):
        return np.full(len(own), -1, np.int64)
    place = np.minimum(np.searchsorted(numbers, own), len(numbers) - 1)
    return np.where(numbers[place] == own, first[place], -1)


def _first_of(entries: NDArray[np.int64], place: NDArray[np.int64]) -> NDArray[np.int64]:
    """[q] the entry at each place; -1 stays -1."""
    return np.where(place >= 0, entries[place], -1) if len(entries) else np.full(len(place), -1, np.int64)

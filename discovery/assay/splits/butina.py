"""Butina clusters of many compounds, in memory that does not grow with the number of their neighbours."""

import numpy as np
from numpy.typing import NDArray

from discovery.chem.fingerprint import tanimoto
from discovery.progress import bar

BLOCK = 1024
"""Fingerprints compared at a time."""
CENTRES = 256
"""Compounds looked at together as possible centres."""


def butina(bits: NDArray[np.uint8], similarity: float) -> NDArray[np.int64]:
    """[n] group of each fingerprint [n, bits]: its cluster's centre (Butina 1999, doi 10.1021/ci9803381).

    The compound with most neighbours of at least this Tanimoto similarity takes those of them that are still free,
    then the next one. Of compounds with equally many the first comes first. Neighbours are counted once and found
    again for the centres alone, so that no list of all pairs is held.
    """
    number = neighbours(bits, similarity)
    order = np.argsort(-number, kind="stable")
    groups = np.where(number == 0, np.arange(len(bits)), -1)
    start = 0
    with bar("Clusters", len(bits)) as progress:
        while len(places := start + np.flatnonzero(groups[order[start:]] < 0)[:CENTRES]):
            _gather(bits, order[places], groups, similarity)
            progress.advance(int(places[-1]) + 1 - start)
            start = int(places[-1]) + 1
    return groups


def neighbours(bits: NDArray[np.uint8], similarity: float) -> NDArray[np.int64]:
    """[n] how many other fingerprints lie at least this near to each; each pair is compared once at most.

    Two fingerprints cannot be nearer than the ratio of their bit counts, so that sorted by these most blocks are
    passed over (Swamidass and Baldi 2007, doi 10.1021/ci600358f).
    """
    count = bits.sum(axis=1, dtype=np.int64)
    order = np.argsort(count, kind="stable")
    found = np.zeros(len(bits), np.int64)
    with bar("Neighbours", len(bits)) as progress:
        for start in range(0, len(bits), BLOCK):
            rows = order[start : start + BLOCK]
            for first in range(start, len(bits), BLOCK):
                others = order[first : first + BLOCK]
                if count[rows[-1]] < similarity * count[others[0]]:
                    break
                near = tanimoto(bits[rows], bits[others]) >= similarity
                if first == start:
                    np.fill_diagonal(near, False)
                else:
                    found[others] += near.sum(axis=0)
                found[rows] += near.sum(axis=1)
            progress.advance(len(rows))
    return found


def _gather(bits: NDArray[np.uint8], centres: NDArray[np.int64], groups: NDArray[np.int64], similarity: float) -> None:
    """Give each of the centres that is still free when its turn comes its free neighbours, in `groups` itself."""
    free = np.flatnonzero(groups < 0)
    near = np.empty((len(centres), len(free)), np.bool_)
    for first in range(0, len(free), BLOCK):
        near[:, first : first + BLOCK] = tanimoto(bits[centres], bits[free[first : first + BLOCK]]) >= similarity
    for centre, mine in zip(centres, near, strict=True):
        if groups[centre] < 0:
            members = free[mine]
            groups[members[groups[members] < 0]] = centre
            groups[centre] = centre

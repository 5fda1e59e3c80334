"""A map of the compounds of a data set, on which similar ones lie close together."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sklearn.decomposition import TruncatedSVD
from sklearn.manifold import TSNE
from threadpoolctl import threadpool_limits

from discovery.assay.dataset import AssayDataset
from discovery.chem.fingerprint import morgan

MOST = 2_000
"""Compounds on the map; more would hide one another, and take longer than the rest of the page."""
FEWEST = 12
"""Compounds from which a map is worth drawing."""
GROUPS = 6
"""Colours on the map, the last of which stands for all smaller groups."""
UNMEASURED = "without a result"
OTHER = "other"


@dataclass(frozen=True)
class Space:
    """Compounds in a plane."""

    points: NDArray[np.float64]
    """[n, 2] places without a unit: only who is next to whom means something."""
    group: NDArray[np.int64]
    """[n] number of each compound's group."""
    groups: tuple[str, ...]
    """Sources of the compounds, or targets where there is one source; the largest first."""
    sizes: tuple[int, ...]
    """Compounds of each group in the whole data set."""
    by: str
    """What the groups are: source or target."""
    total: int
    """Compounds in the whole data set."""


def space_of(dataset: AssayDataset) -> Space | None:
    """The map of a data set, the same each time; None where there are too few compounds for one.

    Morgan fingerprints, their 50 strongest directions (truncated singular value decomposition), then t-SNE (van der
    Maaten and Hinton 2008). Of more than `MOST` compounds each group gives the same number as far as it goes, so that a
    small one is seen; which ones is as good as drawn, since InChIKeys, by which compounds are sorted, are hashes.
    """
    if dataset.compounds.num_rows < FEWEST:
        return None
    names, group, by = _groups(dataset)
    shown = _fair(group)
    smiles = [dataset.compounds["smiles"][int(row)].as_py() for row in shown]
    return Space(
        _plane(smiles), group[shown], names, tuple(np.bincount(group, minlength=len(names)).tolist()), by, len(group)
    )


def _groups(dataset: AssayDataset) -> tuple[tuple[str, ...], NDArray[np.int64], str]:
    """Names of the groups, the group of each compound [n], and what the groups are."""
    by = "source" if len(dataset.measurements["source"].unique()) > 1 else "target"
    label = dataset.measurements[by].combine_chunks().dictionary_encode()
    place = {key: row for row, key in enumerate(dataset.compounds["compound"].to_pylist())}
    rows = np.array([place[key] for key in dataset.measurements["compound"].to_pylist()], np.int64)
    pairs = np.unique(np.stack([rows, label.indices.to_numpy().astype(np.int64)]), axis=1)
    sizes = np.bincount(pairs[1], minlength=len(label.dictionary))
    # A compound of several groups is drawn in the smallest, which is the one that is hard to see.
    order = np.argsort(-sizes[pairs[1]], kind="stable")
    mine = np.full(dataset.compounds.num_rows, -1, np.int64)
    mine[pairs[0][order]] = pairs[1][order]
    texts = [name or "unnamed" for name in label.dictionary.to_pylist()]
    return (*_largest([texts[code] if code >= 0 else UNMEASURED for code in mine]), by)


def _largest(texts: Sequence[str]) -> tuple[tuple[str, ...], NDArray[np.int64]]:
    """Names of the largest groups, all smaller ones being one, and the group of each compound [n]."""
    names, member, sizes = np.unique(np.asarray(texts, np.str_), return_inverse=True, return_counts=True)
    order = np.argsort(-sizes, kind="stable")
    rank = np.empty(len(names), np.int64)
    rank[order] = np.arange(len(names))
    ordered = [str(names[place]) for place in order]
    if len(ordered) > GROUPS:
        ordered = [*ordered[: GROUPS - 1], OTHER]
    return tuple(ordered), np.minimum(rank[member], GROUPS - 1)


def _fair(group: NDArray[np.int64]) -> NDArray[np.int64]:
    """Rows of at most `MOST` compounds, taken from the groups in turn; ascending."""
    order = np.argsort(group, kind="stable")
    sizes = np.bincount(group)
    turn = np.empty(len(group), np.int64)
    turn[order] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.sort(np.lexsort((group, turn))[:MOST])


def _plane(smiles: Sequence[str]) -> NDArray[np.float64]:
    """[n, 2] coordinates of n compounds."""
    bits = morgan(smiles, bits=1024).astype(np.float32)
    if (bits == bits[0]).all():
        return np.zeros((len(smiles), 2))
    with threadpool_limits(1):  # threads would add up in another order each time
        strongest = TruncatedSVD(min(50, len(smiles) - 1), random_state=0).fit_transform(bits)
        perplexity = min(30.0, (len(smiles) - 1) / 3)
        plane = TSNE(perplexity=perplexity, angle=0.7, max_iter=400, random_state=0)
        return np.asarray(plane.fit_transform(strongest), np.float64)

"""Division of compounds into training, validation and test parts that share no skeleton and no group."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.chem.fingerprint import morgan, tanimoto
from discovery.chem.scaffold import scaffold_groups

BLOCK = 1024
"""Fingerprints compared at a time."""


@dataclass(frozen=True)
class Split:
    """Rows of each part, ascending; together they are all rows, each once."""

    train: NDArray[np.int64]
    """[n_train]"""
    validation: NDArray[np.int64]
    """[n_validation]"""
    test: NDArray[np.int64]
    """[n_test]"""
    group: NDArray[np.int64]
    """[n] group of each row: no group and no skeleton is in two parts."""

    def apart(self, rows: NDArray[np.int64], seen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of the rows whose group holds none of the `seen` rows."""
        return rows[~np.isin(self.group[rows], self.group[seen])]


def split_compounds(smiles: Sequence[str], skeletons: Sequence[str], settings: SplitSettings) -> Split:
    """Divide n compounds by the method of the settings; one skeleton is never in two parts, one group neither."""
    group = grouped(smiles, skeletons, settings)
    train, validation, test = _deal(group, (settings.train, settings.validation, settings.test), settings.seed)
    return Split(train, validation, test, group)


def grouped(smiles: Sequence[str], skeletons: Sequence[str], settings: SplitSettings) -> NDArray[np.int64]:
    """[n] group of each compound by the method of the settings; groups that share a skeleton are one."""
    return _joined(SPLITTERS[settings.method](smiles, settings), _numbers(skeletons))


def by_scaffold(smiles: Sequence[str], _settings: SplitSettings) -> NDArray[np.int64]:
    """[n] one group a Bemis-Murcko scaffold."""
    return scaffold_groups(smiles)


def by_cluster(smiles: Sequence[str], settings: SplitSettings) -> NDArray[np.int64]:
    """[n] one group a Butina cluster of Morgan fingerprints (Butina 1999, doi 10.1021/ci9803381)."""
    bits = morgan(smiles)
    neighbours = [
        np.flatnonzero(row >= 1.0 - settings.butina_cutoff)
        for start in range(0, len(bits), BLOCK)
        for row in tanimoto(bits[start : start + BLOCK], bits)
    ]
    groups = np.full(len(bits), -1, np.int64)
    most_first = np.argsort([-len(mine) for mine in neighbours], kind="stable")
    for centre in most_first:
        if groups[centre] < 0:
            free = neighbours[centre][groups[neighbours[centre]] < 0]
            groups[free] = centre
            groups[centre] = centre
    return groups


def by_chance(smiles: Sequence[str], _settings: SplitSettings) -> NDArray[np.int64]:
    """[n] every compound a group of its own."""
    return np.arange(len(smiles), dtype=np.int64)


SPLITTERS: Mapping[SplitMethod, Callable[[Sequence[str], SplitSettings], NDArray[np.int64]]] = {
    SplitMethod.scaffold: by_scaffold,
    SplitMethod.butina: by_cluster,
    SplitMethod.random: by_chance,
}
"""Method -> function that gives each compound its group."""


def _numbers(skeletons: Sequence[str]) -> NDArray[np.int64]:
    """[n] number of each compound's skeleton."""
    return np.unique(np.asarray(skeletons, dtype=np.str_), return_inverse=True)[1].astype(np.int64)


def _joined(groups: NDArray[np.int64], skeletons: NDArray[np.int64]) -> NDArray[np.int64]:
    """[n] groups merged wherever two of them hold the same skeleton."""
    first = int(groups.max(initial=-1)) + 1
    nodes = first + int(skeletons.max(initial=-1)) + 1
    links = coo_array((np.ones(len(groups), np.int8), (groups, first + skeletons)), shape=(nodes, nodes))
    component = connected_components(links, directed=False)[1]
    return np.asarray(component[groups], np.int64)


def _deal(groups: NDArray[np.int64], fractions: Sequence[float], seed: int) -> list[NDArray[np.int64]]:
    """Rows of each part: each group goes whole to the part that lacks most rows.

    Groups larger than half the smallest part come first, largest first; the others in an order drawn with the seed.
    """
    wanted = np.asarray(fractions, dtype=np.float64) * len(groups)
    used = np.flatnonzero(wanted > 0)
    _, member, sizes = np.unique(groups, return_inverse=True, return_counts=True)
    drawn = np.random.default_rng(seed).permutation(len(sizes))
    large = sizes[drawn] > wanted[used].min(initial=np.inf) / 2
    order = drawn[np.argsort(np.where(large, -sizes[drawn], 0), kind="stable")]
    part_of = np.zeros(len(sizes), np.int64)
    missing = wanted[used].copy()
    for group in order:
        best = int(missing.argmax())
        missing[best] -= sizes[group]
        part_of[group] = used[best]
    part = part_of[member]
    return [np.flatnonzero(part == index) for index in range(len(fractions))]

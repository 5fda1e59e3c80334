"""Division of compounds into training, validation and test parts that share no skeleton and no group."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from discovery.assay.splits.groups import by_butina, by_chance, by_scaffold, by_umap
from discovery.assay.splits.parts import Parts, as_given, by_key, by_time
from discovery.assay.splits.pool import PARTS, Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings


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
    notes: tuple[str, ...] = ()
    """What a person should know of this division, in sentences."""

    def apart(self, rows: NDArray[np.int64], seen: NDArray[np.int64]) -> NDArray[np.int64]:
        """Those of the rows whose group holds none of the `seen` rows."""
        return rows[~np.isin(self.group[rows], self.group[seen])]


Grouper = Callable[[Pool, SplitSettings], NDArray[np.int64]]
Splitter = Callable[[Pool, SplitSettings], Split]


def split_compounds(pool: Pool, settings: SplitSettings) -> Split:
    """Divide n compounds by the method of the settings; one skeleton is never in two parts, one group neither.

    Raises SettingsError where the compounds lack what the method goes by.
    """
    return SPLITTERS[settings.method](pool, settings)


def groups(pool: Pool, settings: SplitSettings) -> NDArray[np.int64]:
    """[n] group of each compound by a method of GROUPERS; groups that share a skeleton are one."""
    return _joined(GROUPERS[settings.method](pool, settings), pool.numbers())


def scaffolds(pool: Pool) -> NDArray[np.int64]:
    """[n] scaffold group of each compound; groups that share a skeleton are one."""
    return _joined(by_scaffold(pool, SplitSettings()), pool.numbers())


def _dealt(grouper: Grouper, pool: Pool, settings: SplitSettings) -> Split:
    """Parts of about the wanted sizes, made of whole groups."""
    group = _joined(grouper(pool, settings), pool.numbers())
    return Split(*_deal(group, (settings.train, settings.validation, settings.test), settings.seed), group)


def _assigned(method: Callable[[Pool, SplitSettings], Parts], pool: Pool, settings: SplitSettings) -> Split:
    """Parts as the method has them; the forms of one skeleton are a group."""
    part, notes = method(pool, settings)
    train, validation, test = (np.flatnonzero(part == number) for number in range(len(PARTS)))
    return Split(train, validation, test, pool.numbers(), notes)


GROUPERS: Mapping[SplitMethod, Grouper] = {
    SplitMethod.scaffold: by_scaffold,
    SplitMethod.butina: by_butina,
    SplitMethod.umap: by_umap,
    SplitMethod.random: by_chance,
}
"""Method -> function that gives each compound its group."""

SPLITTERS: Mapping[SplitMethod, Splitter] = {
    **{method: partial(_dealt, grouper) for method, grouper in GROUPERS.items()},
    SplitMethod.time: partial(_assigned, by_time),
    SplitMethod.keyed: partial(_assigned, by_key),
    SplitMethod.given: partial(_assigned, as_given),
}
"""Every method -> function that divides compounds by it."""


def _joined(groups: NDArray[np.int64], skeletons: NDArray[np.int64]) -> NDArray[np.int64]:
    """[n] groups merged wherever two of them hold the same skeleton."""
    first = int(groups.max(initial=-1)) + 1
    nodes = first + int(skeletons.max(initial=-1)) + 1
    links = coo_array((np.ones(len(groups), np.int8), (groups, first + skeletons)), shape=(nodes, nodes))
    component = connected_components(links, directed=False)[1]
    return np.asarray(component[groups], np.int64)


def _deal(
    groups: NDArray[np.int64], fractions: tuple[float, float, float], seed: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
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
    return np.flatnonzero(part == 0), np.flatnonzero(part == 1), np.flatnonzero(part == 2)

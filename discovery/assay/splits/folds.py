"""Repeated cross-validation: each compound is in the test part once a repeat, with all that is related to it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import GROUPERS, Split, groups, split_compounds
from discovery.errors import SettingsError

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Fold:
    """One division of the compounds; a test part shares no skeleton and no group with what is learnt."""

    method: SplitMethod
    repeat: int
    number: int
    fixed: bool
    """The one division of a method that has no other, such as that of the source."""
    train: Rows
    validation: Rows
    """Rows with which a network may decide when to stop."""
    test: Rows
    """Rows to be judged on, all of them counted."""
    group: NDArray[np.int64]
    """[n]"""

    def split(self, taken: Rows, with_validation: bool) -> Split:
        """Of the rows `taken` alone, numbered from 0 and without a test part; these are all that a model gets."""
        held = np.isin(taken, self.validation) & with_validation
        train, validation = np.flatnonzero(~held), np.flatnonzero(held)
        return Split(train, validation, np.zeros(0, np.int64), self.group[taken])


def folds_of(
    pool: Pool, counted: NDArray[np.bool_], settings: SplitSettings, folds: int, repeats: int, validation: float
) -> tuple[Fold, ...]:
    """The folds of every repeat, or the one division of a method that draws nothing.

    Folds have about equally many of the `counted` [n] compounds; the others are learnt from unless they are related to
    a test compound. `validation` is the share of what is learnt from that a network may hold back.
    Raises SettingsError where the compounds cannot make so many folds.
    """
    if settings.method not in GROUPERS:
        return (_fixed(pool, counted, settings, validation),)
    group = groups(pool, settings)
    size = _sizes(group, counted)
    if (size > 0).sum() < folds:
        raise SettingsError(
            f"split.method={settings.method.name}: {(size > 0).sum()} groups of related compounds with a label cannot"
            f" make {folds} folds; lower folds, choose another split.method or add data"
        )
    return tuple(
        fold for repeat in range(repeats) for fold in _repeat(group, counted, size, settings, folds, repeat, validation)
    )


def _repeat(
    group: NDArray[np.int64],
    counted: NDArray[np.bool_],
    size: NDArray[np.float64],
    settings: SplitSettings,
    folds: int,
    repeat: int,
    validation: float,
) -> Iterator[Fold]:
    generator = np.random.default_rng([settings.seed, repeat])
    fold_of = dealt(size, folds, generator)[group]
    for number in range(folds):
        learnt = np.flatnonzero(fold_of != number)
        held = _held_back(group, learnt, size, validation, generator)
        test = np.flatnonzero((fold_of == number) & counted)
        train = learnt[~np.isin(learnt, held)]
        yield Fold(settings.method, repeat, number, False, train, held, test, group)


def _sizes(group: NDArray[np.int64], counted: NDArray[np.bool_]) -> NDArray[np.float64]:
    """[groups] counted compounds of each group."""
    return np.bincount(group, counted).astype(np.float64)


def dealt(size: NDArray[np.float64], folds: int, generator: np.random.Generator) -> NDArray[np.int64]:
    """[groups] fold of each group, drawn, groups larger than half a fold first; -1 for a group of size 0."""
    drawn = generator.permutation(len(size))
    drawn = drawn[size[drawn] > 0]
    large = size[drawn] > size.sum() / folds / 2
    fold_of = np.full(len(size), -1, np.int64)
    filled = np.zeros(folds)
    for one in drawn[np.argsort(np.where(large, -size[drawn], 0), kind="stable")]:
        least = int(filled.argmin())
        fold_of[one] = least
        filled[least] += size[one]
    return fold_of


def _held_back(
    group: NDArray[np.int64],
    learnt: Rows,
    size: NDArray[np.float64],
    share: float,
    generator: np.random.Generator,
) -> Rows:
    """Rows of whole groups, drawn, with about a share of the counted compounds that are learnt from."""
    there = generator.permutation(np.unique(group[learnt]))
    wanted, held, taken = share * size[there].sum(), [], 0.0
    for one in there:
        if 0 < size[one] <= wanted - taken:
            held.append(one)
            taken += size[one]
    return learnt[np.isin(group[learnt], held)]


def _fixed(pool: Pool, counted: NDArray[np.bool_], settings: SplitSettings, validation: float) -> Fold:
    """The method's own parts; where it holds nothing back for validation, a part of training is."""
    split = split_compounds(pool, settings)
    test = split.test[counted[split.test]]
    if not len(test):
        raise SettingsError(
            f"split.method={settings.method.name}: no compound of the test part has a label to judge by; choose another"
            " split.method, or other endpoints"
        )
    held, train = split.validation, split.train
    if not len(held):
        size = _sizes(split.group, counted)
        held = _held_back(split.group, train, size, validation, np.random.default_rng(settings.seed))
        train = train[~np.isin(train, held)]
    return Fold(settings.method, 0, 0, True, train, held, test, split.group)


def each_method(settings: SplitSettings, methods: list[SplitMethod]) -> tuple[SplitSettings, ...]:
    """The settings once for each method; of `settings` itself where none is named."""
    return tuple(replace(settings, method=method) for method in methods) or (settings,)

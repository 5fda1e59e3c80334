"""Repeated cross-validation keeps relatives together and tests every compound once a repeat."""

import numpy as np
import pytest

from discovery.assay.splits.folds import each_method, folds_of
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.errors import SettingsError

RINGS = ("c1ccccc1", "c1ccncc1", "C1CCCCC1", "c1ccoc1", "C1CCNCC1", "c1ccsc1", "c1ccc2ccccc2c1", "C1CCOC1")
SMILES = [f"{ring}{'C' * length}O" for ring in RINGS for length in range(1, 6)]
SKELETONS = [f"S{row // 2}" for row in range(len(SMILES))]
GIVEN = np.eye(3, dtype=bool)[[0] * 30 + [2] * 10]
POOL = Pool(SMILES, SKELETONS, given=GIVEN)
COUNTED = np.arange(len(SMILES)) % 5 > 0


def settings(method: SplitMethod) -> SplitSettings:
    return SplitSettings(method=method, umap_clusters=6)


@pytest.mark.parametrize("method", [SplitMethod.random, SplitMethod.scaffold, SplitMethod.butina])
def test_each_counted_compound_is_tested_once_a_repeat_apart_from_its_relatives(method: SplitMethod) -> None:
    folds = folds_of(POOL, COUNTED, settings(method), 3, 2, 0.2)
    assert [(fold.repeat, fold.number) for fold in folds] == [(r, n) for r in range(2) for n in range(3)]
    for repeat in range(2):
        tested = np.concatenate([fold.test for fold in folds if fold.repeat == repeat])
        assert sorted(tested) == np.flatnonzero(COUNTED).tolist()
    skeleton = POOL.numbers()
    for fold in folds:
        learnt = np.concatenate([fold.train, fold.validation])
        assert len(np.unique(learnt)) == len(learnt)
        for relatives in (fold.group, skeleton):
            assert not set(relatives[fold.test]) & set(relatives[learnt])
            assert not set(relatives[fold.train]) & set(relatives[fold.validation])
        assert len(fold.train) > len(fold.validation)


def test_repeats_divide_anew_and_the_same_seed_divides_alike() -> None:
    first, again = (folds_of(POOL, COUNTED, settings(SplitMethod.random), 3, 2, 0.2) for _ in range(2))
    assert all(np.array_equal(a.test, b.test) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0].test, first[3].test)


def test_folds_are_of_about_equal_size() -> None:
    sizes = [len(fold.test) for fold in folds_of(POOL, COUNTED, settings(SplitMethod.random), 4, 1, 0.1)]
    assert max(sizes) - min(sizes) <= 2


def test_what_the_source_gives_is_one_fixed_division_with_something_held_back() -> None:
    [fold] = folds_of(POOL, COUNTED, settings(SplitMethod.given), 5, 5, 0.2)
    assert fold.fixed
    assert fold.test.tolist() == [row for row in range(30, 40) if COUNTED[row]]
    assert 0 < len(fold.validation) < len(fold.train)
    assert max(fold.train.max(), fold.validation.max()) < 30


def test_a_model_gets_no_row_of_the_test_part() -> None:
    fold = folds_of(POOL, COUNTED, settings(SplitMethod.random), 3, 1, 0.2)[0]
    taken = np.union1d(fold.train, fold.validation)
    split = fold.split(taken, with_validation=True)
    assert len(split.test) == 0
    assert np.array_equal(taken[split.validation], fold.validation)
    everything = fold.split(taken, with_validation=False)
    assert len(everything.train) == len(taken)


def test_too_few_groups_for_the_folds_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"8 groups of related compounds .* 9 folds; lower folds"):
        folds_of(Pool(SMILES, [f"{n}" for n in range(40)]), COUNTED, settings(SplitMethod.scaffold), 9, 1, 0.1)


def test_several_methods_share_all_other_settings() -> None:
    one = SplitSettings(seed=7)
    assert each_method(one, []) == (one,)
    both = each_method(one, [SplitMethod.random, SplitMethod.given])
    assert [(each.method.name, each.seed) for each in both] == [("random", 7), ("given", 7)]

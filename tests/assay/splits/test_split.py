"""Every splitter keeps skeletons and groups whole, uses every row once, and repeats itself."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import GROUPERS, SPLITTERS, Split, scaffolds, split_compounds
from discovery.chem.scaffold import murcko_scaffold
from discovery.errors import SettingsError

ALL = pytest.mark.parametrize("method", SPLITTERS, ids=lambda method: method.name)
GROUPING = pytest.mark.parametrize("method", GROUPERS, ids=lambda method: method.name)


def settings_of(method: SplitMethod, key: Path, **others: float) -> SplitSettings:
    return SplitSettings(method=method, key=key if method is SplitMethod.keyed else None, **others)


def parts(split: Split) -> list[np.ndarray]:
    return [split.train, split.validation, split.test]


def shared(split: Split, words: list[str]) -> set[str]:
    """Words of rows that are in more than one part."""
    found = [{words[row] for row in part} for part in parts(split)]
    return found[0] & found[1] | found[0] & found[2] | found[1] & found[2]


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_that_some_library_does_not_take_is_named(seed: int) -> None:
    with pytest.raises(SettingsError, match=rf"^split\.seed must .* got {seed}"):
        SplitSettings(seed=seed)


def test_every_method_has_a_splitter() -> None:
    assert set(SPLITTERS) == set(SplitMethod)


@ALL
def test_every_row_is_in_exactly_one_part(method: SplitMethod, pool: Pool, key: Path) -> None:
    split = split_compounds(pool, settings_of(method, key))
    assert sorted(np.concatenate(parts(split))) == list(range(len(pool)))


@ALL
def test_the_parts_are_about_as_large_as_asked(method: SplitMethod, pool: Pool, key: Path) -> None:
    shares = [len(part) / len(pool) for part in parts(split_compounds(pool, settings_of(method, key)))]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.03)


@ALL
def test_one_skeleton_is_in_one_part(method: SplitMethod, pool: Pool, key: Path) -> None:
    scattered = [f"S{number % 40}" for number in range(len(pool))]
    split = split_compounds(replace(pool, skeletons=scattered), settings_of(method, key))
    assert not shared(split, scattered)


@pytest.mark.parametrize(
    "method", [one for one in SPLITTERS if one is not SplitMethod.umap], ids=lambda method: method.name
)
@examples(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_skeleton_is_ever_in_two_parts(method: SplitMethod, key: Path, data: st.DataObject) -> None:
    n = data.draw(st.integers(3, 40))
    skeletons = data.draw(st.lists(st.sampled_from("ABCDEFGHIJKLMNOP"), min_size=n, max_size=n))
    days = data.draw(st.lists(st.integers(0, 99), min_size=n, max_size=n))
    skeletons[:3], days[:3] = "XYZ", [50, 50, 50]  # enough dates for three parts
    told = np.array(data.draw(st.lists(st.lists(st.booleans(), min_size=3, max_size=3), min_size=n, max_size=n)))
    told[0] = True
    dates = np.datetime64("2020-01-01", "D") + np.arange(n)
    dates[[row for row, day in enumerate(days) if day < 10]] = np.datetime64("NaT")
    smiles = ["C" * (1 + day % 7) + "O" * (day % 2) + "c1ccccc1" * (day % 3 == 0) for day in days]
    split = split_compounds(Pool(smiles, skeletons, dates, told), settings_of(method, key))
    assert not shared(split, skeletons)
    assert sum(map(len, parts(split))) == n
    assert not shared(split, [str(number) for number in split.group])


@GROUPING
def test_the_groups_of_the_method_stay_whole(method: SplitMethod, pool: Pool) -> None:
    groups = GROUPERS[method](pool, SplitSettings(method=method))
    split = split_compounds(pool, SplitSettings(method=method))
    joined = {str(group) for group in groups[-3:]}  # isomers, which their skeleton brings together
    assert not shared(split, [str(group) for group in groups]) - joined


@ALL
def test_the_same_settings_give_the_same_parts(method: SplitMethod, pool: Pool, key: Path) -> None:
    first, again = (split_compounds(pool, settings_of(method, key)) for _ in range(2))
    assert all(np.array_equal(one, other) for one, other in zip(parts(first), parts(again), strict=True))


@ALL
def test_another_seed_gives_other_parts_where_there_is_a_choice(method: SplitMethod, pool: Pool, key: Path) -> None:
    first, other = (split_compounds(pool, settings_of(method, key, seed=seed)) for seed in (0, 1))
    assert np.array_equal(first.test, other.test) == (method not in GROUPERS)


@ALL
def test_a_part_goes_without_the_groups_of_what_was_seen(method: SplitMethod, pool: Pool, key: Path) -> None:
    split = split_compounds(pool, settings_of(method, key))
    for isomer in (300, 301, 302):
        assert not {300, 301, 302} & set(split.apart(np.arange(len(pool)), np.array([isomer])).tolist())
    assert split.apart(split.test, split.train).tolist() == split.test.tolist()


@ALL
def test_a_part_of_size_zero_stays_empty(method: SplitMethod, pool: Pool, key: Path) -> None:
    split = split_compounds(pool, settings_of(method, key, train=0.9, validation=0.0, test=0.1))
    assert (len(split.validation) == 0) == (method is not SplitMethod.given)
    assert len(split.test)


@ALL
def test_no_compounds_make_empty_parts(method: SplitMethod, key: Path) -> None:
    assert [len(part) for part in parts(split_compounds(Pool([], []), settings_of(method, key)))] == [0, 0, 0]


@pytest.mark.parametrize("fractions", [(0.8, 0.1, 0.2), (1.2, -0.1, -0.1)])
def test_impossible_fractions_are_refused(fractions: tuple[float, float, float]) -> None:
    with pytest.raises(SettingsError, match="must add up to 1, none below 0"):
        SplitSettings(SplitMethod.random, *fractions)


def test_a_scaffold_split_shares_no_ring_system(pool: Pool) -> None:
    split = split_compounds(pool, SplitSettings(method=SplitMethod.scaffold))
    train = {murcko_scaffold(pool.smiles[row]) for row in split.train} - {""}
    assert not train & {murcko_scaffold(pool.smiles[row]) for row in split.test}


def test_scaffold_groups_join_the_forms_of_a_skeleton() -> None:
    found = scaffolds(Pool(["c1ccccc1O", "c1ccncc1O", "c1ccccc1CC"], ["A", "A", "B"]))
    assert len(set(found.tolist())) == 1

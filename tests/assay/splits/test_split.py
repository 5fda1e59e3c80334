"""Every splitter keeps skeletons and groups whole, uses every row once, and repeats itself."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import SPLITTERS, Split, split_compounds
from discovery.chem.scaffold import murcko_scaffold
from discovery.errors import SettingsError

LIBRARY = Path(__file__).parents[3] / "data" / "library" / "purchasable_20k.csv.gz"
ISOMERS = ["C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O", "CC(N)C(=O)O"]


def library(count: int) -> list[str]:
    with gzip.open(LIBRARY, "rt", newline="") as stream:
        return [row["smiles"] for row, _ in zip(csv.DictReader(stream), range(count), strict=False)]


SMILES = library(300) + ISOMERS
SKELETONS = [*(f"S{number}" for number in range(300)), "ALA", "ALA", "ALA"]


def divided(method: SplitMethod, seed: int = 0) -> Split:
    return split_compounds(SMILES, SKELETONS, SplitSettings(method=method, seed=seed))


def parts(split: Split) -> list[np.ndarray]:
    return [split.train, split.validation, split.test]


def test_every_method_has_a_splitter() -> None:
    assert set(SPLITTERS) == set(SplitMethod)


@pytest.mark.parametrize("method", SPLITTERS)
def test_every_row_is_in_exactly_one_part(method: SplitMethod) -> None:
    assert sorted(np.concatenate(parts(divided(method)))) == list(range(len(SMILES)))


@pytest.mark.parametrize("method", SPLITTERS)
def test_the_parts_are_about_as_large_as_asked(method: SplitMethod) -> None:
    shares = [len(part) / len(SMILES) for part in parts(divided(method))]
    assert shares == pytest.approx([0.8, 0.1, 0.1], abs=0.03)


@pytest.mark.parametrize("method", SPLITTERS)
def test_one_skeleton_is_in_one_part(method: SplitMethod) -> None:
    scattered = [f"S{number % 40}" for number in range(len(SMILES))]
    split = split_compounds(SMILES, scattered, SplitSettings(method=method))
    found = [{scattered[row] for row in part} for part in parts(split)]
    assert not found[0] & found[1]
    assert not found[0] & found[2]
    assert not found[1] & found[2]


@pytest.mark.parametrize("method", SPLITTERS)
def test_the_groups_of_the_method_stay_whole(method: SplitMethod) -> None:
    settings = SplitSettings(method=method)
    groups = SPLITTERS[method](SMILES, settings)
    found = [set(groups[part].tolist()) for part in parts(divided(method))]
    joined = set(groups[-3:].tolist())  # isomers, which their skeleton brings together
    assert not (found[0] & found[1] | found[0] & found[2] | found[1] & found[2]) - joined


@pytest.mark.parametrize("method", SPLITTERS)
def test_a_seed_gives_the_same_parts_and_another_seed_others(method: SplitMethod) -> None:
    again = zip(parts(divided(method)), parts(divided(method)), strict=True)
    assert all(np.array_equal(first, second) for first, second in again)
    assert not np.array_equal(divided(method).test, divided(method, seed=1).test)


@pytest.mark.parametrize("method", SPLITTERS)
def test_a_part_goes_without_the_groups_of_what_was_seen(method: SplitMethod) -> None:
    split = divided(method)
    for isomer in (300, 301, 302):
        assert not {300, 301, 302} & set(split.apart(np.arange(len(SMILES)), np.array([isomer])).tolist())
    assert split.apart(split.test, split.train).tolist() == split.test.tolist()


@pytest.mark.parametrize("fractions", [(0.8, 0.1, 0.2), (1.2, -0.1, -0.1)])
def test_impossible_fractions_are_refused(fractions: tuple[float, float, float]) -> None:
    with pytest.raises(SettingsError, match="must add up to 1, none below 0"):
        SplitSettings(SplitMethod.random, *fractions)


def test_a_scaffold_split_shares_no_ring_system() -> None:
    split = divided(SplitMethod.scaffold)
    train = {murcko_scaffold(SMILES[row]) for row in split.train} - {""}
    assert not train & {murcko_scaffold(SMILES[row]) for row in split.test}


def test_clusters_gather_near_neighbours_of_their_centre() -> None:
    series = ["CCCCCCCCCCCCO", "CCCCCCCCCCCCCO", "CCCCCCCCCCCCCCO", "c1ccncc1"]
    groups = SPLITTERS[SplitMethod.butina](series, SplitSettings(method=SplitMethod.butina))
    assert groups[0] == groups[1] == groups[2] != groups[3]


@pytest.mark.parametrize("method", SPLITTERS)
def test_a_part_of_size_zero_stays_empty(method: SplitMethod) -> None:
    settings = SplitSettings(method=method, train=0.9, validation=0.0, test=0.1)
    assert len(split_compounds(SMILES, SKELETONS, settings).validation) == 0


@pytest.mark.parametrize("method", SPLITTERS)
def test_no_compounds_make_empty_parts(method: SplitMethod) -> None:
    assert [len(part) for part in parts(split_compounds([], [], SplitSettings(method=method)))] == [0, 0, 0]

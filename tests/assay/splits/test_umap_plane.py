"""Compounds laid out by UMAP, and clusters in the plane."""

import sys

import numpy as np
import pytest

from discovery.assay.splits import umap_plane
from discovery.assay.splits.fingerprints import fingerprints
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import split_compounds
from discovery.assay.splits.umap_plane import components, in_plane, neighbours
from discovery.chem.fingerprint import tanimoto
from discovery.errors import SettingsError

UMAP = SplitSettings(method=SplitMethod.umap, umap_clusters=2, train=0.5, validation=0.0, test=0.5)


def test_the_neighbours_are_the_nearest_ones_with_the_compound_itself_first(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(umap_plane, "QUERIES", 40)
    monkeypatch.setattr(umap_plane, "BLOCK", 70)
    bits = fingerprints(pool.smiles)
    index, distance = neighbours(bits)
    away = 1 - tanimoto(bits, bits)
    assert index[:, 0].tolist() == list(range(len(bits)))
    assert distance == pytest.approx(np.sort(away, axis=1)[:, : umap_plane.NEIGHBOURS], abs=1e-6)
    assert np.take_along_axis(away, index.astype(np.int64), axis=1) == pytest.approx(distance, abs=1e-6)


def test_the_components_are_those_of_most_variance(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(umap_plane, "BLOCK", 64)
    bits = fingerprints(pool.smiles)
    centred = bits - bits.mean(axis=0)
    expected = np.linalg.svd(centred, compute_uv=False)[:2] ** 2 / len(bits)
    found = components(bits)
    assert found.var(axis=0) == pytest.approx(expected, rel=1e-4)
    assert abs(np.corrcoef(found.T)[0, 1]) < 1e-4


def test_compounds_of_one_fingerprint_have_one_place() -> None:
    assert components(np.ones((20, 2048), np.uint8)).tolist() == [[0.0, 0.0]] * 20


def test_two_families_of_compounds_come_to_lie_apart() -> None:
    alcohols = [f"C{'C' * length}O" for length in range(30)]
    pyridines = [f"c1ccncc1{'C' * length}N" for length in range(30)]
    split = split_compounds(Pool(alcohols + pyridines, [f"S{row}" for row in range(60)]), UMAP)
    assert sorted(map(sorted, (split.train.tolist(), split.test.tolist()))) == [[*range(30)], [*range(30, 60)]]


def test_too_few_compounds_are_refused() -> None:
    with pytest.raises(SettingsError, match="needs more than 15 compounds, there are 3"):
        in_plane(np.eye(3, 2048, dtype=np.uint8), 0)


def test_more_clusters_than_compounds_are_refused() -> None:
    with pytest.raises(SettingsError, match=r"split\.umap_clusters: 50 clusters of 2 compounds cannot be made"):
        split_compounds(Pool(["C", "CC"], ["A", "B"]), SplitSettings(method=SplitMethod.umap))


def test_the_extra_is_named_where_it_is_missing(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "umap", None)
    with pytest.raises(SettingsError, match=r"needs umap-learn: pip install umap-learn"):
        split_compounds(pool, SplitSettings(method=SplitMethod.umap))

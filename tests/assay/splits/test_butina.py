"""Butina clusters are those of the textbook, found without a list of all pairs."""

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.assay.splits import butina as module
from discovery.assay.splits.butina import butina, neighbours
from discovery.assay.splits.fingerprints import fingerprints
from discovery.assay.splits.pool import Pool
from discovery.chem.fingerprint import tanimoto


def textbook(bits: NDArray[np.uint8], similarity: float) -> list[int]:
    """Clusters out of the whole matrix of similarities."""
    near = tanimoto(bits, bits) >= similarity
    np.fill_diagonal(near, True)
    groups = [-1] * len(bits)
    for centre in np.argsort(-near.sum(axis=1), kind="stable"):
        if groups[centre] < 0:
            for member in np.flatnonzero(near[centre]):
                groups[member] = int(centre) if groups[member] < 0 else groups[member]
    return groups


@pytest.mark.parametrize("similarity", [0.2, 0.35, 0.65])
def test_the_clusters_are_those_of_the_textbook(similarity: float, pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 37)
    monkeypatch.setattr(module, "CENTRES", 11)
    bits = fingerprints(pool.smiles)
    assert butina(bits, similarity).tolist() == textbook(bits, similarity)


def test_every_neighbour_is_counted_once(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BLOCK", 50)
    bits = fingerprints(pool.smiles)
    near = tanimoto(bits, bits) >= 0.3
    assert neighbours(bits, 0.3).tolist() == (near.sum(axis=1) - 1).tolist()


def test_clusters_gather_near_neighbours_of_their_centre() -> None:
    groups = butina(fingerprints(["CCCCCCCCCCCCO", "CCCCCCCCCCCCCO", "CCCCCCCCCCCCCCO", "c1ccncc1"]), 0.65)
    assert groups[0] == groups[1] == groups[2] != groups[3]


def test_what_cannot_be_read_is_a_cluster_of_its_own() -> None:
    groups = butina(fingerprints(["no SMILES", "CCO", "neither", "CCO"]), 0.65)
    assert groups[1] == groups[3]
    assert len(set(groups.tolist())) == 3

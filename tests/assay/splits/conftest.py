"""Real structures to divide, with made dates and given parts."""

import csv
import gzip
from pathlib import Path

import numpy as np
import pytest

from discovery.assay.splits.pool import Pool

LIBRARY = Path(__file__).parents[3] / "data" / "library" / "purchasable_20k.csv.gz"
ISOMERS = ["C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O", "CC(N)C(=O)O"]


def library(count: int) -> list[str]:
    with gzip.open(LIBRARY, "rt", newline="") as stream:
        return [row["smiles"] for row, _ in zip(csv.DictReader(stream), range(count), strict=False)]


@pytest.fixture(scope="session")
def pool() -> Pool:
    """300 compounds and three isomers of one skeleton; ten are without a date and ten without a given part."""
    smiles = library(300) + ISOMERS
    n = len(smiles)
    dates = np.datetime64("2001-01-01", "D") + np.random.default_rng(1).permutation(n)
    dates[:10] = np.datetime64("NaT")
    given = np.zeros((n, 3), np.bool_)
    given[np.arange(n), np.repeat([0, 1, 2], [n - 60, 30, 30])] = True
    given[-3:] = np.eye(3, dtype=np.bool_)
    given[10:20] = False
    return Pool(smiles, [*(f"S{number}" for number in range(300)), "ALA", "ALA", "ALA"], dates, given)


@pytest.fixture(scope="session")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """File with a secret."""
    path = tmp_path_factory.mktemp("secret") / "split.key"
    path.write_text("0123456789abcdef0123456789abcdef\n")
    return path

"""Real molecules for the tests of graphs."""

import csv
import gzip
from pathlib import Path

import pytest

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="session")
def library() -> list[str]:
    """5,000 purchasable compounds."""
    with gzip.open(DATA / "library" / "purchasable_20k.csv.gz", "rt", encoding="utf-8") as file:
        return [row["smiles"] for row, _ in zip(csv.DictReader(file), range(5000), strict=False)]


@pytest.fixture(scope="session")
def ligands() -> list[str]:
    """2,000 ion-channel ligands as ChEMBL writes them, charges, salts and stereochemistry included."""
    path = DATA / "ion_channels" / "chembl21_human_ion_channels.csv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        return sorted({row["smiles"] for row in csv.DictReader(file)})[::7][:2000]

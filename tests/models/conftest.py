"""Real compounds and endpoints for the tests of models, and encoders that learnt nothing."""

import csv
import gzip
from pathlib import Path

import pytest

from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint, activity_endpoint, potency_endpoint

LIBRARY = Path(__file__).parents[2] / "data" / "library" / "purchasable_20k.csv.gz"


@pytest.fixture(scope="session")
def library() -> list[str]:
    """300 purchasable compounds."""
    with gzip.open(LIBRARY, "rt", encoding="utf-8") as file:
        return [row["smiles"] for row, _ in zip(csv.DictReader(file), range(300), strict=False)]


@pytest.fixture(scope="session")
def endpoints() -> tuple[Endpoint, ...]:
    return potency_endpoint("KCNH2"), activity_endpoint("RYR2"), activity_endpoint("RYR2", Effect.inhibitor)

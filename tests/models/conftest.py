"""Real compounds and endpoints for the tests of models, and encoders that learnt nothing."""

import csv
import gzip
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from discovery.models.build import build_encoder
from discovery.models.pretrained import key_of, pretrained_bytes
from discovery.models.settings import NetworkSettings
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


def encoder_bytes(settings: NetworkSettings, learnt: Sequence[str] = (), seed: int = 0, **card: Any) -> bytes:
    """The file of an encoder with weights drawn from the seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        parts = {"encoder.": build_encoder(settings), "neck.": torch.nn.Linear(settings.hidden, settings.hidden)}
    state = {f"{prefix}{name}": tensor for prefix, part in parts.items() for name, tensor in part.state_dict().items()}
    keys = np.array([key_of(skeleton) for skeleton in learnt], np.uint64)
    return pretrained_bytes(settings, state | {"head.weight": torch.zeros(2, 2)}, keys, card)


@pytest.fixture
def make_encoder() -> Callable[..., bytes]:
    return encoder_bytes

"""What tests of every part need: the file of an encoder, and processes that start quickly."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch

from discovery.models.build import build_encoder
from discovery.models.pretrained import key_of, pretrained_bytes
from discovery.models.settings import NetworkSettings
from discovery.screening.modules import NETWORKS
from discovery.screening.work.server import start_server


def encoder_bytes(settings: NetworkSettings, learnt: Sequence[str] = (), seed: int = 0, **card: Any) -> bytes:
    """The file of an encoder with weights drawn from the seed."""
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        parts = {"encoder.": build_encoder(settings), "neck.": torch.nn.Linear(settings.hidden, settings.hidden)}
    state = {f"{prefix}{name}": tensor for prefix, part in parts.items() for name, tensor in part.state_dict().items()}
    keys = np.array([key_of(skeleton) for skeleton in learnt], np.uint64)
    return pretrained_bytes(settings, state | {"head.weight": torch.zeros(2, 2)}, keys, card)


@pytest.fixture(scope="session", autouse=True)
def ready_processes() -> None:
    """Those of crews find torch imported, as they do where `discovery screen` starts them."""
    start_server(NETWORKS)


@pytest.fixture
def make_encoder() -> Callable[..., bytes]:
    return encoder_bytes

"""Small made-up learning problems on real structures."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, PRESUMED, Labels
from discovery.graphs.featurize import featurize
from discovery.models.build import build_network
from discovery.models.network import Network
from discovery.models.settings import DmpnnSettings, Readout
from discovery.target.effect import Effect
from discovery.target.endpoint import Endpoint, activity_endpoint, potency_endpoint
from discovery.training.data import TrainingData
from discovery.training.fit_model import LabelledCompounds
from discovery.training.scale import set_scale
from discovery.training.settings import Device, FitSettings

LabelMaker = Callable[..., Labels]
NetworkMaker = Callable[..., Network]

TAILS = ("", "O", "N", "Cl", "c1ccccc1", "C(=O)O")
CHAINS = ["C" * n + tail for n in range(1, 9) for tail in TAILS]
"""48 structures whose chain length is easy to learn."""


def labels_of_table(endpoints: tuple[Endpoint, ...], table: NDArray[np.float64], origin: object = MEASURED) -> Labels:
    rows, columns = np.nonzero(~np.isnan(table))
    return Labels(
        endpoints,
        offsets_of(np.bincount(rows, minlength=len(table))),
        columns.astype(np.int32),
        table[rows, columns].astype(np.float32),
        np.full(len(rows), EQUAL, np.int8),
        np.ones(len(rows), np.float32),
        np.broadcast_to(np.asarray(origin, np.int8), table.shape)[rows, columns].copy(),
    )


@pytest.fixture
def make_labels() -> LabelMaker:
    """Labels of a table [n, E] in which NaN stands for no label."""
    return labels_of_table


@pytest.fixture
def chains() -> TrainingData:
    """Chain length as a potency, an endpoint without labels, and whether there is O or N as an activity."""
    length = np.array([float(text.count("C")) for text in CHAINS])
    polar = np.array([float("O" in text or "N" in text) for text in CHAINS])
    table = np.stack([length, np.full(len(CHAINS), np.nan), polar], axis=1)
    endpoints = (potency_endpoint("KCNH2"), potency_endpoint("RYR1"), activity_endpoint("RYR2"))
    return TrainingData(featurize(CHAINS), labels_of_table(endpoints, table))


@pytest.fixture
def make_network() -> NetworkMaker:
    """A small network on the scale of some data."""

    def make(data: TrainingData, dropout: float = 0.0, seed: int = 0) -> Network:
        network = build_network(small_model(dropout), data.labels.endpoints, seed)
        set_scale(network, data.labels)
        return network

    return make


def small_model(dropout: float = 0.0) -> DmpnnSettings:
    return DmpnnSettings(hidden=16, depth=2, head_hidden=16, dropout=dropout, members=2, readout=Readout.sum)


@pytest.fixture
def model() -> DmpnnSettings:
    return small_model()


@pytest.fixture
def settings() -> FitSettings:
    """A few epochs, on a CPU whatever the machine has."""
    return FitSettings(
        epochs=4,
        batch_size=16,
        learning_rate=3e-3,
        device=Device.cpu,
        adapt_epochs=3,
        adapt_learning_rate=1e-3,
        workers=1,
    )


@pytest.fixture
def compounds() -> LabelledCompounds:
    """Rows 0-35 measured on KCNH2, 36-41 on RYR1 and RYR2, 42-47 presumed inactive; each its own skeleton."""
    table = np.full((len(CHAINS), 4), np.nan)
    table[:36, 0] = np.arange(36) % 6
    table[36:42, 1] = 5.0 + np.arange(6) / 2
    table[36:42, 2:] = 1.0
    table[42:, 2:] = 0.0
    origin = np.full(table.shape, MEASURED)
    origin[42:] = PRESUMED
    endpoints = (
        potency_endpoint("KCNH2"),
        potency_endpoint("RYR1"),
        activity_endpoint("RYR2"),
        activity_endpoint("RYR2", Effect.inhibitor),
    )
    skeletons = [f"S{row:02d}" for row in range(len(CHAINS))]
    return LabelledCompounds(list(CHAINS), skeletons, labels_of_table(endpoints, table, origin))

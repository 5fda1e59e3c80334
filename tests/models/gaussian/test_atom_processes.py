"""Processes on the atoms that a network sees, in the place of its output layer."""

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.errors import InternalError, TrainingError
from discovery.graphs.featurize import featurize
from discovery.graphs.store import GraphStore
from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.gaussian import atom_processes as module
from discovery.models.gaussian.atom_processes import AtomProcesses
from discovery.models.network import Network
from discovery.models.settings import DmpnnSettings, Output
from discovery.training.data import TrainingData
from discovery.training.fit_model import take_over

SETTINGS = DmpnnSettings(hidden=32, depth=2, head_hidden=16, output=Output.process)
KNOWN, NEW = np.arange(200), np.arange(200, 300)


def labels_of(endpoints, values: NDArray[np.float64]) -> Labels:
    """Exact labels [n, E], none where NaN."""
    known = ~np.isnan(values)
    codes = np.zeros(int(known.sum()), np.int8)
    return Labels(
        endpoints,
        offsets_of(known.sum(axis=1)),
        np.nonzero(known)[1].astype(np.int32),
        values[known].astype(np.float32),
        codes + np.int8(EQUAL),
        np.ones(len(codes), np.float32),
        codes + np.int8(MEASURED),
    )


@pytest.fixture(scope="module")
def networks(endpoints) -> list[Network]:
    return [build_network(SETTINGS, endpoints, seed) for seed in range(2)]


@pytest.fixture(scope="module")
def labels(endpoints, library) -> Labels:
    """The first endpoint follows from the size of the molecule, the second is active throughout, the third unknown."""
    size = np.array([len(text) for text in library[:200]], np.float64)
    return labels_of(endpoints, np.stack([4 + size / 20, np.ones(200), np.full(200, np.nan)], axis=1))


@pytest.fixture(scope="module")
def graphs(library) -> GraphStore:
    return featurize(library)


@pytest.fixture(scope="module")
def processes(networks, graphs, labels) -> AtomProcesses:
    return AtomProcesses.fit(networks[0].encoder, graphs.take(KNOWN), labels, seed=0)


@pytest.fixture(scope="module")
def counts(networks, graphs, processes) -> NDArray[np.float32]:
    """Of the molecules that no process knows."""
    return processes.kernels.counter.of(networks[0].encoder, graphs.take(NEW))


def test_what_can_be_learnt_has_a_process_that_predicts_new_compounds(processes, counts, library) -> None:
    assert list(processes.processes) == [0]
    mean, spread = processes.predict(counts)
    truth = 4 + np.array([len(text) for text in library[200:]]) / 20
    assert np.corrcoef(mean[:, 0], truth)[0, 1] > 0.9
    inside = np.abs(mean[:, 0] - truth) < 2 * spread[:, 0]
    assert 0.8 < inside.mean() <= 1


def test_its_arrays_are_all_of_it(processes, counts) -> None:
    again = AtomProcesses.from_state(processes.state())
    for told, expected in zip(again.predict(counts), processes.predict(counts), strict=True):
        np.testing.assert_array_equal(told, expected)


def test_what_another_assay_reads_tells_what_the_structure_does_not(networks, graphs, counts, endpoints) -> None:
    readouts = np.random.default_rng(0).normal(size=(300, 1)).astype(np.float32)
    values = np.full((200, 3), np.nan)
    values[:, 0] = 6 + readouts[:200, 0]
    labels = labels_of(endpoints, values)
    found = AtomProcesses.fit(networks[0].encoder, graphs.take(KNOWN), labels, 0, readouts[:200])
    mean, _ = found.predict(counts, readouts[200:])
    assert np.corrcoef(mean[:, 0], readouts[200:, 0])[0, 1] > 0.9
    again = AtomProcesses.from_state(found.state())
    np.testing.assert_array_equal(again.predict(counts, readouts[200:])[0], mean)
    with pytest.raises(InternalError, match="asked with readouts where they were fitted with them, and only there"):
        found.predict(counts)


def test_an_endpoint_of_many_compounds_and_one_of_nothing_have_none(networks, graphs, labels, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOST", 199)
    assert AtomProcesses.fit(networks[0].encoder, graphs.take(KNOWN), labels, seed=0) is None


def test_a_label_that_is_no_number_is_refused(networks, graphs, endpoints) -> None:
    values = np.full((200, 3), np.nan)
    values[:, 0] = np.inf
    with pytest.raises(
        TrainingError, match=r"200 labels are not finite, first KCNH2\.potency of row 0; ingest the data again"
    ):
        AtomProcesses.fit(networks[0].encoder, graphs.take(KNOWN), labels_of(endpoints, values), seed=0)


def test_processes_answer_in_the_place_of_the_output_layer(networks, labels, library) -> None:
    before = NetworkEnsemble(networks).predict(library[200:])
    data = TrainingData(featurize(library[:200]), labels)
    told = take_over(networks, data, seed=0)
    assert told == "Gaussian processes on the networks' atoms answer for 1 of 3 endpoints."
    found = NetworkEnsemble(networks).predict(library[200:])
    np.testing.assert_array_equal(found.mean[:, 1:], before.mean[:, 1:])
    np.testing.assert_array_equal(found.spread[:, 1:], before.spread[:, 1:])
    alone = [NetworkEnsemble([network]).predict(library[200:]) for network in networks]
    mean, spread = (np.stack([getattr(one, name)[:, 0] for one in alone]) for name in ("mean", "spread"))
    np.testing.assert_allclose(found.mean[:, 0], mean.mean(axis=0), atol=1e-5)
    np.testing.assert_allclose(
        found.spread[:, 0], np.sqrt((spread**2).mean(axis=0) + mean.var(axis=0)), rtol=1e-4, atol=1e-5
    )
    assert np.isnan(alone[0].spread[:, 1:]).all()

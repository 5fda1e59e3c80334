"""What is counted of a molecule's atoms, as an encoder sees them."""

import numpy as np
import pytest
import torch

from discovery.graphs.batches import ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.build import build_encoder
from discovery.models.gaussian import atom_counts as module
from discovery.models.gaussian.atom_counts import AtomCounter, Codebook
from discovery.models.gaussian.atom_kernels import AtomKernels
from discovery.models.settings import DmpnnSettings, GineSettings, GpsSettings

ENCODERS = {
    "dmpnn": DmpnnSettings(hidden=16, depth=2, dropout=0.5),
    "gine": GineSettings(hidden=16, depth=2, dropout=0.5),
    "gps": GpsSettings(hidden=16, depth=2, dropout=0.5),
}


@pytest.fixture(params=ENCODERS)
def encoder(request):
    torch.manual_seed(0)
    return build_encoder(ENCODERS[request.param]).train()


def test_each_way_counts_every_atom(encoder, library) -> None:
    graphs = featurize(library[:100])
    counter = AtomCounter.fit(encoder, graphs, seed=0)
    counts = counter.of(encoder, graphs)
    sums, *books = np.split(counts, np.cumsum(counter.widths)[:-1], axis=1)
    for book in books:
        assert (book >= 0).all()
        np.testing.assert_allclose(book.sum(axis=1), np.diff(graphs.atom_offset), rtol=1e-4)
    encoder.eval()
    with torch.inference_mode():
        for rows, batch in ordered_batches(graphs, 7):
            np.testing.assert_allclose(sums[rows], encoder(batch).numpy(), rtol=1e-4, atol=1e-4)


def test_without_dropout_and_the_same_each_time_and_nan_for_what_has_no_graph(encoder, library) -> None:
    graphs = featurize([library[0], "?", library[1]])
    one, two = (AtomKernels.fit(encoder, graphs, seed=0).counts for _ in range(2))
    np.testing.assert_array_equal(one, two)
    assert np.isnan(one[1]).all()
    assert np.isfinite(one[[0, 2]]).all()
    assert encoder.training


def test_a_molecule_is_counted_alike_in_any_company(encoder, library) -> None:
    graphs = featurize(library[:60])
    counter = AtomCounter.fit(encoder, graphs, seed=0)
    alone = np.concatenate([counter.of(encoder, graphs.take(np.array([row]))) for row in range(60)])
    np.testing.assert_allclose(counter.of(encoder, graphs), alone, atol=1e-4)
    assert counter.of(encoder, graphs.take(np.arange(0))).shape == (0, sum(counter.widths))


def test_what_is_stored_counts_alike(encoder, library) -> None:
    graphs = featurize(library[:60])
    kernels = AtomKernels.fit(encoder, graphs, seed=0)
    again = AtomKernels.from_state(kernels.state())
    for told, expected in zip(again.each(kernels.counts), kernels.each(kernels.counts), strict=True):
        np.testing.assert_array_equal(told, expected)


def test_the_mean_of_the_kernels_is_one_too(encoder, library) -> None:
    kernels = AtomKernels.fit(encoder, featurize(library[:60]), seed=0)
    mean = kernels.compare(kernels.counts)
    np.testing.assert_allclose(mean, np.mean(kernels.each(kernels.counts), axis=0))
    rows = np.arange(0, 60, 2)
    np.testing.assert_allclose(kernels.among(rows, rows), mean[np.ix_(rows, rows)], rtol=1e-5)
    np.testing.assert_allclose(kernels.take(rows).compare(kernels.counts), mean[:, rows], rtol=1e-5)


def test_an_atom_counts_for_the_sorts_it_is_near() -> None:
    book = Codebook(np.eye(3, dtype=np.float32), reach=0.5)
    shares = book.shares(torch.tensor([[1.0, 0.0, 0.0], [0.0, 2**-0.5, 2**-0.5]]))
    np.testing.assert_allclose(shares.sum(dim=1), 1)
    assert shares[0, 1] / shares[0, 0] == pytest.approx(np.exp(-2 / 0.5))
    assert shares[1, 1] == shares[1, 2] > shares[1, 0]


def test_sorts_are_where_the_atoms_are() -> None:
    groups = np.repeat(np.eye(4, dtype=np.float32), 50, axis=0)
    atoms = groups + np.random.default_rng(0).normal(0, 0.01, groups.shape).astype(np.float32)
    book = Codebook.fit(atoms, 20, 0.3, seed=0)
    assert len(book.centres) == 20
    nearest = np.linalg.norm(np.eye(4)[:, None] - book.centres[None], axis=2).min(axis=1)
    assert (nearest < 0.05).all()


@pytest.mark.parametrize("smiles", ["C", "CC"])
def test_one_small_molecule_is_enough(smiles: str, encoder) -> None:
    kernels = AtomKernels.fit(encoder, featurize([smiles]), seed=0)
    for kernel in kernels.each(kernels.counts):
        np.testing.assert_allclose(kernel, 1, atol=1e-6)


def test_only_so_many_molecules_and_atoms_are_looked_at(encoder, library, monkeypatch) -> None:
    monkeypatch.setattr(module, "MOLECULES", 5)
    monkeypatch.setattr(module, "ATOMS", 30)
    assert [len(book.centres) for book in AtomCounter.fit(encoder, featurize(library), seed=0).books] == [10, 10]

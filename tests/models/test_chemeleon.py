"""The vectors of a CheMeleon file are those that chemprop makes of it, and a file of another kind is refused."""

from pathlib import Path

import numpy as np
import pytest
import torch

from discovery.errors import InputError
from discovery.models.chemeleon import Chemeleon
from discovery.models.embedding import Embedder

FOLDER = Path(__file__).parent / "chemeleon"
SMILES = (FOLDER / "molecules.smi").read_text("utf-8").split()


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return Chemeleon(FOLDER / "tiny.pt")


def test_vectors_are_those_of_chemprop(embedder: Embedder) -> None:
    """Isomers, isotopes, salts, rare elements and hybridisations, and molecules without a bond included."""
    expected = np.load(FOLDER / "expected.npy")
    found = embedder.embed(SMILES)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert len(np.unique(expected.round(5), axis=0)) == len(SMILES)


def test_what_cannot_be_read_is_nan_and_the_rest_stays(embedder: Embedder) -> None:
    found = embedder.embed([SMILES[1], "fff", "", SMILES[2]])
    assert np.isnan(found[1:3]).all()
    np.testing.assert_allclose(found[[0, 3]], embedder.embed(SMILES[1:3]), atol=1e-6)


def test_the_number_of_molecules_does_not_matter(embedder: Embedder) -> None:
    many = embedder.embed(SMILES * 8)
    np.testing.assert_allclose(many[: len(SMILES)], embedder.embed(SMILES), atol=1e-6)
    np.testing.assert_array_equal(many, embedder.embed(SMILES * 8))
    assert embedder.embed([]).shape == (0, many.shape[1])


def refused(path: Path, says: str) -> None:
    with pytest.raises(InputError) as caught:
        Chemeleon(path)
    assert says in str(caught.value)
    assert str(path) in str(caught.value)
    assert "zenodo.org" in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    refused(tmp_path / "chemeleon_mp.pt", "no file")


@pytest.mark.parametrize("content", [b"", b"not a checkpoint", b"PK\x03\x04broken"])
def test_a_file_of_another_kind_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.pt"
    path.write_bytes(content)
    refused(path, "is not a file of CheMeleon's weights")


class Code:
    """What a file must never be able to bring with it."""


@pytest.mark.parametrize("content", [{"state_dict": {}}, [1, 2], {"hyper_parameters": Code(), "state_dict": {}}])
def test_another_content_is_refused(tmp_path: Path, content: object) -> None:
    torch.save(content, tmp_path / "other.pt")
    refused(tmp_path / "other.pt", "is not a file of CheMeleon's weights")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"d_v": 133}, "its d_v is 133, not 72"),
        ({"undirected": True}, "its undirected is True, not False"),
        ({"activation": "tanh"}, "its activation is tanh, not relu"),
        ({"d_h": 32}, "its W_h.weight is 16 x 16, not 32 x 32"),
        ({"bias": True}, "its W_h.bias is missing, not 16"),
        ({"depth": None}, "it states no width d_h and depth"),
    ],
)
def test_another_network_is_refused(tmp_path: Path, changes: dict[str, object], says: str) -> None:
    content = torch.load(FOLDER / "tiny.pt", weights_only=True)
    content["hyper_parameters"] |= changes
    torch.save(content, tmp_path / "other.pt")
    refused(tmp_path / "other.pt", says)

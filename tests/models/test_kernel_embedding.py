"""A kernel on fingerprints and an encoder's vectors together."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.bundle.codec import EMBEDDER_FILE, decode, encode
from discovery.errors import BundleError, SettingsError
from discovery.graphs.featurize import featurize
from discovery.models import kernel as kernel_module
from discovery.models.gaussian.atom_kernels import AtomKernels
from discovery.models.kernel import Kernel
from discovery.models.pretrained import pretrained_of
from discovery.models.settings import DmpnnSettings, EmbeddingKind, KernelSettings
from discovery.target.endpoint import Endpoint

ODD = "C" * 400
"""A molecule of which a fingerprint can be made but no graph, as it is too large."""


@pytest.fixture
def settings(make_encoder: Callable[..., bytes], tmp_path: Path) -> KernelSettings:
    path = tmp_path / "encoder.safetensors"
    path.write_bytes(make_encoder(DmpnnSettings(hidden=16, depth=2)))
    return KernelSettings(EmbeddingKind.pretrained, path, bits=512)


@pytest.fixture
def truth(settings: KernelSettings, library: list[str]) -> np.ndarray:
    """A potency that only the encoder sees: a draw from a process that compares its sums over atoms."""
    assert settings.encoder is not None
    encoder = pretrained_of(settings.encoder.read_bytes()).network()
    kernels = AtomKernels.fit(encoder, featurize(library[:160]), seed=0)
    covariance = kernels.each(kernels.counts)[0].astype(np.float64) + 1e-4 * np.eye(160)
    return 6 + np.linalg.cholesky(covariance) @ np.random.default_rng(0).normal(size=160)


def labelled(endpoints: tuple[Endpoint, ...], values: np.ndarray) -> Labels:
    n = len(values)
    zeros = np.zeros(n, np.int8)
    ones = np.ones(n, np.float32)
    return Labels(endpoints, offsets_of(np.ones(n, int)), zeros.astype(np.int32), values.astype(np.float32), zeros,
                  ones, zeros)  # fmt: skip


@pytest.fixture
def fitted(settings: KernelSettings, library: list[str], endpoints: tuple[Endpoint, ...], truth: np.ndarray) -> Kernel:
    return Kernel.fit(library[:120], labelled(endpoints, truth[:120]), settings)


def test_what_the_vectors_tell_is_learnt(
    fitted: Kernel, library: list[str], endpoints: tuple[Endpoint, ...], truth: np.ndarray
) -> None:
    plain = Kernel.fit(library[:120], labelled(endpoints, truth[:120]), KernelSettings(bits=512))
    errors = [np.square(one.predict(library[120:160]).mean[:, 0] - truth[120:]).mean() for one in (fitted, plain)]
    assert errors[0] < 0.6 * errors[1]
    assert len(fitted.processes[0].weights) == 9
    assert fitted.processes[0].weights[-3:].sum() > 0.5


def test_a_molecule_alone_is_predicted_as_in_a_batch(
    fitted: Kernel, library: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    together = fitted.predict(library[110:150])
    alone = [fitted.predict([smiles]) for smiles in library[110:150]]
    np.testing.assert_allclose(together.mean, np.concatenate([one.mean for one in alone]), atol=1e-5)
    np.testing.assert_allclose(together.spread, np.concatenate([one.spread for one in alone]), atol=1e-5)
    monkeypatch.setattr(kernel_module, "BLOCK_NUMBERS", 9 * 9 * 120)
    assert [block.stop - block.start for block in fitted._blocks(40)] == [9] * 4 + [4]
    np.testing.assert_allclose(fitted.predict(library[110:150]).mean, together.mean, atol=1e-5)


def test_a_bundle_brings_the_encoder_with_it(fitted: Kernel, settings: KernelSettings, library: list[str]) -> None:
    assert settings.encoder is not None
    files = encode(fitted)
    assert files[EMBEDDER_FILE] == settings.encoder.read_bytes()
    settings.encoder.unlink()
    again = decode(settings, fitted.endpoints, files)
    for found, expected in zip(
        vars(again.predict(library[100:160])).values(), vars(fitted.predict(library[100:160])).values(), strict=True
    ):
        np.testing.assert_array_equal(found, expected)
    for content in (b"", b"other"):
        with pytest.raises(BundleError, match=r"do not fit its model settings .* train again"):
            decode(settings, fitted.endpoints, {**files, EMBEDDER_FILE: content})


def test_a_molecule_without_a_vector_is_learnt_and_predicted_by_its_fingerprints(
    settings: KernelSettings, library: list[str], endpoints: tuple[Endpoint, ...], truth: np.ndarray
) -> None:
    assert not featurize([ODD]).readable()[0]
    model = Kernel.fit([ODD, *library[:60]], labelled(endpoints, np.concatenate([[7.0], truth[:60]])), settings)
    assert model.processes[0].learnt == 61
    found = model.predict([ODD, library[70], "fff"])
    assert found.failed.tolist() == [False, False, True]
    assert np.isfinite(found.mean[:2, 0]).all()
    assert np.isfinite(found.spread[:2, 0]).all()


def test_an_embedding_without_its_file_is_one_line() -> None:
    for kind in (EmbeddingKind.pretrained, EmbeddingKind.chemeleon):
        with pytest.raises(
            SettingsError, match=rf"^model\.embedding={kind.value} takes a file: model\.encoder=<file>$"
        ):
            KernelSettings(kind)

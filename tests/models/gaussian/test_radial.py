"""The kernel on vectors: 1 for a compound and itself, less the farther apart, 0 for one without a vector."""

import numpy as np
import pytest

from discovery.models.gaussian.radial import Radial

VECTORS = np.random.default_rng(0).normal([0, 5, 100], [1, 1, 30], (80, 3)).astype(np.float32)


def test_the_median_distance_of_training_compounds_gives_one_over_e() -> None:
    radial = Radial.fit(VECTORS)
    scaled = radial.scaled(VECTORS)
    np.testing.assert_allclose(scaled.std(axis=0), 1, atol=1e-4)
    kernel = radial.compare(scaled, scaled)
    np.testing.assert_allclose(np.diag(kernel), 1, atol=1e-5)
    assert np.median(kernel[np.triu_indices(80, 1)]) == pytest.approx(np.exp(-1), rel=1e-3)
    assert np.linalg.eigvalsh(kernel.astype(np.float64)).min() > -1e-5


def test_the_unit_of_a_number_does_not_matter() -> None:
    other = VECTORS * np.array([1, 20, 0.1], np.float32)
    kernels = [Radial.fit(table).compare(*[Radial.fit(table).scaled(table)] * 2) for table in (VECTORS, other)]
    np.testing.assert_allclose(kernels[0], kernels[1], atol=1e-4)


def test_a_compound_without_a_vector_is_like_no_other() -> None:
    table = VECTORS.copy()
    table[7] = np.nan
    radial = Radial.fit(table)
    kernel = radial.compare(radial.scaled(table), radial.scaled(table))
    assert (kernel[7] == 0).all()
    assert (kernel[:, 7] == 0).all()
    assert np.isfinite(kernel).all()


@pytest.mark.parametrize("table", [VECTORS[:0], VECTORS[:1], np.full((3, 3), np.nan, np.float32), VECTORS[[1, 1, 1]]])
def test_where_nothing_varies_the_kernel_is_still_one(table: np.ndarray) -> None:
    radial = Radial.fit(table)
    kernel = radial.compare(radial.scaled(table), radial.scaled(table))
    assert np.isfinite(kernel).all()
    assert np.isin(kernel, (0, 1)).all()


def test_a_number_that_never_varies_says_nothing() -> None:
    constant = np.column_stack([VECTORS, np.full(80, 3, np.float32)])
    asked = constant[:5].copy()
    asked[:, 3] = 99
    radial = Radial.fit(constant)
    known = radial.scaled(constant)
    np.testing.assert_array_equal(
        radial.compare(radial.scaled(asked), known), radial.compare(radial.scaled(constant[:5]), known)
    )

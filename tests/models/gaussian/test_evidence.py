import numpy as np
import pytest
from scipy.optimize import check_grad

from discovery.models.gaussian.evidence import _Problem, tune

EQUAL = np.array([0.5, 0.5])


@pytest.fixture(scope="module")
def parts():
    """Two kernels of 80 points in the plane, one on each coordinate."""
    x = np.random.default_rng(0).uniform(0, 6, (80, 2))
    return np.stack([np.exp(-0.5 * (x[:, None, i] - x[None, :, i]) ** 2) for i in range(2)]).astype(np.float32)


def drawn(parts, weights, noise: float, scale: float = 1.0, mean: float = 0.0) -> np.ndarray:
    rng = np.random.default_rng(1)
    covariance = np.tensordot(weights, parts.astype(float), 1) + noise * np.eye(parts.shape[1])
    return mean + scale * np.linalg.cholesky(covariance) @ rng.normal(size=parts.shape[1])


@pytest.mark.parametrize("doubted", [False, True])
def test_the_gradient_is_that_of_the_likelihood(parts, doubted: bool) -> None:
    value, rng = drawn(parts, [0.5, 0.5], 0.2), np.random.default_rng(2)
    doubt = rng.uniform(0, 1, 80) if doubted else np.zeros(80)
    problem = _Problem(parts, value, doubt, rng.uniform(1, 3, 80), np.array([0.2, -0.2, -1.0]))
    for theta in (np.zeros(3), np.array([0.3, -0.4, -1.5])):
        wrong = check_grad(lambda t: problem(t)[0], lambda t: problem(t)[1], theta)
        assert wrong < 1e-3 * max(1.0, float(np.linalg.norm(problem(theta)[1])))


def test_mean_noise_and_the_kernel_that_matters_are_found(parts) -> None:
    """The other half of the kernel explains nothing, but is kept near its equal weight, at the cost of some noise."""
    quiet, loud = (
        tune(parts, EQUAL, drawn(parts, [1.0, 0.0], noise, 2.0, 7.0), np.zeros(80), np.ones(80))
        for noise in (0.05, 2.0)
    )
    assert quiet.weights[0] > 0.55
    assert quiet.noise < 0.5 < 1 < loud.noise
    assert quiet.mean == pytest.approx(7, abs=3)


def test_a_part_of_which_more_is_expected_weighs_more(parts) -> None:
    value = drawn(parts, [0.5, 0.5], 0.2)
    equal, less = (tune(parts, np.array(shares), value, np.zeros(80), np.ones(80)) for shares in ([1, 1], [1, 9]))
    assert less.weights[0] < equal.weights[0] - 0.2
    again = tune(parts, np.array([1.0, 9.0]), value, np.zeros(80), np.ones(80), start=equal)
    np.testing.assert_allclose(again.weights, less.weights, atol=0.02)


def test_units_do_not_matter(parts) -> None:
    value = drawn(parts, [0.5, 0.5], 0.2)
    one, other = (tune(parts, EQUAL, told, np.zeros(80), np.ones(80)) for told in (value, 1e3 * value + 5))
    np.testing.assert_allclose(other.weights, one.weights, rtol=1e-3)
    assert other.noise == pytest.approx(one.noise, rel=1e-2)
    assert other.scale == pytest.approx(1e3 * one.scale, rel=1e-2)


def test_two_values_are_enough(parts) -> None:
    tuned = tune(parts[:, :2, :2], EQUAL, np.array([4.0, 6.0]), np.zeros(2), np.ones(2))
    assert np.isfinite([tuned.noise, tuned.mean, tuned.scale, *tuned.weights]).all()
    assert 4 < tuned.mean < 6

import numpy as np
import pytest

from discovery.models.gaussian.solvers import Exact, Inducing


@pytest.fixture(scope="module")
def problem():
    """A covariance of 30 points on a line, values, and noise that differs."""
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 5, 30)
    covariance = np.exp(-0.5 * (x[:, None] - x[None]) ** 2)
    return covariance, np.sin(x) + rng.normal(0, 0.1, 30), rng.uniform(0.01, 0.3, 30)


def solvers(covariance):
    return {"exact": Exact(covariance), "inducing": Inducing(covariance[::2][:, ::2], covariance[:, ::2])}


def test_left_out_is_what_a_process_without_that_value_predicts(problem) -> None:
    covariance, value, noise = problem
    left = Exact(covariance).left_out(value, noise)
    for i in range(len(value)):
        rest = np.delete(np.arange(len(value)), i)
        inverse = np.linalg.inv(covariance[np.ix_(rest, rest)] + np.diag(noise[rest]))
        k = covariance[i, rest]
        assert left.mean[i] == pytest.approx(k @ inverse @ value[rest], abs=1e-5)
        assert left.variance[i] == pytest.approx(1 - k @ inverse @ k, abs=1e-5)


def test_inducing_on_all_points_is_exact(problem) -> None:
    covariance, value, noise = problem
    exact, inducing = Exact(covariance.copy()), Inducing(covariance, covariance)
    np.testing.assert_allclose(inducing.left_out(value, noise).mean, exact.left_out(value, noise).mean, atol=1e-3)
    a, b = exact.posterior(value, noise), inducing.posterior(value, noise)
    np.testing.assert_allclose(covariance @ b.alpha, covariance @ a.alpha, atol=1e-3)
    np.testing.assert_allclose(
        ((covariance @ b.factor.T) ** 2).sum(axis=1), ((covariance @ a.factor.T) ** 2).sum(axis=1), atol=1e-3
    )


def test_inducing_leaves_out_as_the_covariance_it_stands_for_does(problem) -> None:
    covariance, value, noise = problem
    between, among = covariance[:, ::2], covariance[::2][:, ::2]
    through = between @ np.linalg.solve(among + 1e-5 * np.eye(15), between.T)
    through[np.diag_indices(30)] = 1
    found, expected = (one.left_out(value, noise) for one in (Inducing(among, between), Exact(through)))
    np.testing.assert_allclose(found.mean, expected.mean, atol=1e-4)
    np.testing.assert_allclose(found.variance, expected.variance, atol=1e-4)


@pytest.mark.parametrize("name", ["exact", "inducing"])
def test_equal_compounds_with_different_values_are_no_obstacle(name: str) -> None:
    covariance = np.ones((6, 6))
    found = solvers(covariance)[name].posterior(np.arange(6.0), np.full(6, 0.1))
    mean = np.ones(len(found.alpha)) @ found.alpha
    assert mean == pytest.approx(15 / 6.1, rel=1e-3)

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from discovery.models.gaussian.sites import find_sites
from discovery.models.gaussian.solvers import Exact


def side(*sides: int) -> np.ndarray:
    return np.array(sides, np.int8)


@pytest.mark.parametrize(("bound", "which"), [(0.0, 1), (0.7, 1), (-0.5, -1), (3.0, 1), (-3.0, 1)])
def test_one_censored_value_has_the_moments_that_integration_gives(bound: float, which: int) -> None:
    """One censored observation is a case in which expectation propagation is exact."""
    noise = np.array([0.3])
    sites = find_sites(Exact(np.ones((1, 1))), np.array([bound]), side(which), noise)
    precision = 1 + 1 / sites.noise[0]
    mean, variance = sites.observed[0] / sites.noise[0] / precision, 1 / precision

    def density(f: float) -> float:
        return float(norm.pdf(f) * norm.cdf(which * (f - bound) / np.sqrt(0.3)))

    total, first, second = (quad(lambda f, p=power: f**p * density(f), -9, 9)[0] for power in range(3))
    assert mean == pytest.approx(first / total, abs=2e-3)
    assert variance == pytest.approx(second / total - (first / total) ** 2, abs=2e-3)
    assert np.exp(sites.log_probability[0]) == pytest.approx(total, abs=1e-4)


def test_measured_values_stay_as_they_are() -> None:
    sites = find_sites(Exact(np.eye(3)), np.array([0.5, -1.0, 2.0]), side(0, 0, 1), np.array([0.1, 0.2, 0.3]))
    np.testing.assert_allclose(sites.observed[:2], [0.5, -1.0])
    np.testing.assert_allclose(sites.noise[:2], [0.1, 0.2])
    assert sites.doubt[:2].tolist() == [0.0, 0.0]
    assert sites.expected[2] > 2.0
    assert sites.doubt[2] > 0


def test_a_bound_that_is_met_anyway_tells_nothing() -> None:
    covariance = np.array([[1.0, 0.99], [0.99, 1.0]])
    sites = find_sites(Exact(covariance), np.array([3.0, -3.0]), side(0, 1), np.array([0.01, 0.01]))
    assert sites.noise[1] > 1e4


def test_many_bounds_that_contradict_each_other_settle() -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 1, 60)
    sites = find_sites(
        Exact(np.exp(-((x[:, None] - x[None]) ** 2))),
        np.zeros(60),
        np.where(rng.random(60) > 0.5, 1, -1).astype(np.int8),
        np.full(60, 0.01),
    )
    for array in (sites.observed, sites.noise, sites.expected, sites.doubt, sites.log_probability):
        assert np.isfinite(array).all()


def test_the_search_ends_at_the_same_observations_wherever_it_starts() -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 1, 60)
    solver, bounds = Exact(np.exp(-30 * (x[:, None] - x[None]) ** 2)), np.where(x > 0.4, 0.2, -0.2)
    sides = np.where(rng.random(60) < x, 1, -1).astype(np.int8)
    sides[:5] = 0
    other = find_sites(solver, bounds + 1, sides, np.full(60, 1.0))
    found, again = (find_sites(solver, bounds, sides, np.full(60, 0.1), start) for start in (None, other))
    for name in ("observed", "noise", "expected", "doubt", "log_probability"):
        np.testing.assert_allclose(getattr(again, name), getattr(found, name), rtol=5e-3, atol=2e-3)

"""The ceiling that replicate noise sets is the one that a perfect model reaches."""

from collections.abc import Callable

import numpy as np
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.report.data_noise import Noise, noises, pooled
from discovery.report.data_series import series_of

Made = Callable[..., AssayDataset]


def test_a_perfect_model_reaches_the_ceiling_and_not_more(made: Made) -> None:
    random = np.random.default_rng(0)
    truth = random.normal(6.0, 1.0, 20_000)
    n = random.integers(1, 4, len(truth))
    curated = truth + random.normal(0.0, 0.4 / np.sqrt(n))
    rows = [{"compound": "CCO", "value": value, "n": number} for value, number in zip(curated, n.tolist(), strict=True)]
    dataset = made(rows, [{"replicate_sd": 0.4, "replicate_df": 500}])
    (found,) = noises(dataset.assays, series_of(dataset.measurements))
    error = curated - truth
    assert found.rmse == pytest.approx(np.sqrt(np.mean(error**2)), rel=0.02)
    assert found.r2 == pytest.approx(1 - np.mean(error**2) / np.var(curated), abs=0.005)
    assert found.pearson == pytest.approx(np.corrcoef(truth, curated)[0, 1], abs=0.005)


def test_single_measurements_have_the_noise_of_one(made: Made) -> None:
    rows = [{"compound": "CCO", "value": value} for value in np.linspace(4, 8, 41)]
    dataset = made(rows, [{"replicate_sd": 0.3, "replicate_df": 12}])
    (found,) = noises(dataset.assays, series_of(dataset.measurements))
    assert found.rmse == pytest.approx(0.3)
    assert found.r2 == pytest.approx(1 - 0.3**2 / np.var(np.linspace(4, 8, 41), ddof=1))


def test_the_interval_is_that_of_a_chi_squared_distribution() -> None:
    low, high = Noise("imaging", "RYR2", "human", 1.0, 10, 50, 1.0, None, None).interval
    assert (low, high) == pytest.approx((0.699, 1.755), abs=0.001)  # sqrt(10 / 20.483), sqrt(10 / 3.247)


def test_too_few_replicates_set_no_ceiling(made: Made) -> None:
    rows = [{"compound": "CCO", "value": value} for value in np.linspace(4, 8, 41)]
    dataset = made(rows, [{"replicate_sd": 0.3, "replicate_df": 4}])
    (found,) = noises(dataset.assays, series_of(dataset.measurements))
    assert (found.sigma, found.rmse, found.r2) == (0.3, None, None)


def test_too_few_values_have_an_error_but_no_r2(made: Made) -> None:
    rows = [{"compound": "CCO", "value": value} for value in (5.0, 6.0, 7.0)]
    dataset = made(rows, [{"replicate_sd": 0.3, "replicate_df": 12}])
    (found,) = noises(dataset.assays, series_of(dataset.measurements))
    assert (found.rmse, found.spread, found.r2) == (pytest.approx(0.3), None, None)


def test_values_that_differ_no_more_than_their_noise_have_no_r2(made: Made) -> None:
    rows = [{"compound": "CCO", "value": value} for value in np.linspace(5.9, 6.1, 30)]
    dataset = made(rows, [{"replicate_sd": 0.5, "replicate_df": 12}])
    (found,) = noises(dataset.assays, series_of(dataset.measurements))
    assert (found.rmse, found.r2, found.pearson) == (pytest.approx(0.5), None, None)


def test_an_assay_without_replicates_has_no_noise(made: Made) -> None:
    dataset = made([{"compound": "CCO"}], [{"replicate_sd": None, "replicate_df": 0}])
    assert noises(dataset.assays, series_of(dataset.measurements)) == []


def test_pooling_weighs_by_degrees_of_freedom() -> None:
    found = [Noise("a", "", "", 0.2, 9, 9, None, None, None), Noise("b", "", "", 0.6, 1, 9, None, None, None)]
    assert pooled(found) == (pytest.approx(np.sqrt((9 * 0.04 + 0.36) / 10)), 10)

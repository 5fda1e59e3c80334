"""The statistics of folds, beside a worked example of a textbook, SciPy and a least-squares fit."""

import numpy as np
import pytest
from scipy import stats

from discovery.evaluation.anova import repeated_measures, standardised, tukey

FITNESS = np.array(
    [[45, 50, 55], [42, 42, 45], [36, 41, 43], [39, 35, 40], [51, 55, 59], [44, 49, 56]], np.float64
)  # six subjects measured three times, a worked example of repeated measures that is much taught
SCORES = np.random.default_rng(3).normal(size=(25, 4)) * [0.05, 0.1, 0.02, 0.08] + [0.70, 0.72, 0.75, 0.71]


def test_the_worked_example_gives_the_published_figures() -> None:
    found = repeated_measures(FITNESS)
    assert found.df_models == 2
    assert found.df_error == 10
    assert found.error == pytest.approx(5.72, abs=0.005)
    assert found.f == pytest.approx(12.53, abs=0.005)
    assert found.p == pytest.approx(0.00189, abs=1e-5)


def test_the_error_is_what_models_and_folds_leave_over_in_a_least_squares_fit() -> None:
    n, k = SCORES.shape
    fold, model = np.repeat(np.eye(n), k, axis=0), np.tile(np.eye(k), (n, 1))

    def left_over(design: np.ndarray) -> float:
        fit = design @ np.linalg.lstsq(design, SCORES.ravel(), rcond=None)[0]
        return float(((SCORES.ravel() - fit) ** 2).sum())

    left, only_folds = left_over(np.hstack([fold, model])), left_over(fold)
    found = repeated_measures(SCORES)
    assert found.error == pytest.approx(left / ((n - 1) * (k - 1)))
    assert found.f == pytest.approx((only_folds - left) / (k - 1) / found.error)


def test_two_models_are_told_apart_as_by_a_paired_t_test() -> None:
    pair = SCORES[:, :2]
    expected = stats.ttest_rel(pair[:, 0], pair[:, 1])
    found = repeated_measures(pair)
    assert found.f == pytest.approx(expected.statistic**2)
    assert found.p == pytest.approx(expected.pvalue)
    assert found.p_corrected == pytest.approx(expected.pvalue)
    pairwise = tukey(found.means, found.error, found.folds, found.df_error, 0.95)
    assert pairwise.p[0, 1] == pytest.approx(expected.pvalue, rel=1e-5)
    interval = expected.confidence_interval(0.95)
    assert pairwise.difference[0, 1] - pairwise.margin == pytest.approx(interval.low, rel=1e-5)
    assert pairwise.difference[0, 1] + pairwise.margin == pytest.approx(interval.high, rel=1e-5)


def test_tukey_gives_what_scipy_gives_for_independent_groups() -> None:
    expected = stats.tukey_hsd(*SCORES.T)
    within = float(SCORES.var(axis=0, ddof=1).mean())
    n, k = SCORES.shape
    found = tukey(SCORES.mean(axis=0), within, n, k * (n - 1), 0.95)
    np.testing.assert_allclose(found.p, expected.pvalue, atol=1e-9)
    interval = expected.confidence_interval(0.95)
    off = ~np.eye(k, dtype=bool)
    np.testing.assert_allclose((found.difference - found.margin)[off], interval.low[off], rtol=1e-6)
    np.testing.assert_allclose((found.difference + found.margin)[off], interval.high[off], rtol=1e-6)


def test_the_differences_of_folds_do_not_count_as_error() -> None:
    shifted = SCORES + np.linspace(-5, 5, len(SCORES))[:, None]
    plain, moved = repeated_measures(SCORES), repeated_measures(shifted)
    assert moved.error == pytest.approx(plain.error)
    assert moved.p == pytest.approx(plain.p)
    np.testing.assert_allclose(standardised(shifted), standardised(SCORES))


def test_epsilon_is_that_of_the_eigenvalues_of_contrasts() -> None:
    k = SCORES.shape[1]
    contrasts = np.linalg.qr(np.hstack([np.ones((k, 1)), np.eye(k)[:, : k - 1]]))[0][:, 1:]
    values = np.linalg.eigvalsh(contrasts.T @ np.cov(SCORES, rowvar=False) @ contrasts)
    found = repeated_measures(SCORES)
    assert found.epsilon == pytest.approx(values.sum() ** 2 / ((k - 1) * (values**2).sum()))
    assert 1 / (k - 1) <= found.epsilon < 1
    assert found.p_corrected >= found.p


def test_equal_models_do_not_differ_and_constant_gaps_are_certain() -> None:
    same = np.repeat(SCORES[:, :1], 3, axis=1)
    found = repeated_measures(same)
    assert (found.f, found.p) == (0.0, 1.0)
    assert (tukey(found.means, 0.0, found.folds, found.df_error, 0.95).p == 1).all()
    apart = repeated_measures(same + np.array([0, 0.1, 0.2]))
    assert apart.p == pytest.approx(0, abs=1e-12)
    assert np.isnan(standardised(same)).all()


def test_cohens_d_is_the_mean_over_the_spread_of_differences() -> None:
    gap = FITNESS[:, 2] - FITNESS[:, 0]
    assert standardised(FITNESS)[2, 0] == pytest.approx(gap.mean() / gap.std(ddof=1))
    assert standardised(FITNESS)[0, 2] == pytest.approx(-gap.mean() / gap.std(ddof=1))

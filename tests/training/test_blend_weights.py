"""Weights: the better member gets more, equal members the same, and little evidence changes little."""

import numpy as np
import pytest
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import ABOVE, Labels
from discovery.target.endpoint import Endpoint, activity_endpoint, potency_endpoint
from discovery.training.blend_weights import equal_weights, evidence, fitted_weights

NUMBER, OTHER, CLASS = potency_endpoint("KCNH2"), potency_endpoint("RYR1"), activity_endpoint("RYR2")


def labels_of(endpoints: tuple[Endpoint, ...], values: NDArray[np.float64], rare: int = 0) -> Labels:
    """Every compound of values [n, E] with a label of every endpoint; the first `rare` are censored."""
    n, columns = values.shape
    relation = np.zeros((n, columns), np.int8)
    relation[:rare] = ABOVE
    return Labels(
        endpoints,
        offsets_of(np.full(n, columns)),
        np.tile(np.arange(columns, dtype=np.int32), n),
        values.astype(np.float32).ravel(),
        relation.ravel(),
        np.ones(n * columns, np.float32),
        np.zeros(n * columns, np.int8),
    )


def numbers(n: int, *errors: float, seed: int = 0) -> tuple[Labels, NDArray[np.float32]]:
    """Values of one endpoint, and what members with normal errors of these sizes say of them."""
    draws = np.random.default_rng(seed)
    truth = draws.normal(6, 1, n)
    means = [truth + draws.normal(0, error, n) for error in errors]
    return labels_of((NUMBER,), truth[:, None]), np.array(means, np.float32)[:, :, None]


def weights_of(labels: Labels, means: NDArray[np.float32]) -> NDArray[np.float64]:
    return fitted_weights(means, labels, ~np.isnan(means).all(axis=1))


def test_independent_errors_give_weights_by_their_inverse_variance() -> None:
    labels, means = numbers(20_000, 0.5, 1.0)
    assert weights_of(labels, means)[:, 0].tolist() == pytest.approx([0.8, 0.2], abs=0.02)


def test_a_member_that_knows_nothing_gets_next_to_nothing() -> None:
    labels, means = numbers(20_000, 0.3, 0.4)
    means = np.concatenate([means, np.full_like(means[:1], 6.0)])
    weights = weights_of(labels, means)[:, 0]
    assert weights[2] < 0.06
    assert weights[0] > weights[1] > 0.3


def test_weights_are_at_least_0_and_sum_to_1() -> None:
    """A member that is better than another in every way would get a negative one by plain least squares."""
    labels, means = numbers(5_000, 0.2)
    worse = means + np.random.default_rng(1).normal(0, 1.0, means.shape).astype(np.float32)
    weights = weights_of(labels, np.concatenate([means, worse]))
    assert (weights >= 0).all()
    assert weights.sum(axis=0).tolist() == pytest.approx([1.0])


def test_members_that_say_the_same_count_the_same() -> None:
    labels, means = numbers(500, 0.5)
    assert weights_of(labels, np.concatenate([means] * 3))[:, 0].tolist() == pytest.approx([1 / 3] * 3)


def test_little_evidence_stays_near_equal_weights() -> None:
    few, many = (np.array([weights_of(*numbers(n, 0.5, 0.7, seed=seed))[0, 0] for seed in range(20)]) for n in (6, 600))
    assert abs(few - 0.5).max() < 0.25
    assert many.mean() == pytest.approx(0.49 / (0.49 + 0.25), abs=0.03)
    assert weights_of(*numbers(1, 0.5, 0.7))[:, 0].min() > 0.25


def test_a_member_that_is_far_off_is_soon_found_out() -> None:
    assert weights_of(*numbers(100, 0.5, 3.0))[1, 0] < 0.1


def test_a_scale_that_is_off_does_not_matter() -> None:
    labels, means = numbers(300, 0.5, 1.0)
    scaled = labels_of((NUMBER,), labels.value[:, None].astype(np.float64) * 1000)
    np.testing.assert_allclose(weights_of(scaled, means * 1000), weights_of(labels, means), atol=1e-4)


def test_censored_labels_do_not_count() -> None:
    labels, means = numbers(400, 0.5, 1.0)
    wrong = labels.value.astype(np.float64).copy()
    wrong[:100] = 50.0
    kept = weights_of(labels_of((NUMBER,), labels.value[100:, None].astype(np.float64)), means[:, 100:])
    np.testing.assert_allclose(weights_of(labels_of((NUMBER,), wrong[:, None], rare=100), means), kept)


def test_an_endpoint_with_few_labels_leans_on_the_others() -> None:
    draws = np.random.default_rng(0)
    truth = draws.normal(6, 1, (3_000, 2))
    means = np.stack([truth + draws.normal(0, size, truth.shape) for size in (0.3, 1.5)]).astype(np.float32)
    labels = labels_of((NUMBER, OTHER), truth)
    labels = labels.keep((labels.endpoint == 0) | (labels.rows() < 4))
    assert weights_of(labels, means)[0].min() > 0.85


def test_a_member_without_an_endpoint_has_no_weight_there() -> None:
    draws = np.random.default_rng(0)
    truth = draws.normal(6, 1, (400, 2))
    means = np.stack([truth + draws.normal(0, size, truth.shape) for size in (0.5, 0.5, 0.5)]).astype(np.float32)
    means[1, :, 1] = np.nan
    weights = weights_of(labels_of((NUMBER, OTHER), truth), means)
    assert weights[1, 1] == 0
    assert weights.sum(axis=0).tolist() == pytest.approx([1.0, 1.0])
    assert (weights[:, 0] > 0).all()


def test_a_member_that_could_not_be_tried_gets_a_weight_only_where_none_could() -> None:
    labels, means = numbers(50, 0.5, 0.5)
    able = np.ones((2, 1), np.bool_)
    means[1] = np.nan
    assert fitted_weights(means, labels, able)[:, 0].tolist() == [1.0, 0.0]
    means[0] = np.nan
    assert fitted_weights(means, labels, able)[:, 0].tolist() == [0.5, 0.5]


def test_a_member_without_any_weight_elsewhere_has_all_of_what_it_alone_predicts() -> None:
    """By least squares a far worse member gets exactly 0."""
    draws = np.random.default_rng(0)
    truth = draws.normal(6, 1, (20_000, 3))
    means = np.stack([truth + draws.normal(0, size, truth.shape) for size in (0.2, 0.2)]).astype(np.float32)
    means[1] += 3 * means[0]
    means[0, :, 2] = np.nan
    labels = labels_of((NUMBER, OTHER, potency_endpoint("SCN9A")), truth)
    weights = weights_of(labels, means)
    assert weights.tolist() == [[1.0, 1.0, 0.0], [0.0, 0.0, 1.0]]


def classes(n: int, actives: float, *noises: float) -> tuple[Labels, NDArray[np.float32]]:
    draws = np.random.default_rng(0)
    active = draws.random(n) < actives
    said = [np.clip(np.where(active, 0.8, 0.2) + draws.normal(0, noise, n), 0.01, 0.99) for noise in noises]
    return labels_of((CLASS,), active[:, None].astype(np.float64)), np.array(said, np.float32)[:, :, None]


def test_the_better_classifier_gets_more() -> None:
    weights = weights_of(*classes(20_000, 0.5, 0.1, 0.6))[:, 0]
    assert weights[0] > 0.8
    assert weights.sum() == pytest.approx(1)


def test_fitted_weights_make_the_labels_most_likely() -> None:
    labels, means = classes(20_000, 0.5, 0.3, 0.5)
    told = evidence(means, labels, 0)
    best = weights_of(labels, means)[:, 0]
    tried = [told.score(np.array([one, 1 - one])) for one in np.linspace(0, 1, 21)]
    assert told.score(best) < min(tried) + 1e-3


def test_few_labels_of_a_class_stay_near_equal_weights() -> None:
    few, many = (weights_of(*classes(n, 0.5, 0.1, 0.3))[0, 0] for n in (10, 20_000))
    assert abs(few - 0.5) < 0.15
    assert many > 0.7


def test_equal_weights_are_of_the_members_that_predict() -> None:
    able = np.array([[True, True, False], [True, False, False]])
    assert equal_weights(able).tolist() == [[0.5, 1.0, 0.0], [0.5, 0.0, 0.0]]

"""A blend's mean and spread, whatever its members have to tell."""

from collections.abc import Sequence

import numpy as np
import pytest

from discovery.errors import InternalError, SettingsError
from discovery.models.blend import Blend, blended
from discovery.models.constant import Constant
from discovery.models.predictor import Prediction
from discovery.models.settings import BlendSettings, BlendWeights, ForestSettings, KernelSettings
from discovery.target.endpoint import potency_endpoint

NAN = np.nan
ENDPOINTS = (potency_endpoint("RYR2"), potency_endpoint("KCNH2"))


def said(mean: Sequence[float], spread: Sequence[float], failed: bool = False) -> Prediction:
    """Of one molecule, an endpoint each."""
    return Prediction(np.array([mean], np.float32), np.array([spread], np.float32), np.array([failed]))


def test_mean_and_spread_are_those_of_the_mixture() -> None:
    found = blended([said([4.0], [0.3]), said([6.0], [0.4])], np.array([[0.25], [0.75]]))
    assert found.mean[0, 0] == pytest.approx(5.5)
    draws = np.random.default_rng(0)
    first = draws.random(400_000) < 0.25
    values = np.where(first, draws.normal(4.0, 0.3, len(first)), draws.normal(6.0, 0.4, len(first)))
    assert found.spread[0, 0] == pytest.approx(values.std(), rel=5e-3)


def test_a_member_that_states_no_spread_counts_by_disagreement_only() -> None:
    found = blended([said([4.0], [NAN]), said([6.0], [NAN])], np.full((2, 1), 0.5))
    assert found.spread[0, 0] == pytest.approx(1.0)
    found = blended([said([5.0], [NAN]), said([5.0], [0.4])], np.full((2, 1), 0.5))
    assert found.spread[0, 0] == pytest.approx(np.sqrt(0.5 * 0.4**2))


def test_a_member_without_a_prediction_leaves_its_weight_to_the_others() -> None:
    members = [said([NAN, 5.0], [NAN, 0.1]), said([6.0, NAN], [0.2, NAN]), said([7.0, NAN], [0.2, NAN])]
    found = blended(members, np.array([[0.5, 0.2], [0.25, 0.4], [0.25, 0.4]]))
    assert found.mean[0].tolist() == pytest.approx([6.5, 5.0])
    assert found.spread[0].tolist() == pytest.approx([np.sqrt(0.2**2 + 0.5**2), 0.1])


def test_where_all_weight_lies_on_a_silent_member_the_others_count_alike() -> None:
    found = blended([said([NAN], [NAN]), said([4.0], [NAN]), said([6.0], [NAN])], np.array([[1.0], [0.0], [0.0]]))
    assert found.mean[0, 0] == pytest.approx(5.0)


def test_what_nobody_predicts_stays_unknown() -> None:
    found = blended([said([NAN, 1.0], [NAN, NAN]), said([NAN, NAN], [NAN, NAN])], np.full((2, 2), 0.5))
    assert np.isnan(found.mean[0]).tolist() == [True, False]
    assert np.isnan(found.spread[0]).all()


def test_a_molecule_has_failed_where_every_member_failed() -> None:
    readable = said([5.0], [0.1])
    assert not blended([said([NAN], [NAN], failed=True), readable], np.full((2, 1), 0.5)).failed[0]
    assert blended([said([NAN], [NAN], failed=True)] * 2, np.full((2, 1), 0.5)).failed[0]


def constant(value: float, endpoints=ENDPOINTS) -> Constant:
    return Constant(endpoints, np.full(2, value, np.float32), np.full(2, NAN, np.float32))


def test_weights_belong_to_members_in_the_order_of_their_names() -> None:
    weights = np.array([[1.0, 1.0], [0.0, 0.0]])
    for members in ({"a": constant(1.0), "b": constant(2.0)}, {"b": constant(2.0), "a": constant(1.0)}):
        assert Blend(members, weights).predict(["C"]).mean.tolist() == [[1.0, 1.0]]


def test_members_of_other_endpoints_or_impossible_weights_are_a_fault_of_ours() -> None:
    with pytest.raises(InternalError):
        Blend({"a": constant(1.0), "b": constant(1.0, ENDPOINTS[::-1])}, np.full((2, 2), 0.5))
    for weights in (np.full((1, 2), 0.5), np.full((2, 2), -0.5), np.full((2, 2), NAN)):
        with pytest.raises(InternalError):
            Blend({"a": constant(1.0), "b": constant(1.0)}, weights)


def test_members_are_kept_in_one_order_and_those_switched_off_are_gone() -> None:
    settings = BlendSettings({"z": KernelSettings(), "b": None, "a": ForestSettings()})
    assert list(settings.members) == list(settings.chosen) == ["a", "z"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"members": {"forest": None}}, "model.members: no member is left"),
        ({"members": {"../x": ForestSettings()}}, "model.members.../x: name a member by small letters"),
        ({"members": {"a": BlendSettings()}}, "model.members.a: a blend cannot be a member"),
        ({"folds": 1}, "model.folds must be 0 or at least 2, got 1"),
        ({"folds": -1}, "model.folds must be at least 0, got -1"),
        ({"folds": 0}, "add model.weights=equal"),
    ],
)
def test_settings_that_make_no_blend_are_refused(change: dict, says: str) -> None:
    with pytest.raises(SettingsError) as caught:
        BlendSettings(**change)
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)


def test_without_folds_weights_are_equal() -> None:
    assert BlendSettings(folds=0, weights=BlendWeights.equal).folds == 0

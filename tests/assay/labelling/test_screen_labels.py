"""The numbers of primary screens make an endpoint of their own, which is no potency."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.build_labels import build_labels, labels_of
from discovery.assay.labelling.labels import ABOVE, EQUAL, MEASURED, Labels
from discovery.errors import SettingsError
from discovery.target.endpoint import EndpointKind, potency_endpoint, screen_endpoint
from discovery.target.settings import TargetSettings

Make = Callable[..., AssayDataset]
TARGET = TargetSettings(gene="RYR2", family=["RYR1"], min_labels=1, min_actives=1, min_screen=3, presumed_inactive=0)
SCREEN = {"assay": "screen", "role": "primary"}
AGAIN = {"assay": "again", "role": "primary"}
COUNTER = {"assay": "counter", "role": "counter_screen"}
DOSES = {"assay": "doses", "role": "dose_response", "follows": "screen"}
AT_TEN = {"quantity": "response", "unit": "% inhibition", "standard_type": "inhibition", "concentration": 10.0}


def wells(assay: str, values: dict[str, float], **more: Any) -> list[dict[str, Any]]:
    return [{"compound": key, "assay": assay, **AT_TEN, "value": value, **more} for key, value in values.items()]


def screened(labels: Labels, name: str = "RYR2.screen") -> dict[int, float]:
    """Row -> label of an endpoint."""
    rows, values, relation, weight = labels.of(name)
    assert (relation == EQUAL).all()
    assert (weight == 1).all()
    return dict(zip(rows.tolist(), values.tolist(), strict=True))


def names(labels: Labels) -> set[str]:
    return {endpoint.name for endpoint in labels.endpoints}


def test_a_screen_its_counter_screen_and_its_dose_responses_are_kept_apart(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN, COUNTER, DOSES],
        *wells("screen", {"a": 80.0, "b": 3.5, "c": -12.0, "d": 40.0}),
        *wells("counter", {"a": 95.0, "b": 90.0, "e": 99.0, "f": 98.0}),
        *wells("doses", {"g": 77.0}),  # one point of a curve is no screen
        {"compound": "a", "assay": "doses", "effect": "inhibitor", "quantity": "potency", "unit": "pX", "value": 6.5},
    )
    labels = build_labels(data, TARGET)
    assert screened(labels) == {0: 80.0, 1: 3.5, 2: -12.0, 3: 40.0}
    [endpoint] = [endpoint for endpoint in labels.endpoints if endpoint.name == "RYR2.screen"]
    assert (endpoint.kind, endpoint.unit, endpoint.target) == (EndpointKind.regression, "% inhibition", "RYR2")
    assert not endpoint.is_potency
    assert potency_endpoint("RYR2").is_potency
    assert np.all(labels.origin == MEASURED)


def test_a_counter_screen_alone_makes_none(screen_data: Make) -> None:
    data = screen_data(
        [COUNTER, DOSES],
        *wells("counter", {"a": 95.0, "b": 90.0, "c": 99.0}),
        {"compound": "a", "assay": "doses", "effect": "inhibitor"},
    )
    assert "RYR2.screen" not in names(build_labels(data, TARGET))


def test_too_few_compounds_make_none(screen_data: Make) -> None:
    hits = [{"compound": "a", "assay": "screen", "effect": "inhibitor"}]
    data = screen_data([SCREEN], *hits, *wells("screen", {"b": 95.0, "c": 90.0}))
    assert names(build_labels(data, TARGET)) == {"RYR2.hit"}
    assert "RYR2.screen" in names(build_labels(data, replace(TARGET, min_screen=2)))


def test_repeats_of_a_compound_are_averaged_whatever_the_screen(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN, AGAIN],
        *wells("screen", {"a": 80.0, "b": 0.0, "c": 5.0}),
        *wells("again", {"a": 60.0, "b": 10.0}),
    )
    assert screened(build_labels(data, TARGET)) == {0: 70.0, 1: 5.0, 2: 5.0}


@pytest.mark.parametrize(
    "other",
    [
        {"unit": "% of control"},  # 80 % inhibition is 20 % of control
        {"concentration": 1.0},
        {"standard_type": "displacement"},
        {"quantity": "property", "unit": "z"},
    ],
    ids=str,
)
def test_numbers_of_another_readout_are_not_averaged_in(other: dict[str, Any], screen_data: Make) -> None:
    first, second = {"a": 80.0, "b": 0.0, "c": 5.0}, {"a": 2.0, "b": 4.0, "c": 6.0, "d": 8.0}
    data = screen_data([SCREEN, AGAIN], *wells("screen", first), *wells("again", second, **other))
    labels = build_labels(data, TARGET)
    assert screened(labels) == {0: 2.0, 1: 4.0, 2: 6.0, 3: 8.0}  # most compounds have it
    [endpoint] = [endpoint for endpoint in labels.endpoints if endpoint.name == "RYR2.screen"]
    assert endpoint.unit == other.get("unit", "% inhibition")


def test_a_bound_stays_a_bound_and_what_is_no_number_is_left_out(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN],
        *wells("screen", {"a": 80.0, "b": 0.0, "c": float("nan"), "d": float("inf")}),
        *wells("screen", {"e": 100.0}, relation=">"),
    )
    rows, values, relation, _ = build_labels(data, TARGET).of("RYR2.screen")
    assert (rows.tolist(), values.tolist(), relation.tolist()) == ([0, 1, 4], [80, 0, 100], [EQUAL, EQUAL, ABOVE])


def test_a_screen_of_another_readout_counts_where_dose_responses_follow_it(screen_data: Make) -> None:
    leak = wells("screen", {"a": 80.0, "b": 0.0, "c": 5.0}, target="ER calcium leak")
    follower = {"compound": "a", "assay": "doses", "effect": "inhibitor"}
    linked = screen_data([{**SCREEN, "target": "ER calcium leak"}, DOSES], *leak, follower)
    assert screened(build_labels(linked, TARGET)) == {0: 80.0, 1: 0.0, 2: 5.0}
    alone = screen_data([{**SCREEN, "target": "ER calcium leak"}, {**DOSES, "follows": ""}], *leak, follower)
    assert "RYR2.screen" not in names(build_labels(alone, TARGET))


def test_an_isoform_has_an_endpoint_of_its_own_and_lends_no_number(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN, {**AGAIN, "target": "RYR1"}],
        *wells("screen", {"a": 80.0, "b": 0.0, "c": 5.0}),
        *wells("again", {"d": 60.0, "e": 10.0, "f": 1.0}, target="RYR1"),
    )
    labels = build_labels(data, TARGET)
    assert set(screened(labels)) == {0, 1, 2}
    assert set(screened(labels, "RYR1.screen")) == {3, 4, 5}


def test_the_numbers_of_a_screen_are_enough_to_train_on_and_too_few_are_refused(screen_data: Make) -> None:
    data = screen_data([SCREEN], *wells("screen", {"a": 80.0, "b": 0.0, "c": 5.0}))
    assert names(build_labels(data, TARGET)) == {"RYR2.screen"}
    with pytest.raises(SettingsError, match=r"its numbers \(200 compounds at least, target.min_screen\)$"):
        build_labels(data, replace(TARGET, min_screen=200))


def test_labels_in_another_unit_than_that_of_the_endpoint_are_none(screen_data: Make) -> None:
    data = screen_data([SCREEN], *wells("screen", {"a": 80.0, "b": 0.0}))
    endpoints = [screen_endpoint("RYR2", unit) for unit in ("% inhibition",)]
    assert screened(labels_of(data, TARGET, endpoints)) == {0: 80.0, 1: 0.0}
    assert not len(labels_of(data, TARGET, [screen_endpoint("RYR2", "z")]).value)

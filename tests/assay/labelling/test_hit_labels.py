"""Primary screens, counter-screens and dose-responses of one target make the labels that they should."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.build_labels import build_labels, labels_of
from discovery.assay.labelling.labels import BORROWED, MEASURED, PRESUMED, Labels
from discovery.errors import SettingsError
from discovery.target.endpoint import activity_endpoint, hit_endpoint, potency_endpoint
from discovery.target.settings import TargetSettings

Make = Callable[..., AssayDataset]
TARGET = TargetSettings(gene="RYR2", family=["RYR1"], min_labels=1, min_actives=1, presumed_inactive=0)
SCREEN = {"assay": "screen", "role": "primary"}
DOSES = {"assay": "doses", "role": "dose_response", "follows": "screen"}
COUNTER = {"assay": "counter", "role": "counter_screen"}
RESPONSE = {"quantity": "response", "unit": "%", "assay": "screen"}


def told(labels: Labels) -> dict[str, dict[int, tuple[float, int]]]:
    """Endpoint -> row -> value and origin of its label."""
    found: dict[str, dict[int, tuple[float, int]]] = {endpoint.name: {} for endpoint in labels.endpoints}
    parts = (labels.rows(), labels.endpoint, labels.value, labels.origin)
    for row, endpoint, value, origin in zip(*(part.tolist() for part in parts), strict=True):
        found[labels.endpoints[endpoint].name][row] = (value, origin)
    return found


def test_a_screen_and_its_dose_responses_make_linked_endpoints_of_their_own(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN, DOSES],
        {"compound": "a", **RESPONSE, "value": 80.0, "flags": ["hit"]},
        {"compound": "b", **RESPONSE, "value": 3.0, "effect": "inactive"},
        {"compound": "c", **RESPONSE, "value": 75.0, "flags": ["hit"]},
        {"compound": "a", "assay": "doses", "effect": "inhibitor", "quantity": "potency", "value": 6.5},
        {"compound": "c", "assay": "doses", "effect": "inhibitor", "quantity": "potency", "value": 3.5},
    )
    assert told(build_labels(data, replace(TARGET, min_labels=1))) == {
        "RYR2.modulator": {0: (1.0, MEASURED), 2: (0.0, MEASURED)},
        "RYR2.inhibitor": {0: (1.0, MEASURED), 2: (0.0, MEASURED)},
        "RYR2.hit": {0: (1.0, MEASURED), 1: (0.0, MEASURED), 2: (1.0, MEASURED)},
    }


def test_a_well_without_a_hit_call_makes_no_label(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN],
        {"compound": "a", **RESPONSE, "value": 80.0, "flags": ["hit"]},
        {"compound": "b", **RESPONSE, "value": 90.0, "flags": ["no_hit_call"]},
    )
    assert told(build_labels(data, TARGET)) == {"RYR2.hit": {0: (1.0, MEASURED)}}


def test_hits_that_their_source_flags_count_as_those_that_are_called(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN],
        {"compound": "a", "assay": "screen", "effect": "unstated"},
        {"compound": "b", "assay": "screen", "effect": "inactive"},
    )
    assert told(build_labels(data, TARGET)) == {"RYR2.hit": {0: (1.0, MEASURED), 1: (0.0, MEASURED)}}


def test_too_few_hits_make_no_endpoint(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN],
        {"compound": "a", "assay": "screen"},
        {"compound": "b", "assay": "doses", "effect": "inhibitor"},
    )
    assert "RYR2.hit" not in told(build_labels(data, replace(TARGET, min_actives=2)))


def test_a_potency_out_of_a_screen_is_a_hit_and_no_potency(screen_data: Make) -> None:
    rows = [{"compound": key, "assay": "screen", "quantity": "potency", "value": 6.0} for key in "abcdefghijkl"]
    assert set(told(build_labels(screen_data([SCREEN], *rows), TARGET))) == {"RYR2.hit"}


def test_a_screen_of_another_readout_counts_for_the_target_whose_dose_responses_follow_it(screen_data: Make) -> None:
    data = screen_data(
        [{**SCREEN, "target": "ER calcium leak"}, DOSES],
        {"compound": "a", "assay": "screen", "target": "ER calcium leak"},
        {"compound": "b", "assay": "screen", "target": "ER calcium leak", "effect": "inactive"},
        {"compound": "a", "assay": "doses", "effect": "inhibitor"},
    )
    assert told(build_labels(data, TARGET))["RYR2.hit"] == {0: (1.0, MEASURED), 1: (0.0, MEASURED)}


def test_a_screen_that_nothing_of_the_target_follows_is_not_its_own(screen_data: Make) -> None:
    data = screen_data(
        [{**SCREEN, "target": "ER calcium leak"}, {**DOSES, "follows": ""}],
        {"compound": "a", "assay": "screen", "target": "ER calcium leak"},
        {"compound": "a", "assay": "doses", "effect": "inhibitor"},
    )
    assert "RYR2.hit" not in told(build_labels(data, TARGET))


def test_hits_of_a_family_member_are_borrowed_and_its_own_endpoint_has_them_too(screen_data: Make) -> None:
    data = screen_data(
        [SCREEN, {**SCREEN, "target": "RYR1"}],
        {"compound": "a", "assay": "screen", "target": "RYR1"},
        {"compound": "b", "assay": "screen", "effect": "inactive"},
    )
    found = told(build_labels(data, TARGET))
    assert found == {"RYR2.hit": {0: (1.0, BORROWED), 1: (0.0, MEASURED)}, "RYR1.hit": {0: (1.0, MEASURED)}}


def test_a_counter_screen_says_nothing_of_the_target_but_what_it_says_of_others_stays(screen_data: Make) -> None:
    data = screen_data(
        [DOSES, COUNTER, {**COUNTER, "target": "LUC"}],
        {"compound": "a", "assay": "doses", "effect": "inhibitor"},
        {"compound": "a", "assay": "counter", "effect": "inactive"},
        {"compound": "b", "assay": "counter", "effect": "inhibitor"},
        {"compound": "b", "assay": "counter", "target": "LUC", "quantity": "potency", "value": 7.0},
    )
    assert told(build_labels(data, TARGET)) == {
        "RYR2.modulator": {0: (1.0, MEASURED)},
        "RYR2.inhibitor": {0: (1.0, MEASURED)},
        "LUC.potency": {1: (7.0, MEASURED)},
    }


def test_nobody_who_was_screened_is_presumed_inactive(screen_data: Make) -> None:
    screened = [{"compound": key, "assay": "screen"} for key in "ab"]
    countered = [{"compound": "c", "assay": "counter"}]
    others = [{"compound": key, "assay": "other", "target": "KCNH2"} for key in "defg"]
    found = told(
        build_labels(
            screen_data([SCREEN, COUNTER], *screened, *countered, *others), replace(TARGET, presumed_inactive=9)
        )
    )
    presumed = {row for row, (_, origin) in found["RYR2.hit"].items() if origin == PRESUMED}
    assert presumed == {3, 4, 5, 6}


@pytest.mark.parametrize(
    "row", [{**RESPONSE, "value": 80.0}, {"quantity": "property", "value": 1.2, "unit": "mL/min/kg"}]
)
def test_a_target_of_which_nothing_makes_a_label_is_refused_with_the_remedy(
    row: dict[str, Any], screen_data: Make
) -> None:
    others = [{"compound": key, "target": "KCNH2", "quantity": "potency", "value": 6.0} for key in "abcd"]
    data = screen_data([SCREEN], *others, {"compound": "a", **row})
    with pytest.raises(SettingsError, match=r"^target\.gene: what the data set has on 'RYR2' makes no label: .*hits"):
        build_labels(data, replace(TARGET, presumed_inactive=3))


def test_labels_of_given_endpoints_need_no_least_number_and_keep_their_columns(screen_data: Make) -> None:
    rows = [{"compound": key, "quantity": "potency", "value": 6.0} for key in "ab"]
    data = screen_data([SCREEN], *rows, {"compound": "c", "target": "KCNH2", "quantity": "potency", "value": 5.0})
    endpoints = (hit_endpoint("RYR2"), potency_endpoint("KCNH2"), potency_endpoint("RYR2"), activity_endpoint("RYR2"))
    labels = labels_of(data, replace(TARGET, min_labels=50, presumed_inactive=9), endpoints)
    assert labels.endpoints == endpoints
    assert told(labels) == {
        "RYR2.hit": {},
        "KCNH2.potency": {2: (5.0, MEASURED)},
        "RYR2.potency": {0: (6.0, MEASURED), 1: (6.0, MEASURED)},
        "RYR2.modulator": {0: (1.0, MEASURED), 1: (1.0, MEASURED)},
    }
    assert np.all(np.diff(labels.offsets) == [2, 2, 1])


def test_labels_of_endpoints_about_which_nothing_is_known_are_none(screen_data: Make) -> None:
    data = screen_data([], {"compound": "a", "target": "SCN5A", "quantity": "potency", "value": 5.0})
    assert not len(labels_of(data, TARGET, [potency_endpoint("KCNH2")]).value)

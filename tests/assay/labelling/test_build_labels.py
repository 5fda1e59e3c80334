"""From measurements to labels."""

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.activity_labels import isoforms
from discovery.assay.labelling.build_labels import build_labels
from discovery.assay.labelling.labels import ABOVE, BELOW, BORROWED, EQUAL, MEASURED, PRESUMED, Labels
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED
from discovery.errors import SettingsError
from discovery.target.settings import TargetSettings

TARGET = TargetSettings(
    gene="RYR2", family=["RYR1", "RYR3", "RYR"], min_labels=2, min_actives=1, presumed_inactive=0, active_above=5.0
)
Label = tuple[float, int, float, int]


def dataset(*rows: dict[str, Any]) -> AssayDataset:
    """A data set of the given measurements; a compound is named by a letter, `a` and `a'` are isomers."""
    keys = sorted({row["compound"] for row in rows})
    compounds = [{"compound": key, "smiles": "C", "skeleton": key.strip("'")} for key in keys]
    plain = {"effect": "unstated", "quantity": "potency", "relation": "=", "target": "RYR2", "conflict": False}
    measurements = [{**plain, **({} if "value" in row else {"quantity": "flag"}), **row} for row in rows]
    return AssayDataset(
        pa.Table.from_pylist(compounds, schema=COMPOUNDS),
        pa.Table.from_pylist(measurements, schema=MEASUREMENTS),
        ASSAYS.empty_table(),
        PROTEINS.empty_table(),
        REJECTED.empty_table(),
        {},
    )


def label_rows(labels: Labels, endpoint: str) -> dict[int, Label]:
    """Row -> value, relation, weight and origin of the endpoint's label."""
    column = names(labels).index(endpoint)
    mine = labels.endpoint == column
    parts = (labels.rows(), labels.value, labels.relation, labels.weight, labels.origin)
    rows = zip(*(part[mine].tolist() for part in parts), strict=True)
    return {row: (value, relation, pytest.approx(weight), origin) for row, value, relation, weight, origin in rows}


def names(labels: Labels) -> list[str]:
    return [endpoint.name for endpoint in labels.endpoints]


def single(endpoint: str, *rows: dict[str, Any], target: TargetSettings = TARGET) -> Label | None:
    """The label of compound `a`, beside one that certainly has a label."""
    known = {"compound": "x", "effect": "inhibitor"}
    labels = build_labels(dataset(known, *({"compound": "a", **row} for row in rows)), target)
    return label_rows(labels, endpoint).get(0)


def test_labels_stand_in_the_order_of_the_compounds() -> None:
    rows = [{"compound": key, "value": value} for key, value in [("c", 7.0), ("a", 5.5), ("b", 4.0)]]
    labels = build_labels(dataset(*rows), TARGET)
    assert len(labels) == 3
    assert label_rows(labels, "RYR2.modulator") == {
        0: (1.0, EQUAL, 1.0, MEASURED),
        1: (0.0, EQUAL, 1.0, MEASURED),
        2: (1.0, EQUAL, 1.0, MEASURED),
    }


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ({"value": 5.0}, 1.0),
        ({"value": 4.9}, 0.0),
        ({"value": 5.0, "relation": "<"}, 0.0),
        ({"value": 6.0, "relation": "<"}, None),
        ({"value": 5.0, "relation": ">"}, 1.0),
        ({"value": 4.0, "relation": ">"}, None),
        ({"effect": "inhibitor"}, 1.0),
        ({"effect": "unstated"}, 1.0),
        ({"effect": "inactive"}, 0.0),
        ({"effect": "inactive", "value": 6.0}, 0.0),
        ({"effect": "activator", "quantity": "response", "value": 250.0, "unit": "%"}, 1.0),
        ({"effect": "unstated", "quantity": "response", "value": 3.0, "unit": "%"}, None),
        ({"effect": "unstated", "quantity": "response", "value": 99.0, "unit": "%", "flags": ["hit"]}, 1.0),
        ({"effect": "unstated", "quantity": "property", "value": 3.0, "unit": "mL/min/kg"}, None),
    ],
)
def test_evidence_of_an_effect(row: dict[str, Any], expected: float | None) -> None:
    label = single("RYR2.modulator", row)
    assert (label and label[0]) == expected


@pytest.mark.parametrize(
    ("effect", "inhibitor", "activator"),
    [
        ("inhibitor", 1.0, 0.0),
        ("activator", 0.0, 1.0),
        ("biphasic", 1.0, 1.0),
        ("inactive", 0.0, 0.0),
        ("unstated", None, None),
        ("stabiliser", None, None),
    ],
)
def test_evidence_of_a_direction(effect: str, inhibitor: float | None, activator: float | None) -> None:
    known = [{"compound": "x", "effect": "inhibitor"}, {"compound": "y", "effect": "activator"}]
    labels = build_labels(dataset({"compound": "a", "effect": effect}, *known), TARGET)
    found = [label_rows(labels, f"RYR2.{name}").get(0) for name in ("inhibitor", "activator")]
    assert [label and label[0] for label in found] == [inhibitor, activator]


def test_a_measurement_of_the_family_is_borrowed_and_an_own_one_wins() -> None:
    assert single("RYR2.modulator", {"target": "RYR1", "effect": "inhibitor"}) == (1.0, EQUAL, 0.3, BORROWED)
    assert single("RYR2.modulator", {"target": "RYR", "effect": "inactive"}) == (0.0, EQUAL, 0.3, BORROWED)
    both = [{"target": "RYR1", "effect": "inhibitor"}, {"effect": "inactive"}]
    assert single("RYR2.modulator", *both) == (0.0, EQUAL, 1.0, MEASURED)


def test_nothing_is_borrowed_at_weight_zero() -> None:
    target = replace(TARGET, family_weight=0.0)
    assert single("RYR2.modulator", {"target": "RYR1", "effect": "inhibitor"}, target=target) is None


def test_where_equals_disagree_the_positive_evidence_wins() -> None:
    assert single("RYR2.modulator", {"effect": "inactive"}, {"effect": "inhibitor"}) == (1.0, EQUAL, 1.0, MEASURED)


def test_a_member_that_is_an_isoform_has_its_own_endpoint_and_the_family_name_none() -> None:
    rows = [{"compound": "a", "target": target, "effect": "inhibitor"} for target in ("RYR1", "RYR", "KCNH2")]
    assert names(build_labels(dataset(*rows), TARGET)) == ["RYR2.modulator", "RYR2.inhibitor", "RYR1.modulator"]


@pytest.mark.parametrize(
    ("gene", "family", "expected"),
    [
        ("RYR2", ["RYR1", "RYR"], ("RYR1",)),
        ("ABCB11", ["ABCB1", "ABCB"], ("ABCB1",)),
        ("CACNA1C", ["CACNA1D", "CACNA1"], ("CACNA1D",)),
    ],
)
def test_a_family_name_is_told_from_an_isoform(gene: str, family: list[str], expected: tuple[str, ...]) -> None:
    assert isoforms(TargetSettings(gene=gene, family=family)) == expected


def test_effects_with_too_few_actives_are_no_endpoints() -> None:
    rows = [{"compound": key, "effect": "inhibitor"} for key in "abc"]
    rows += [{"compound": key, "effect": "activator", "target": "RYR1"} for key in "de"]
    found = build_labels(dataset(*rows), replace(TARGET, min_actives=3))
    assert names(found) == ["RYR2.modulator", "RYR2.inhibitor"]


def test_potencies_of_other_genes_and_of_members_need_enough_compounds() -> None:
    rows = [{"compound": key, "target": "KCNH2", "value": 6.0} for key in "ab"]
    rows += [{"compound": "a", "target": "SCN5A", "value": 6.0}]
    rows += [{"compound": f"m{number:02}", "target": "RYR1", "value": 6.0} for number in range(10)]
    rows += [{"compound": f"m{number:02}", "value": 6.0} for number in range(9)]
    found = build_labels(dataset(*rows), TARGET)
    assert [name for name in names(found) if name.endswith("potency")] == ["RYR1.potency", "KCNH2.potency"]


@pytest.mark.parametrize(
    ("potencies", "expected"),
    [
        ([("=", 6.0), ("=", 7.0), (">", 9.0)], (6.5, EQUAL)),
        ([("<", 6.0), ("<", 5.0)], (5.0, BELOW)),
        ([(">", 6.0), (">", 5.0)], (6.0, ABOVE)),
        ([(">", 6.0), ("<", 5.0)], (6.0, ABOVE)),
    ],
)
def test_several_potencies_of_one_compound(potencies: list[tuple[str, float]], expected: tuple[float, int]) -> None:
    rows = [{"target": "KCNH2", "relation": relation, "value": value} for relation, value in potencies]
    label = single("KCNH2.potency", *rows, {}, target=replace(TARGET, min_labels=1))
    assert label == (*expected, 1.0, MEASURED)


def test_presumed_inactive_compounds_were_never_measured_on_the_family_nor_their_isomers() -> None:
    rows = [{"compound": "a", "target": "RYR1", "effect": "inhibitor"}]
    rows += [{"compound": key, "target": "KCNH2", "value": 6.0} for key in ["a'", *"bcdefg"]]
    data, target = dataset(*rows), replace(TARGET, presumed_inactive=3)
    found = label_rows(build_labels(data, target), "RYR2.modulator")
    presumed = {row: label for row, label in found.items() if label[3] == PRESUMED}
    assert len(presumed) == 3
    assert not {0, 1} & set(presumed)
    assert all(label[:2] == (0.0, EQUAL) for label in presumed.values())
    again = label_rows(build_labels(data, target), "RYR1.modulator")
    assert {row for row, label in again.items() if label[3] == PRESUMED} == set(presumed)


def test_half_of_the_presumed_inactive_come_from_the_background() -> None:
    rows = [{"compound": "a", "target": "RYR1", "effect": "inhibitor"}]
    rows += [{"compound": key, "target": "KCNH2", "value": 6.0} for key in "bcdefg"]
    data = dataset(*rows)
    background = [{"compound": f"x{i}", "smiles": "C", "skeleton": f"x{i}"} for i in range(5)]
    grown = pa.concat_tables([data.compounds, pa.Table.from_pylist(background, schema=COMPOUNDS)])
    data = replace(data, compounds=grown)
    found = label_rows(build_labels(data, replace(TARGET, presumed_inactive=4)), "RYR2.modulator")
    presumed = [row for row, label in found.items() if label[3] == PRESUMED]
    assert len([row for row in presumed if row >= 7]) == 2
    assert len([row for row in presumed if row < 7]) == 2


def test_labels_lie_in_their_ranges() -> None:
    rows = [{"compound": key, "target": gene, "value": 6.0} for key in "abc" for gene in ("RYR2", "RYR1", "KCNH2")]
    labels = build_labels(dataset(*rows, {"compound": "d", "target": "KCNH2", "value": 7.0}), TARGET)
    assert labels.offsets[-1] == len(labels.value)
    assert np.all((labels.weight > 0) & (labels.weight <= 1))
    within = np.diff(labels.endpoint) > 0
    assert np.all(within | (np.diff(labels.rows()) > 0))


def test_an_unknown_target_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match=r"target\.gene: .*'KCNH1'.*did you mean 'KCNH2'\?"):
        build_labels(dataset({"compound": "a", "target": "KCNH2", "value": 6.0}), TargetSettings(gene="KCNH1"))

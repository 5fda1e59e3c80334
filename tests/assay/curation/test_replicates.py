"""Aggregation in log space, and flags on contradictions."""

from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.curation.replicates import RECORDS, aggregate, flag_conflicts
from discovery.assay.schema import MEASUREMENTS

RECORD: dict[str, Any] = {
    "compound": "A",
    "target": "RYR2",
    "organism": "",
    "assay": "binding",
    "effect": "inhibitor",
    "quantity": "potency",
    "standard_type": "IC50",
    "relation": "=",
    "unit": "pX",
    "file": "a.csv",
    "value": 6.0,
    "half_width": None,
    "reference": "",
    "line": 0,
}
FLAG = {"quantity": "flag", "value": None, "unit": ""}


def measured(*changes: dict[str, Any]) -> pa.Table:
    rows = [{**RECORD, **change, "line": line} for line, change in enumerate(changes, start=2)]
    return aggregate(pa.Table.from_pylist(rows, schema=RECORDS))


def conflicts(*changes: dict[str, Any]) -> list[bool]:
    """Whether each record, in an assay of its own, is in conflict, in the order given."""
    table = measured(*({"assay": f"{number:03}", **change} for number, change in enumerate(changes)))
    return list(flag_conflicts(table, gap=1.0).sort_by("assay")["conflict"].to_pylist())


def test_replicates_are_averaged_in_log_space() -> None:
    [row] = measured({"value": 6.0}, {"value": 7.0}, {"value": 6.5, "reference": "doi:1"}).to_pylist()
    assert (row["value"], row["n"], row["spread"]) == (6.5, 3, 0.5)
    assert (row["references"], row["lines"]) == (["doi:1"], [2, 3, 4])


def test_a_copy_counts_once_but_keeps_its_line() -> None:
    [row] = measured({"value": 6.0}, {"value": 7.0}, {"value": 7.0}).to_pylist()
    assert (row["value"], row["n"], row["lines"]) == (6.5, 2, [2, 3, 4])


def test_one_value_has_no_spread_and_a_range_has_its_half_width() -> None:
    assert measured({})["spread"].to_pylist() == [None]
    assert measured({"half_width": 0.15})["spread"].to_pylist() == [0.15]


@pytest.mark.parametrize(("relation", "tightest"), [("<", 4.0), (">", 5.0)])
def test_of_censored_values_the_tightest_is_kept(relation: str, tightest: float) -> None:
    [row] = measured({"relation": relation, "value": 4.0}, {"relation": relation, "value": 5.0}).to_pylist()
    assert (row["value"], row["n"], row["spread"]) == (tightest, 2, None)


def test_flags_have_no_value() -> None:
    [row] = measured(FLAG, {**FLAG, "reference": "doi:2"}).to_pylist()
    assert (row["value"], row["spread"], row["n"]) == (None, None, 2)


@pytest.mark.parametrize("name", ["target", "organism", "assay", "effect", "standard_type", "relation", "file"])
def test_only_equal_conditions_are_replicates(name: str) -> None:
    other = {"effect": "activator", "relation": "<"}.get(name, "another")
    assert measured({}, {name: other}).num_rows == 2


def test_no_records_make_no_measurements() -> None:
    table = flag_conflicts(measured(), gap=1.0)
    assert table.num_rows == 0
    assert table.schema == MEASUREMENTS


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([{"value": 6.0}, {"value": 7.0}], [False, False]),
        ([{"value": 6.0}, {"value": 7.5}], [True, True]),
        ([{"value": 6.0}, {"value": 6.9}, {"value": 7.5}], [True, False, True]),
        ([{"value": 8.0}, {"value": 5.0, "relation": "<"}], [True, True]),
        ([{"value": 8.0}, {"value": 5.0, "relation": ">"}], [False, False]),
        ([{"value": 5.0, "relation": "<"}, {"value": 7.0, "relation": ">"}], [True, True]),
        ([{"value": 6.0}, {"value": 9.0, "compound": "B"}], [False, False]),
        ([{"value": 6.0}, {"value": 9.0, "target": "RYR1"}], [False, False]),
        ([FLAG, {**FLAG, "effect": "inactive"}], [True, True]),
        ([FLAG, {**FLAG, "effect": "activator"}], [True, True]),
        ([FLAG, {**FLAG, "effect": "biphasic"}, {**FLAG, "effect": "unstated"}], [False, False, False]),
        ([{**FLAG, "effect": "unstated"}, {**FLAG, "effect": "inactive"}], [True, True]),
        ([{"value": 50.0, "unit": "%", "quantity": "response"}, {"value": 6.0}], [False, False]),
    ],
)
def test_contradictions(changes: list[dict[str, Any]], expected: list[bool]) -> None:
    assert conflicts(*changes) == expected

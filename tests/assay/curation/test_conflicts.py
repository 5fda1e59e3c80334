"""Contradictions, slips of units and outliers are flagged, and listed with their sources."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.curation.conflicts import CONFLICTS, conflict_table, flag
from discovery.assay.curation.replicates import aggregate
from discovery.assay.schema import MEASUREMENTS
from discovery.assay.settings import CurateSettings

Records = Callable[..., pa.Table]
Changes = list[dict[str, Any]]
FLAG: dict[str, Any] = {"quantity": "flag", "value": None, "unit": ""}
RESPONSE: dict[str, Any] = {"quantity": "response", "unit": "%", "effect": "unstated"}


def aggregated(table: pa.Table) -> pa.Table:
    return aggregate(table, CurateSettings())


def told(records: Records, changes: Changes, **settings: float) -> list[set[str]]:
    """Flags of each record, in an assay of its own, in the order given."""
    apart = [{"assay": f"{number:03}", **change} for number, change in enumerate(changes)]
    table = flag(aggregated(records(*apart)), CurateSettings(**settings)).sort_by("assay")
    return [set(flags) for flags in table["flags"].to_pylist()]


def conflicts(records: Records, changes: Changes) -> list[bool]:
    apart = [{"assay": f"{number:03}", **change} for number, change in enumerate(changes)]
    return list(flag(aggregated(records(*apart)), CurateSettings()).sort_by("assay")["conflict"].to_pylist())


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([{"value": 6.0}, {"value": 7.0}], [False, False]),
        ([{"value": 5.9}, {"value": 6.9}], [False, False]),
        ([{"value": 6.0}, {"value": 7.5}], [True, True]),
        ([{"value": 6.0}, {"value": 6.9}, {"value": 7.5}], [True, False, True]),
        ([{"value": 8.0}, {"value": 5.0, "relation": "<"}], [True, True]),
        ([{"value": 8.0}, {"value": 5.0, "relation": ">"}], [False, False]),
        ([{"value": 5.0, "relation": "<"}, {"value": 7.0, "relation": ">"}], [True, True]),
        ([{"value": 5.0, "relation": "<"}, {"value": 3.0}], [False, False]),
        ([{"value": 6.0, "low": 5.0, "high": 7.0}, {"value": 7.9}], [False, False]),
        ([{"value": 6.0, "low": 5.0, "high": 7.0}, {"value": 8.1}], [True, True]),
        ([{"value": 6.0}, {"value": 9.0, "compound": "B"}], [False, False]),
        ([{"value": 6.0}, {"value": 9.0, "target": "RYR1"}], [False, False]),
        ([FLAG, {**FLAG, "effect": "inactive"}], [True, True]),
        ([FLAG, {**FLAG, "effect": "activator"}], [True, True]),
        ([FLAG, {**FLAG, "effect": "biphasic"}, {**FLAG, "effect": "unstated"}], [False, False, False]),
        ([{**FLAG, "effect": "unstated"}, {**FLAG, "effect": "inactive"}], [True, True]),
        ([{**RESPONSE, "value": 50.0}, {"value": 6.0}], [False, False]),
        ([{**RESPONSE, "value": 50.0}, {**FLAG, "effect": "inactive"}], [False, False]),
        ([{"relation": "<", "value": 4.0, "effect": "unstated"}, {**FLAG, "effect": "inactive"}], [False, False]),
        ([{"value": 6.0, "effect": "unstated"}, {**FLAG, "effect": "inactive"}], [True, True]),
    ],
)
def test_contradictions(records: Records, changes: Changes, expected: list[bool]) -> None:
    assert conflicts(records, changes) == expected


def test_a_narrower_gap_finds_more_conflicts(records: Records) -> None:
    close = [{"value": 6.0}, {"value": 6.5}]
    assert told(records, close, conflict_gap=0.4) == [{"values_differ"}] * 2


@pytest.mark.parametrize(
    ("distance", "expected"), [(3.0, True), (3.05, True), (2.94, False), (6.0, True), (4.5, False)]
)
def test_three_or_six_logs_are_a_probable_slip_of_units(records: Records, distance: float, expected: bool) -> None:
    flags = told(records, [{"value": 3.2}, {"value": round(3.2 + distance, 6)}])
    assert ["unit_slip" in mine for mine in flags] == [expected] * 2


def test_bounds_tell_of_no_slip(records: Records) -> None:
    flags = told(records, [{"value": 4.0, "relation": "<"}, {"value": 7.0}])
    assert not any("unit_slip" in mine for mine in flags)


def test_an_outlier_is_far_from_two_or_more_others(records: Records) -> None:
    assert "outlier" not in set().union(*told(records, [{"value": 6.0}, {"value": 9.5}]))
    flags = told(records, [{"value": value} for value in (6.0, 6.2, 6.1, 8.0)])
    assert ["outlier" in mine for mine in flags] == [False, False, False, True]


def test_close_agreement_of_the_others_makes_no_outlier(records: Records) -> None:
    flags = told(records, [{"value": value} for value in (6.0, 6.0, 6.01, 6.5)])
    assert flags == [set()] * 4


def test_it_is_said_whether_organism_or_source_differ_from_what_is_contradicted(records: Records) -> None:
    changes = [
        {"value": 6.0, "organism": "rat", "reference": "doi:1"},
        {"value": 6.1, "organism": "rat", "reference": "doi:1"},
        {"value": 8.0, "organism": "human", "reference": "doi:1"},
    ]
    flags = told(records, changes)
    assert all("organisms_differ" in mine for mine in flags)
    assert not any("sources_differ" in mine for mine in flags)


def test_a_contradiction_within_one_organism_and_paper_says_so(records: Records) -> None:
    same = {"organism": "rat", "reference": "doi:1"}
    flags = told(records, [{**same, "value": 6.0}, {**same, "value": 8.0}, {"value": 7.0, "organism": "dog"}])
    assert flags == [{"values_differ"}, {"values_differ"}, set()]


def test_an_organism_that_is_not_stated_is_not_another_one(records: Records) -> None:
    flags = told(records, [{"value": 6.0, "organism": "rat"}, {"value": 8.0, "source": "other"}])
    assert flags == [{"values_differ", "sources_differ"}] * 2


def test_effects_that_differ_between_labs_name_effects_and_sources(records: Records) -> None:
    flags = told(records, [{**FLAG, "reference": "doi:1"}, {**FLAG, "effect": "inactive", "reference": "doi:2"}])
    assert flags == [{"effects_differ", "sources_differ"}] * 2


def test_a_value_that_its_source_doubts_is_flagged(records: Records) -> None:
    flags = told(records, [{"comment": "Outside typical range"}, {"comment": "measured twice"}])
    assert flags == [{"doubted"}, set()]


def test_flagging_changes_no_value_and_loses_no_measurement(records: Records) -> None:
    before = aggregated(records({"value": 6.0}, {"value": 9.0, "assay": "other"}))
    after = flag(before, CurateSettings())
    kept = [name for name in MEASUREMENTS.names if name not in ("conflict", "flags")]
    assert after.select(kept).equals(before.select(kept))
    assert after.schema == MEASUREMENTS


def test_nothing_to_flag_is_no_error(records: Records) -> None:
    assert flag(aggregated(records()), CurateSettings()).schema == MEASUREMENTS


def dataset(records: Records, changes: Changes) -> SimpleNamespace:
    measurements = flag(aggregated(records(*changes)), CurateSettings())
    names = {"A": ["dantrolene", "CHEMBL1"], "B": []}
    compounds = [{"compound": key, "names": names[key], "smiles": f"C{key}"} for key in "AB"]
    return SimpleNamespace(measurements=measurements, compounds=pa.Table.from_pylist(compounds))


def test_conflicts_are_listed_with_everything_needed_to_judge_them(records: Records) -> None:
    changes = [
        {"value": 6.8, "assay": "bilayer", "organism": "sheep", "reference": "doi:1"},
        {"value": 5.0, "relation": "<", "assay": "patch", "organism": "mouse", "source": "other"},
        {**FLAG, "compound": "B"},
        {**FLAG, "compound": "B", "effect": "inactive", "assay": "patch"},
        {"value": 5.5, "compound": "B", "assay": "binding"},
        {"value": 6.0, "compound": "B", "target": "RYR1"},
    ]
    first, second = conflict_table(dataset(records, changes)).to_pylist()
    assert (first["name"], first["target"], first["kind"]) == ("dantrolene", "RYR2", "values")
    assert (first["low"], first["high"], first["gap"]) == (5.0, 6.8, 1.8)
    assert first["assays"] == ["patch", "bilayer"]
    assert first["organisms"] == ["mouse", "sheep"]
    assert first["values"] == ["< 5 pX", "6.8 pX"]
    assert first["sources"] == ["other", "table"]
    assert first["references"] == ["", "doi:1"]
    assert (second["name"], second["kind"], second["low"], second["gap"]) == ("", "effects", 5.5, None)
    assert second["effects"] == ["inhibitor", "inhibitor", "inactive"]


def test_a_data_set_without_conflicts_has_an_empty_list(records: Records) -> None:
    table = conflict_table(dataset(records, [{}]))
    assert (table.num_rows, table.schema) == (0, CONFLICTS)

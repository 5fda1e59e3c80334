"""Aggregation of replicates, on the scale of their values."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.curation.replicates import aggregate
from discovery.assay.schema import MEASUREMENTS

Records = Callable[..., pa.Table]
FLAG: dict[str, Any] = {"quantity": "flag", "value": None, "unit": ""}


def test_replicates_are_averaged_in_log_space(records: Records) -> None:
    changes = [{"value": 6.0}, {"value": 7.0}, {"value": 6.5, "reference": "doi:1"}]
    [row] = aggregate(records(*changes)).to_pylist()
    assert (row["value"], row["n"], row["spread"]) == (6.5, 3, 0.5)
    assert (row["references"], row["lines"]) == (["doi:1"], [2, 3, 4])


def test_a_copy_counts_once_but_keeps_its_line(records: Records) -> None:
    [row] = aggregate(records({"value": 6.0}, {"value": 7.0}, {"value": 7.0})).to_pylist()
    assert (row["value"], row["n"], row["lines"]) == (6.5, 2, [2, 3, 4])


def test_equal_values_of_two_batches_are_replicates_and_no_copies(records: Records) -> None:
    [row] = aggregate(records({"batch": "L1"}, {"batch": "L2"}, {"batch": "L2"})).to_pylist()
    assert (row["n"], row["spread"], row["batches"]) == (2, 0.0, ["L1", "L2"])


def test_one_value_has_no_spread(records: Records) -> None:
    assert aggregate(records({})).to_pylist()[0]["spread"] is None


def test_a_range_keeps_its_ends_and_is_averaged_with_exact_replicates(records: Records) -> None:
    ranged = {"value": 4.5, "low": 4.4, "high": 4.6}
    [alone] = aggregate(records(ranged)).to_pylist()
    assert (alone["value"], alone["low"], alone["high"], alone["spread"]) == (4.5, 4.4, 4.6, None)
    [pooled] = aggregate(records(ranged, {"value": 5.5})).to_pylist()
    assert (pooled["value"], pooled["low"], pooled["high"]) == (5.0, 4.95, 5.05)
    [exact] = aggregate(records({})).to_pylist()
    assert (exact["low"], exact["high"]) == (None, None)


@pytest.mark.parametrize(("relation", "tightest"), [("<", 4.0), (">", 5.0)])
def test_of_censored_values_the_tightest_is_kept(records: Records, relation: str, tightest: float) -> None:
    bounds = [{"relation": relation, "value": value} for value in (4.0, 5.0)]
    [row] = aggregate(records(*bounds)).to_pylist()
    assert (row["value"], row["n"], row["spread"]) == (tightest, 2, None)


def test_a_bound_is_never_averaged_with_an_exact_value(records: Records) -> None:
    rows = aggregate(records({"value": 6.0}, {"value": 4.0, "relation": "<"})).to_pylist()
    assert [(row["relation"], row["value"]) for row in rows] == [("<", 4.0), ("=", 6.0)]


def test_flags_have_no_value(records: Records) -> None:
    [row] = aggregate(records(FLAG, {**FLAG, "reference": "doi:2"})).to_pylist()
    assert (row["value"], row["spread"], row["low"], row["n"]) == (None, None, None, 2)


def test_a_measurement_has_the_first_day_and_all_comments_of_its_replicates(records: Records) -> None:
    days = [{"date": date(2024, 3, 1), "comment": "repeat"}, {"date": date(2023, 5, 2), "comment": "noisy"}, {}]
    [row] = aggregate(records(*days)).to_pylist()
    assert (row["date"], row["comments"]) == (date(2023, 5, 2), ["noisy", "repeat"])
    assert aggregate(records({}))["date"].to_pylist() == [None]


SEPARATE = ["target", "organism", "assay", "effect", "standard_type", "relation", "split", "source", "file", "sheet"]


@pytest.mark.parametrize("name", SEPARATE)
def test_only_equal_conditions_are_replicates(records: Records, name: str) -> None:
    other = {"effect": "activator", "relation": "<", "split": "test"}.get(name, "another")
    assert aggregate(records({}, {name: other})).num_rows == 2


def test_responses_at_two_concentrations_are_two_measurements(records: Records) -> None:
    response = {"quantity": "response", "unit": "%", "value": 50.0}
    table = aggregate(records(*({**response, "concentration": uM} for uM in (1.0, 10.0, None, 10.0))))
    assert table["concentration"].to_pylist() == [1.0, 10.0, None]


def test_measurements_are_sorted_by_what_tells_them_apart(records: Records) -> None:
    changes = [{"compound": key, "target": target} for key in "CAB" for target in ("RYR2", "RYR1")]
    rows = aggregate(records(*changes)).to_pylist()
    assert [(row["compound"], row["target"]) for row in rows] == sorted((c["compound"], c["target"]) for c in changes)


def test_one_molar_is_a_plain_zero(records: Records) -> None:
    [value] = aggregate(records({"value": -0.0}))["value"].to_pylist()
    assert str(value) == "0.0"


def test_no_records_make_no_measurements(records: Records) -> None:
    table = aggregate(records())
    assert table.num_rows == 0
    assert table.schema == MEASUREMENTS

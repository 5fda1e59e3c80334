"""Aggregation of replicates, on the scale of their values."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.curation.conflicts import flag
from discovery.assay.curation.replicates import aggregate
from discovery.assay.schema import MEASUREMENTS
from discovery.assay.settings import CurateSettings

Records = Callable[..., pa.Table]
FLAG: dict[str, Any] = {"quantity": "flag", "value": None, "unit": ""}


def aggregated(table: pa.Table) -> pa.Table:
    return aggregate(table, CurateSettings())


def test_replicates_are_averaged_in_log_space(records: Records) -> None:
    changes = [{"value": 6.0}, {"value": 7.0}, {"value": 6.5, "reference": "doi:1"}]
    [row] = aggregated(records(*changes)).to_pylist()
    assert (row["value"], row["n"], row["spread"]) == (6.5, 3, 0.5)
    assert (row["references"], row["lines"]) == (["doi:1"], [2, 3, 4])


def test_a_copy_counts_once_but_keeps_its_line(records: Records) -> None:
    [row] = aggregated(records({"value": 6.0}, {"value": 7.0}, {"value": 7.0})).to_pylist()
    assert (row["value"], row["n"], row["lines"]) == (6.5, 2, [2, 3, 4])


def test_equal_values_of_two_batches_are_replicates_and_no_copies(records: Records) -> None:
    [row] = aggregated(records({"batch": "L1"}, {"batch": "L2"}, {"batch": "L2"})).to_pylist()
    assert (row["n"], row["spread"], row["batches"]) == (2, 0.0, ["L1", "L2"])


def test_one_value_has_no_spread(records: Records) -> None:
    assert aggregated(records({})).to_pylist()[0]["spread"] is None


def test_a_range_keeps_its_ends_and_is_averaged_with_exact_replicates(records: Records) -> None:
    ranged = {"value": 4.5, "low": 4.4, "high": 4.6}
    [alone] = aggregated(records(ranged)).to_pylist()
    assert (alone["value"], alone["low"], alone["high"], alone["spread"]) == (4.5, 4.4, 4.6, None)
    [pooled] = aggregated(records(ranged, {"value": 5.5})).to_pylist()
    assert (pooled["value"], pooled["low"], pooled["high"]) == (5.0, 4.95, 5.05)
    [exact] = aggregated(records({})).to_pylist()
    assert (exact["low"], exact["high"]) == (None, None)


@pytest.mark.parametrize(("relation", "tightest"), [("<", 4.0), (">", 5.0)])
def test_of_censored_values_the_tightest_is_kept(records: Records, relation: str, tightest: float) -> None:
    bounds = [{"relation": relation, "value": value} for value in (4.0, 5.0)]
    [row] = aggregated(records(*bounds)).to_pylist()
    assert (row["value"], row["n"], row["spread"]) == (tightest, 2, None)


def test_a_bound_is_never_averaged_with_an_exact_value(records: Records) -> None:
    rows = aggregated(records({"value": 6.0}, {"value": 4.0, "relation": "<"})).to_pylist()
    assert [(row["relation"], row["value"]) for row in rows] == [("<", 4.0), ("=", 6.0)]


def test_flags_have_no_value(records: Records) -> None:
    [row] = aggregated(records(FLAG, {**FLAG, "reference": "doi:2"})).to_pylist()
    assert (row["value"], row["spread"], row["low"], row["n"]) == (None, None, None, 2)


def test_a_measurement_has_the_first_day_and_all_comments_of_its_replicates(records: Records) -> None:
    days = [{"date": date(2024, 3, 1), "comment": "repeat"}, {"date": date(2023, 5, 2), "comment": "noisy"}, {}]
    [row] = aggregated(records(*days)).to_pylist()
    assert (row["date"], row["comments"]) == (date(2023, 5, 2), ["noisy", "repeat"])
    assert aggregated(records({}))["date"].to_pylist() == [None]


SEPARATE = ["target", "organism", "assay", "effect", "standard_type", "relation", "split", "source", "file", "sheet"]


@pytest.mark.parametrize("name", SEPARATE)
def test_only_equal_conditions_are_replicates(records: Records, name: str) -> None:
    other = {"effect": "activator", "relation": "<", "split": "test"}.get(name, "another")
    assert aggregated(records({}, {name: other})).num_rows == 2


def test_responses_at_two_concentrations_are_two_measurements(records: Records) -> None:
    response = {"quantity": "response", "unit": "%", "value": 50.0}
    table = aggregated(records(*({**response, "concentration": uM} for uM in (1.0, 10.0, None, 10.0))))
    assert table["concentration"].to_pylist() == [1.0, 10.0, None]


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ((5.6, 2.6), ["unit_slip"]),
        ((5.6, 5.5, 5.4, 2.6), ["outlier", "unit_slip"]),
        ((5.6, 5.5, 5.4, 4.0), ["outlier"]),
        ((5.6, 5.5, 5.4), []),
    ],
)
def test_a_slip_or_outlier_among_replicates_flags_their_mean(
    records: Records, values: tuple[float, ...], flags: list[str]
) -> None:
    table = aggregated(records(*({"value": value} for value in values), {"compound": "B", "value": 6.0}))
    assert table["flags"].to_pylist() == [flags, []]
    assert flag(table, CurateSettings())["flags"].to_pylist() == [flags, []]


def test_measurements_are_sorted_by_what_tells_them_apart(records: Records) -> None:
    changes = [{"compound": key, "target": target} for key in "CAB" for target in ("RYR2", "RYR1")]
    rows = aggregated(records(*changes)).to_pylist()
    assert [(row["compound"], row["target"]) for row in rows] == sorted((c["compound"], c["target"]) for c in changes)


def test_one_molar_is_a_plain_zero(records: Records) -> None:
    [value] = aggregated(records({"value": -0.0}))["value"].to_pylist()
    assert str(value) == "0.0"


def test_no_records_make_no_measurements(records: Records) -> None:
    table = aggregated(records())
    assert table.num_rows == 0
    assert table.schema == MEASUREMENTS

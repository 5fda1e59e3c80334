"""Hit calls by robust z-score, plate by plate."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.assay.curation.hits import CALLED, call_hits, hit_rule
from discovery.assay.curation.replicates import aggregate
from discovery.assay.settings import CurateSettings, HitDirection, HitSettings, SourceSettings

Records = Callable[..., pa.Table]
Wells = list[dict[str, Any]]


def plate(*extra: tuple[str, float], name: str = "P1", size: int = 40, shift: float = 0.0) -> Wells:
    """Wells without an effect, evenly from -5 to 5 % (one robust standard deviation is 3.7 %), and extra compounds."""
    quiet = [(f"q{name}{well:02}", value) for well, value in enumerate(np.linspace(-5, 5, size))]
    common = {"quantity": "response", "unit": "%", "effect": "unstated", "concentration": 10.0, "plate": name}
    return [{**common, "compound": key, "value": value + shift} for key, value in [*quiet, *extra]]


def called(
    records: Records, wells: Wells, hits: HitSettings | None = None, **source: Any
) -> dict[str, tuple[str, str]]:
    """Compound -> effect and call."""
    sources = {"table": SourceSettings(hits=hits or HitSettings(), **source)}
    rows = call_hits(records(*wells), sources).to_pylist()
    return {row["compound"]: (row["effect"], row["call"]) for row in rows}


def test_a_hit_is_marked_and_all_other_wells_are_inactive(records: Records) -> None:
    found = called(records, plate(("X", 60.0)))
    assert found.pop("X") == ("unstated", "hit")
    assert set(found.values()) == {("inactive", "")}


def test_a_hit_has_the_direction_of_its_source_or_of_its_row(records: Records) -> None:
    assert called(records, plate(("X", 60.0)), effect="inhibitor")["X"] == ("inhibitor", "hit")
    wells = plate(("X", 60.0))
    wells[-1]["effect"] = "activator"
    assert called(records, wells, effect="inhibitor")["X"] == ("activator", "hit")
    wells[-1]["effect"] = "inactive"
    assert called(records, wells)["X"] == ("unstated", "hit")


@pytest.mark.parametrize(
    ("direction", "high", "low"),
    [(HitDirection.above, "hit", ""), (HitDirection.below, "", "hit"), (HitDirection.both, "hit", "hit")],
)
def test_hits_lie_on_the_stated_side(records: Records, direction: HitDirection, high: str, low: str) -> None:
    found = called(records, plate(("H", 60.0), ("L", -60.0)), HitSettings(direction=direction))
    assert (found["H"][1], found["L"][1]) == (high, low)


def test_each_plate_is_its_own_measure(records: Records) -> None:
    wells = plate(("X", 40.0)) + plate(("Y", 0.0), name="P2", shift=40.0)
    found = called(records, wells)
    assert found["X"] == ("unstated", "hit")
    assert found["Y"] == ("inactive", "")


def test_concentrations_are_compared_apart_even_without_plates(records: Records) -> None:
    strong = [{**well, "concentration": 50.0, "value": well["value"] + 40} for well in plate(("Y", 0.0))]
    wells = [{**well, "plate": ""} for well in [*plate(("X", 40.0)), *strong]]
    found = called(records, wells)
    assert found["X"][1] == "hit"
    assert found["Y"] == ("inactive", "")


def test_a_small_plate_or_one_without_spread_gets_no_call(records: Records) -> None:
    small = called(records, plate(("X", 90.0), size=8))
    assert set(small.values()) == {("unstated", "no_hit_call")}
    flat = called(records, [{**well, "value": 0.0} for well in plate()] + plate(("X", 90.0), size=0))
    assert set(flat.values()) == {("unstated", "no_hit_call")}


def test_the_smallest_plate_on_which_hits_are_called_is_a_setting(records: Records) -> None:
    assert called(records, plate(("X", 90.0), size=8), HitSettings(min_wells=9))["X"][1] == "hit"
    assert called(records, plate(("X", 90.0), size=8), HitSettings(min_wells=10))["X"][1] == "no_hit_call"


def test_replicates_on_several_plates_get_one_call_by_their_mean(records: Records) -> None:
    wells = plate(("X", 60.0), ("Z", 17.0)) + plate(("X", 8.0), ("Z", 3.0), name="P2")
    table = aggregate(call_hits(records(*wells), {"table": SourceSettings(hits=HitSettings())}), CurateSettings())
    rows = {row["compound"]: row for row in table.to_pylist()}
    assert (rows["X"]["effect"], rows["X"]["flags"], rows["X"]["n"]) == ("unstated", ["hit"], 2)
    assert (rows["Z"]["effect"], rows["Z"]["flags"], rows["Z"]["n"]) == ("inactive", [], 2)


def test_a_well_on_a_small_plate_goes_with_its_replicate_on_a_large_one(records: Records) -> None:
    wells = plate(("X", 60.0)) + plate(("X", 62.0), name="P2", size=3)
    assert called(records, wells)["X"] == ("unstated", "hit")


def test_only_responses_of_sources_with_hits_are_touched(records: Records) -> None:
    potency = {"compound": "P", "value": 7.0}
    wells = [*plate(("X", 60.0)), potency]
    assert called(records, wells)["P"] == ("inhibitor", "")
    plain = call_hits(records(*wells), {"table": SourceSettings()})
    assert plain.drop_columns(["call"]).equals(records(*wells))
    assert plain.schema == CALLED


def test_no_records_are_no_error(records: Records) -> None:
    assert call_hits(records(), {"table": SourceSettings(hits=HitSettings())}).num_rows == 0


def test_a_well_that_was_exported_many_times_is_one_well(records: Records) -> None:
    wells = plate(("X", 60.0))
    assert called(records, [*wells, *([wells[-1]] * 60)])["X"] == ("unstated", "hit")


@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 41), max_size=20))
@settings(max_examples=25, deadline=None)
def test_neither_order_nor_copies_change_a_call(records: Records, random: Any, copies: list[int]) -> None:
    wells = plate(("X", 60.0), ("Y", 11.0))
    shuffled = [*wells, *(wells[place] for place in copies)]
    random.shuffle(shuffled)
    assert called(records, shuffled) == called(records, wells)


@pytest.mark.parametrize(
    ("direction", "words"), [("above", "is 3 or more;"), ("below", "is -3 or less;"), ("both", "is 3 or more in size;")]
)
def test_the_rule_is_put_in_words(direction: str, words: str) -> None:
    rule = hit_rule(HitSettings(direction=HitDirection(direction), min_wells=20))
    assert words in rule
    assert "fewer than 20 wells" in rule

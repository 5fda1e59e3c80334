"""The hash of curated content: blind to order and places, and to nothing else."""

import random
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.assay.content import content_hash

SCHEMA = pa.schema(
    [
        ("compound", pa.string()),
        ("value", pa.float64()),
        ("n", pa.int32()),
        ("conflict", pa.bool_()),
        ("references", pa.list_(pa.string())),
        ("covariates", pa.map_(pa.string(), pa.string())),
        ("date", pa.date32()),
        ("file", pa.string()),
        ("lines", pa.list_(pa.int64())),
    ]
)
ROW: dict[str, Any] = {
    "compound": "A",
    "value": 6.5,
    "n": 2,
    "conflict": False,
    "references": ["doi:1", "doi:2"],
    "covariates": [("pH", "7.4")],
    "date": date(2024, 1, 31),
    "file": "a.csv",
    "lines": [2],
}
texts = st.none() | st.text("a1:~", max_size=3)
numbers = st.none() | st.floats(allow_nan=False)
rows = st.lists(
    st.fixed_dictionaries(
        {
            "compound": texts,
            "value": numbers,
            "references": st.none() | st.lists(st.text("a1:~", max_size=2), max_size=3),
        }
    ),
    max_size=12,
)


def hashed(*rows: dict[str, Any]) -> str:
    return content_hash({"measurements": pa.Table.from_pylist(list(rows), schema=SCHEMA)})


@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(rows: list[dict[str, Any]], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert hashed(*shuffled) == hashed(*rows)


@pytest.mark.parametrize(
    "other",
    [
        {"compound": "B"},
        {"compound": ""},
        {"compound": None},
        {"value": 6.500001},
        {"value": None},
        {"n": 3},
        {"conflict": True},
        {"references": ["doi:1doi:2"]},
        {"references": ["doi:1"]},
        {"references": []},
        {"references": None},
        {"covariates": [("pH", "7.5")]},
        {"date": None},
    ],
)
def test_every_value_matters(other: dict[str, Any]) -> None:
    assert hashed(ROW | other) != hashed(ROW)
    assert hashed(ROW, ROW | other) != hashed(ROW, ROW)


def test_places_in_files_do_not_matter() -> None:
    assert hashed(ROW | {"file": "elsewhere.csv", "lines": [7, 8]}) == hashed(ROW)


def test_a_repeated_row_matters() -> None:
    assert hashed(ROW, ROW) != hashed(ROW)


@given(st.lists(st.floats(-15, 15), min_size=2, max_size=9), st.randoms(use_true_random=False))
def test_a_mean_taken_in_another_order_is_the_same_value(values: list[float], chance: random.Random) -> None:
    shuffled = list(values)
    chance.shuffle(shuffled)
    means = [sum(part, start=100.0) / len(part) for part in (values, shuffled)]
    assert np.allclose(*means)
    assert hashed(ROW | {"value": means[0]}) == hashed(ROW | {"value": means[1]})


def test_the_same_rows_in_another_table_are_another_content() -> None:
    table = pa.Table.from_pylist([ROW], schema=SCHEMA)
    assert content_hash({"assays": table}) != content_hash({"measurements": table})

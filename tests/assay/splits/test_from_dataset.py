"""What a division learns from a curated data set: first dates and given parts."""

from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED
from discovery.assay.splits.from_dataset import given_parts, pool_of


def compound(key: str) -> dict[str, Any]:
    return dict.fromkeys(COMPOUNDS.names) | {"compound": key, "smiles": "C", "skeleton": key[0]}


def measurement(key: str, day: date | None = None, split: str = "") -> dict[str, Any]:
    return dict.fromkeys(MEASUREMENTS.names) | {"compound": key, "date": day, "split": split}


def dataset(compounds: list[str], measurements: list[dict[str, Any]]) -> AssayDataset:
    return AssayDataset(
        pa.Table.from_pylist([compound(key) for key in compounds], schema=COMPOUNDS),
        pa.Table.from_pylist(measurements, schema=MEASUREMENTS),
        ASSAYS.empty_table(),
        PROTEINS.empty_table(),
        REJECTED.empty_table(),
        {},
    )


def test_a_compound_has_the_date_of_its_first_measurement() -> None:
    rows = [measurement("B", date(2020, 5, 1)), measurement("A"), measurement("B", date(2019, 1, 1)), measurement("B")]
    pool = pool_of(dataset(["A", "B", "C"], rows))
    assert pool.skeletons == ["A", "B", "C"]
    assert np.isnat(pool.dates).tolist() == [True, False, True]
    assert pool.dates[1] == np.datetime64("2019-01-01")


def test_a_compound_has_every_part_it_is_given_for() -> None:
    rows = [measurement("A", split="test"), measurement("A", split="train"), measurement("B", split="validation")]
    data = dataset(["A", "B", "C"], [*rows, measurement("C")])
    assert pool_of(data).given.tolist() == [[True, False, True], [False, True, False], [False, False, False]]
    assert given_parts(data).tolist() == [2, 0, 1, -1]


def test_a_data_set_without_compounds_makes_an_empty_pool() -> None:
    pool = pool_of(dataset([], []))
    assert (len(pool), len(pool.dates), pool.given.shape) == (0, 0, (0, 3))

"""Cells of a Parquet file are the texts that a person would type."""

import math
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from discovery.assay.tables.records import Records, read_records
from discovery.errors import InputError


def stored(folder: Path, **columns: object) -> Records:
    pq.write_table(pa.table(columns), folder / "a.parquet")
    [records] = read_records(folder / "a.parquet")
    return records


def test_a_parquet_file_with_a_column_twice_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table([["CCO"], ["CCN"]], names=["smiles", "smiles"]), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="rename"):
        list(read_records(tmp_path / "a.parquet"))


def test_numbers_are_written_out(tmp_path: Path) -> None:
    doubles = [6.5, 7.0, math.nan, None, 1e-5, 0.1 + 0.2, -0.0, 2.5e9, 1e-30, math.inf]
    records = stored(tmp_path, n=[1, None] * 5, p=doubles, single=np.array([0.1] * 10, np.float32))
    assert records.columns["n"] == ["1", ""] * 5
    assert records.columns["p"] == ["6.5", "7", "", "", "0.00001", "0.3", "0", "2500000000", "1e-30", "inf"]
    assert records.columns["single"] == ["0.1"] * 10
    assert records.lines == list(range(1, 11))


def test_a_cell_without_text_costs_its_row_alone(tmp_path: Path) -> None:
    """Broken UTF-8, and a time after the year 9999, as a wrong unit makes it."""
    smiles = pa.array([b"CCO", b"\xff\xfe", b"CCN", b"CCC"]).view(pa.string())
    moments = pa.array([0, 0, 2**62, 0], pa.timestamp("ms"))
    records = stored(tmp_path, smiles=smiles, bought=moments)
    assert records.lines == [1, 4]
    assert records.columns == {"smiles": ["CCO", "CCC"], "bought": ["1970-01-01", "1970-01-01"]}
    rejected = records.rejected.to_pylist()
    assert [(row["line"], row["code"], row["structure"]) for row in rejected] == [
        (2, "unreadable", "1970-01-01"),
        (3, "unreadable", "CCN"),
    ]
    assert "'smiles'" in rejected[0]["reason"]
    assert "'bought'" in rejected[1]["reason"]


def test_other_types_are_texts_too(tmp_path: Path) -> None:
    records = stored(
        tmp_path,
        smiles=[" CCO ", None],
        coded=pa.array(["a", "b"]).dictionary_encode(),
        coded_numbers=pa.array([1.5, None]).dictionary_encode(),
        flag=[True, False],
        day=[date(2024, 1, 31), None],
        time=[datetime(2024, 1, 31, 12, 30), datetime(2024, 1, 31)],
        exact=[Decimal("1.50"), None],
        items=[["a", "b"], []],
        record=[{"ic50": 1.5}, None],
        raw=[b"CCO", b"\xef\xbe\xad\xde\x00"],
        nothing=pa.nulls(2),
    )
    assert records.columns == {
        "smiles": ["CCO", ""],
        "coded": ["a", "b"],
        "coded_numbers": ["1.5", ""],
        "flag": ["TRUE", "FALSE"],
        "day": ["2024-01-31", ""],
        "time": ["2024-01-31T12:30:00", "2024-01-31"],
        "exact": ["1.50", ""],
        "items": ["a; b", ""],
        "record": ['{"ic50": 1.5}', ""],
        "raw": ["CCO", "hex:efbeadde00"],
        "nothing": ["", ""],
    }


def test_a_damaged_parquet_file_is_refused_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    pq.write_table(pa.table({"smiles": [f"C{'C' * (i % 50)}" for i in range(5000)]}), path)
    content = bytearray(path.read_bytes())
    content[10:60] = bytes(50)
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"is not a readable Parquet file .*: write it again") as caught:
        list(read_records(path))
    assert "\n" not in str(caught.value)

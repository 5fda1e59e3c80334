"""No text in a table may be run by a spreadsheet."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest

from discovery.spreadsheet import safe_cell, write_csv


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_formula_is_escaped(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1.5, -3, 0.0, True, "CC(=O)O", "N#N", "", None])
def test_other_values_stay(value: object) -> None:
    assert safe_cell(value) is value


def test_list_and_nan() -> None:
    assert safe_cell(["=a", "b"]) == "'=a; b"
    assert safe_cell(float("nan")) is None


def test_awkward_text(tmp_path: Path) -> None:
    texts = ['=cmd|"/c calc"!A0', "a,b", 'say "no"', "two\nlines", "5 µM", None]
    write_csv(tmp_path / "t.csv", pa.table({"id": texts, "value": [-1.5, 2.0, 3.0, 4.0, 5.0, None]}))
    with (tmp_path / "t.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["id"] for row in rows] == [f"'{texts[0]}", *texts[1:5], ""]
    assert [row["value"] for row in rows] == ["-1.5", "2.0", "3.0", "4.0", "5.0", ""]


def test_empty_table_keeps_its_header(tmp_path: Path) -> None:
    write_csv(tmp_path / "e.csv", pa.table({"id": pa.array([], pa.string())}))
    assert (tmp_path / "e.csv").read_text() == "id\n"

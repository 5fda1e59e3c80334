"""CSV files say what the tables say."""

import csv
from pathlib import Path

import pyarrow as pa

from discovery.report.model import ReportInput
from discovery.spreadsheet import write_csv


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_candidates_come_back(report: ReportInput, tmp_path: Path) -> None:
    write_csv(tmp_path / "c.csv", report.candidates)
    rows = read(tmp_path / "c.csv")
    assert list(rows[0]) == report.candidates.column_names
    assert [float(row["score"]) for row in rows] == report.candidates["score"].to_pylist()
    assert [row["smiles"] for row in rows] == report.candidates["smiles"].to_pylist()


def test_awkward_text(tmp_path: Path) -> None:
    texts = ['=cmd|"/c calc"!A0', "a,b", 'say "no"', "two\nlines", "5 µM", None]
    write_csv(tmp_path / "t.csv", pa.table({"id": texts, "value": [-1.5, 2.0, 3.0, 4.0, 5.0, None]}))
    rows = read(tmp_path / "t.csv")
    assert [row["id"] for row in rows] == [f"'{texts[0]}", *texts[1:5], ""]
    assert [row["value"] for row in rows] == ["-1.5", "2.0", "3.0", "4.0", "5.0", ""]


def test_empty_table_keeps_its_header(tmp_path: Path) -> None:
    write_csv(tmp_path / "e.csv", pa.table({"id": pa.array([], pa.string())}))
    assert (tmp_path / "e.csv").read_text() == "id\n"

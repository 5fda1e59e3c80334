"""CSV files say what the tables say."""

import csv
from pathlib import Path

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

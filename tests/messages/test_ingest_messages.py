"""What a person reads when a table cannot be ingested as it is: one line that names the remedy, and nothing written."""

import gzip
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from discovery.app.main import main

OWN = ["target=KCNH2", "columns.value=IC50", "unit=nM"]


def text(content: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    """A maker of a text table."""

    def make(folder: Path) -> Path:
        (folder / "table.csv").write_text(content, encoding=encoding)
        return folder / "table.csv"

    return make


def workbook(**sheets: list[list[object]]) -> Callable[[Path], Path]:
    """A maker of a workbook."""

    def make(folder: Path) -> Path:
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        book.save(folder / "table.xlsx")
        return folder / "table.xlsx"

    return make


def disguised(folder: Path) -> Path:
    """A gzipped table whose name does not say so."""
    (folder / "table.csv").write_bytes(gzip.compress(b"smiles,IC50\nCCO,5\n"))
    return folder / "table.csv"


ROWS: list[list[object]] = [["smiles", "IC50"], ["CCO", 5]]
MISTAKES: dict[str, tuple[Callable[[Path], Path], list[str], list[str]]] = {
    "missing column": (
        text("smiles,IC50 (nM)\nCCO,5\n"),
        OWN,
        ["data.sources.table.columns.value: table.csv has no column 'IC50'; did you mean 'IC50 (nM)'?"],
    ),
    "no target": (text("smiles,IC50\nCCO,5\n"), OWN[1:], ["data.sources.table.target: name the target of all rows"]),
    "no column with results": (
        text("smiles,IC50\nCCO,5\n"),
        OWN[:1],
        ["data.sources.table.columns.value: name the column with the results"],
    ),
    "duplicate header": (text("smiles,IC50,IC50\nCCO,5,6\n"), OWN, ["table.csv", "'IC50' twice", "rename"]),
    "encoding of an older program": (text("smiles,IC50,\u00e9\nCCO,5,\u00e9\n", "cp1252"), OWN, ["encoding to cp1252"]),
    "encoding of Excel's Unicode text": (text("smiles,IC50\nCCO,5\n", "utf-16"), OWN, ["encoding to utf-16"]),
    "unknown encoding": (text("smiles,IC50\nCCO,5\n"), [*OWN, "encoding=latin-99"], ["'latin-99' is not known"]),
    "empty file": (text(""), OWN, ["table.csv", "empty"]),
    "header only": (text("smiles,IC50\n"), OWN, ["table.csv", "no records"]),
    "packed file with another name": (disguised, OWN, ["table.csv is not text but"]),
    "empty sheet": (workbook(Results=[]), OWN, ["table.xlsx is empty"]),
    "several sheets": (workbook(A=ROWS, B=ROWS), OWN, ["more than one sheet with data ('A', 'B')", "sheet"]),
    "misspelt sheet": (workbook(Results=ROWS), [*OWN, "sheet=Result"], ["no sheet 'Result'; did you mean 'Results'?"]),
    "sheet of a text file": (text("smiles,IC50\nCCO,5\n"), [*OWN, "sheet=A"], ["has no sheet 'A'", "leave"]),
    "unknown meaning of a unit": (
        text("smiles,IC50\nCCO,5\n"),
        [*OWN, "units.x=nm/mL"],
        ["data.sources.table.units.x"],
    ),
    "unknown effect": (
        text("smiles,IC50\nCCO,5\n"),
        [*OWN, "effect=inhibiter"],
        ["data.sources.table.effect: 'inhibiter' is no effect; did you mean 'inhibitor'?"],
    ),
}


def ingest(path: Path, own: list[str], *more: str) -> int:
    """The exit code of an ingestion of one table."""
    own = [f"data.sources.table.{setting}" for setting in own]
    words = ["ingest", "data=table", f"data.sources.table.path={path.name}", *own, "data.curate.workers=1"]
    return main([*words, "tracking=off", "out=curated", *more])


@pytest.mark.parametrize("mistake", MISTAKES)
def test_table_that_cannot_be_used_is_answered_in_one_line(
    mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make, own, parts = MISTAKES[mistake]
    monkeypatch.chdir(tmp_path)
    assert ingest(make(tmp_path), own) in (2, 3)
    line = capsys.readouterr().err
    assert line.startswith("discovery ingest: ")
    assert line.count("\n") == 1
    for part in parts:
        assert part in line
    assert not (tmp_path / "curated").exists()


REJECTS: dict[str, tuple[Callable[[Path], Path], list[str], str, str]] = {
    "decimal comma": (text("smiles;IC50\nCCO;5\nCCN;1,5\n"), OWN, "value decimal_comma", "1,5"),
    "target made a date by Excel": (
        text("smiles,IC50,gene\nCCO,5,KCNH2\nCCN,5,1-Mar\n"),
        [*OWN[1:], "columns.target=gene"],
        "curate excel_date",
        "1-Mar",
    ),
    "name made a date by Excel": (
        workbook(A=[["smiles", "IC50", "name"], ["CCO", 5, "a"], ["CCN", 5, datetime(2024, 9, 2)]]),
        [*OWN, "columns.name=name"],
        "curate excel_date",
        "2024-09-02",
    ),
    "row with too many cells": (text("smiles,IC50\nCCO,5\nCCN,5,6\n"), OWN, "read ragged", "3 cells"),
    "unknown unit": (
        text("smiles,IC50,unit\nCCO,5,nM\nCCN,5,nMol\n"),
        [*OWN[:2], "columns.unit=unit"],
        "value unit",
        "data.sources.table.units",
    ),
    "impossible potency": (text("smiles,IC50\nCCO,5\nCCN,1e-20\n"), OWN, "value impossible", "pX"),
    "no structure": (text("smiles,IC50\nCCO,5\n,5\n"), OWN, "structure no_structure", "structure"),
}


@pytest.mark.parametrize("fault", REJECTS)
def test_row_that_cannot_be_used_is_rejected_with_its_line_and_reason(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make, own, code, part = REJECTS[fault]
    monkeypatch.chdir(tmp_path)
    assert ingest(make(tmp_path), own) == 0, capsys.readouterr().err
    (row,) = pq.read_table("curated/rejected.parquet").to_pylist()
    assert (f"{row['stage']} {row['code']}", row["line"]) == (code, 3)
    assert part in row["reason"]
    assert pq.read_table("curated/measurements.parquet").num_rows == 1


def test_french_table_is_read_with_its_decimal_comma(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = text("smiles;IC50\nCCN;1,5\n")(tmp_path)
    assert ingest(path, [*OWN, "decimal_comma=true"]) == 0, capsys.readouterr().err
    assert pq.read_table("curated/measurements.parquet")["value"].to_pylist() == [pytest.approx(8.823909)]


@pytest.mark.parametrize("name", ["my data (2).csv", "r\u00e9sultats.csv", "a=b;c.csv", "O'Neill #3.csv"])
def test_file_may_have_any_name(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text("smiles,IC50\nCCO,5\n")
    assert ingest(tmp_path / name, OWN, "check=true") == 0, capsys.readouterr().err
    assert "1 of 1 result can be used" in capsys.readouterr().out

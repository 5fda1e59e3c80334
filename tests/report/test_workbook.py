"""The workbook opens, filters, and runs nothing."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from discovery.report.model import ReportInput
from discovery.report.workbook import write_workbook


def test_sheets(report: ReportInput, tmp_path: Path) -> None:
    write_workbook(tmp_path / "c.xlsx", report)
    book = openpyxl.load_workbook(tmp_path / "c.xlsx")
    assert book.sheetnames == ["Candidates", "Rejected", "About"]
    sheet = book["Candidates"]
    header = [cell.value for cell in sheet[1]]
    assert header[:4] == ["structure", "rank", "id", "smiles"]
    assert set(header[1:]) == set(report.candidates.column_names)
    scores = [sheet.cell(row, header.index("score") + 1).value for row in range(2, sheet.max_row + 1)]
    assert scores == pytest.approx(report.candidates["score"].to_pylist(), rel=1e-12)
    assert sheet.freeze_panes == "D2"
    assert sheet.auto_filter.ref
    assert len(sheet._images) == report.candidates.num_rows
    assert book["Rejected"].max_row == 1 + report.counts["rows_rejected"]


def test_about_says_how_far_to_trust_it(report: ReportInput, tmp_path: Path) -> None:
    write_workbook(tmp_path / "c.xlsx", report)
    told = {row[0].value: row[1].value for row in openpyxl.load_workbook(tmp_path / "c.xlsx")["About"].iter_rows()}
    assert told["Purpose"].endswith("not for belief.")
    assert told["Rows in the library"] == 111
    assert "How good is the ranking" in told


def test_formulas_are_text(campaign_report: Callable[..., ReportInput], tmp_path: Path) -> None:
    report = campaign_report(smiles=["CCO", "CCN"], ids=["=1+1", "https://example.org"])
    write_workbook(tmp_path / "c.xlsx", report)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "c.xlsx")["Candidates"].iter_rows() for cell in row]
    assert "'=1+1" in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_equal_input_gives_equal_bytes(report: ReportInput, tmp_path: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        write_workbook(tmp_path / name, report)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()

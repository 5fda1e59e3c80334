"""A sheet of a workbook is read as a person sees it, or refused with the remedy."""

import zipfile
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from discovery.assay.tables.records import Records, column, read_records
from discovery.errors import InputError, SettingsError


def saved(folder: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def read_all(path: Path, sheet: str = "") -> Records:
    [records] = read_records(path, sheet=sheet)
    return records


TABLE = [["smiles", "ic50"], ["CCO", 10]]


def test_excel_rows_keep_their_numbers(tmp_path: Path) -> None:
    rows = [["smiles", "ic50"], ["CCO", 10], [None, None], ["CCN", 0.5, "stray"], ["CCC", None]]
    records = read_all(saved(tmp_path, Results=rows))
    assert records.columns == {
        "smiles": ["CCO", "CCN", "CCC"],
        "ic50": ["10", "0.5", ""],
        "column 3": ["", "stray", ""],
    }
    assert (records.lines, records.sheet) == ([2, 4, 5], "Results")


def test_the_header_is_the_first_row_that_is_not_blank(tmp_path: Path) -> None:
    path = saved(tmp_path, Results=[[], [None, ""], [None, "smiles", "name"], [None, "CCO", "ethanol"]])
    records = read_all(path)
    assert records.columns == {"column 1": [""], "smiles": ["CCO"], "name": ["ethanol"]}
    assert records.lines == [4]


def test_a_title_above_the_header_is_refused(tmp_path: Path) -> None:
    rows = [["Results of May", None, None], ["id", "smiles", "ic50"], ["1", "CCO", 1], ["2", "CCN", 2]]
    path = saved(tmp_path, May=rows)
    book = openpyxl.load_workbook(path)
    book["May"].merge_cells("A1:C1")
    book.save(path)
    with pytest.raises(InputError, match=r"sheet 'May' of .*'Results of May'.*delete what stands above the header"):
        read_all(path)


def test_cells_are_what_a_person_sees(tmp_path: Path) -> None:
    values = [0.1 + 0.2, 1e-5, 12.0, 1e12, True, "#REF!", datetime(2024, 3, 1), datetime(2024, 3, 1, 9, 5), time(9, 5)]
    path = saved(tmp_path, Results=[["value"], *([value] for value in values)])
    assert read_all(path).columns["value"] == [
        *("0.3", "0.00001", "12", "1000000000000", "TRUE", "#REF!"),
        *("2024-03-01", "2024-03-01T09:05:00", "09:05:00"),
    ]


def test_per_cent_is_read_as_it_is_shown(tmp_path: Path) -> None:
    path = saved(tmp_path, Results=[["inhibition", "ic50"], [0.07, 1], [0.5, 2]])
    book = openpyxl.load_workbook(path)
    for cell in book["Results"]["A"][1:]:
        cell.number_format = "0.0%"
    book.save(path)
    assert read_all(path).columns == {"inhibition": ["7%", "50%"], "ic50": ["1", "2"]}


def test_a_formula_gives_its_result_or_itself(tmp_path: Path) -> None:
    path = saved(tmp_path, Results=[["a", "b", "c"], ["=1+1", "=2+2", '=IF(1,"","x")'], ["3", 4, 5]])
    assert read_all(path).columns == {"a": ["=1+1", "3"], "b": ["=2+2", "4"], "c": ['=IF(1,"","x")', "5"]}
    part = "xl/worksheets/sheet1.xml"
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name).decode() for name in archive.namelist()}
    contents[part] = contents[part].replace("<f>2+2</f><v />", "<f>2+2</f><v>4</v>")
    contents[part] = contents[part].replace('<c r="C2">', '<c r="C2" t="str">')  # as Excel saves an empty text
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    assert read_all(path).columns == {"a": ["=1+1", "3"], "b": ["4", "4"], "c": ["", "5"]}


def test_a_wrong_statement_of_the_size_hides_no_cell(tmp_path: Path) -> None:
    path = saved(tmp_path, Results=[["smiles", "ic50"], *(["CCO", number] for number in range(50))])
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name).decode() for name in archive.namelist()}
    part = "xl/worksheets/sheet1.xml"
    assert '<dimension ref="A1:B51"' in contents[part]
    contents[part] = contents[part].replace('<dimension ref="A1:B51"', '<dimension ref="A1"')
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    assert len(read_all(path).columns["ic50"]) == 50


def test_a_cell_far_right_in_a_long_sheet_is_a_reject_with_its_sheet(tmp_path: Path) -> None:
    rows = [["smiles"], *(["CCO"] for _ in range(1500)), ["CCN", "stray"], ["CCC"]]
    chunks = list(read_records(saved(tmp_path, Results=rows)))
    [reject] = [row for chunk in chunks for row in chunk.rejected.to_pylist()]
    assert (reject["sheet"], reject["line"], reject["code"]) == ("Results", 1502, "ragged")
    assert sum(len(chunk) for chunk in chunks) == 1501


def test_a_sheet_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = saved(tmp_path, Compounds=TABLE, Screen=[["smiles"], ["CCN"]])
    records = read_all(path, "Screen")
    assert (records.columns, records.sheet) == ({"smiles": ["CCN"]}, "Screen")


def test_the_only_sheet_with_data_needs_no_name(tmp_path: Path) -> None:
    assert read_all(saved(tmp_path, Cover=[[]], Screen=TABLE)).sheet == "Screen"


@pytest.mark.parametrize(
    ("sheet", "complaint"),
    [
        ("", r"more than one sheet with data \('Compounds', 'Screen'\): name one in the setting sheet"),
        ("screen", r"has no sheet 'screen'; did you mean 'Screen'\? It has: 'Compounds', 'Screen', 'Notes'"),
        ("Screens", r"did you mean 'Screen'\?"),
        ("Zzz", r"has no sheet 'Zzz'\. It has: 'Compounds', 'Screen', 'Notes'"),
        ("Notes", "sheet 'Notes' of .* is empty: put the table there"),
    ],
)
def test_a_sheet_that_cannot_be_told_is_asked_for(tmp_path: Path, sheet: str, complaint: str) -> None:
    path = saved(tmp_path, Compounds=TABLE, Screen=TABLE, Notes=[])
    with pytest.raises(InputError, match=complaint):
        read_all(path, sheet)


def test_an_empty_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is empty: put the table there, under a header row"):
        read_all(saved(tmp_path, Sheet1=[[]]))


def test_a_column_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="has the column 'ic50' twice: rename one of them"):
        read_all(saved(tmp_path, Results=[["ic50", "ic50 "], [1, 2]]))


def test_a_misspelt_column_is_looked_for_in_the_sheet(tmp_path: Path) -> None:
    path = saved(tmp_path, Results=TABLE)
    with pytest.raises(SettingsError, match=r"sheet 'Results' of .* has no column 'IC50'; did you mean 'ic50'\?"):
        column(read_all(path), "IC50", path, "data.sources.x.columns.value")


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("a.xls", OLD, "old format .*, which cannot be read: open it in Excel and save it as .xlsx or .csv"),
        ("a.xls", b"<html><body><table>", "is a web page, which .* save it as .xlsx or .csv"),
        ("a.xls", b"id\tsmiles\n1\tCCO\n", "save it as .xlsx or .csv"),
        ("a.xlsm", b"PK\x03\x04", "save it as .xlsx or .csv"),
        ("a.xlsx", OLD, "with a password: open it in Excel and save it without a password"),
        ("a.xlsx", b"<html><body><table>", "is a web page: open it in Excel and save it as .xlsx"),
        ("a.xlsx", b"id,smiles\n1,CCO\n", "not a readable Excel workbook: save it as .xlsx or .csv"),
        ("a.xlsx", b"PK\x03\x04", "not a readable Excel workbook: save it as .xlsx or .csv"),
        ("a.xlsx", b"", "not a readable Excel workbook: save it as .xlsx or .csv"),
    ],
)
def test_what_is_no_workbook_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, remedy: str) -> None:
    (tmp_path / name).write_bytes(content)
    with pytest.raises(InputError, match=remedy) as caught:
        read_all(tmp_path / name)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_damaged_sheet_is_refused_in_one_line(tmp_path: Path) -> None:
    path = saved(tmp_path, Results=TABLE * 3000)
    with zipfile.ZipFile(path) as archive:
        contents = {name: archive.read(name) for name in archive.namelist()}
    contents["xl/worksheets/sheet1.xml"] = contents["xl/worksheets/sheet1.xml"][:-5000]
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match=r"not a readable Excel workbook: save it as .xlsx or .csv"):
        list(read_records(path))

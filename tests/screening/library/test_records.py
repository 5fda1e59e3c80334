from pathlib import Path

import openpyxl
import pytest

from discovery.errors import InputError, SettingsError
from discovery.screening.library.records import read_library
from discovery.screening.settings import LibrarySettings


def test_records_keep_the_order_of_the_file_readable_or_not(messy_csv: Path) -> None:
    chunks = list(read_library(LibrarySettings(messy_csv, smiles="structure", id="id"), rows=7))
    assert [chunk.number for chunk in chunks] == list(range(len(chunks)))
    rows = [row for chunk in chunks for row in chunk.row.tolist()]
    lines = [line for chunk in chunks for line in chunk.line.tolist()]
    assert rows == list(range(1, 109))
    assert lines == [line for line in range(2, 111) if line != 48]  # one cell has a line break
    unreadable = [chunk.line[position] for chunk in chunks for position in chunk.unreadable]
    assert unreadable == [41, 43, 45, 110]


def test_identifier_falls_back_to_the_line(tmp_path: Path) -> None:
    path = tmp_path / "library.csv"
    path.write_text("smiles,name\nCCO,ethanol\nCCN,\n")
    (named,) = read_library(LibrarySettings(path, id="name"), rows=10)
    assert named.id == ["ethanol", "3"]
    (unnamed,) = read_library(LibrarySettings(path), rows=10)
    assert unnamed.id == ["2", "3"]


def test_smiles_file_and_sdf_are_identified_by_their_titles(tmp_path: Path, messy_sdf: Path) -> None:
    path = tmp_path / "library.smi"
    path.write_text("CCO ethanol\nCCN\n")
    (chunk,) = read_library(LibrarySettings(path, smiles="ignored"), rows=10)
    assert (chunk.id, chunk.smiles) == (["ethanol", "2"], ["CCO", "CCN"])
    records = next(read_library(LibrarySettings(messy_sdf, smiles="ignored"), rows=100))
    assert [name for name in records.id if name.startswith("good")] == [f"good {number}" for number in range(22)]


def test_a_library_may_have_its_sheet_and_its_encoding(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title, smiles in (("May", "CCO"), ("June", "CCN")):
        sheet = book.create_sheet(title)
        sheet.append(["smiles"])
        sheet.append([smiles])
    book.save(tmp_path / "a.xlsx")
    (chunk,) = read_library(LibrarySettings(tmp_path / "a.xlsx", sheet="June"), rows=10)
    assert chunk.smiles == ["CCN"]
    with pytest.raises(InputError, match=r"library: .* \('May', 'June'\): name one in the setting sheet"):
        next(read_library(LibrarySettings(tmp_path / "a.xlsx"), rows=10))
    (tmp_path / "a.csv").write_bytes("smiles,id\nCCO,µ1\n".encode("cp1252"))
    (chunk,) = read_library(LibrarySettings(tmp_path / "a.csv", id="id", encoding="cp1252"), rows=10)
    assert chunk.id == ["µ1"]


def test_unknown_column_names_the_nearest(messy_csv: Path) -> None:
    with pytest.raises(SettingsError, match=r"library\.smiles: .*did you mean 'structure'"):
        next(read_library(LibrarySettings(messy_csv, smiles="structures"), rows=10))

from pathlib import Path

import pytest

from discovery.errors import InputError, SettingsError
from discovery.screening.library.records import read_library
from discovery.screening.library.sources import files_sha256, library_files
from discovery.screening.settings import LibrarySettings


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Files of two kinds, in a folder and one below it, and a hidden one."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "b.smi").write_text("CCO one\nCCN\n")
    (tmp_path / "sub" / "a.csv").write_text("smiles\nCCC\nCCS,too,many\n")
    (tmp_path / ".hidden").write_text("x")
    return tmp_path


def test_a_folder_is_all_its_files_by_name(folder: Path) -> None:
    assert list(library_files(folder)) == ["b.smi", "sub/a.csv"]


def test_a_pattern_is_the_files_that_match(folder: Path) -> None:
    (folder / "c.smi").write_text("CCF\n")
    (folder / "._c.smi").write_bytes(b"\0\5\x16\7")  # as macOS leaves beside a file on another disk
    (folder / "notes.md").write_text("x")
    assert list(library_files(folder / "*.smi")) == ["b.smi", "c.smi"]


def test_a_file_may_be_called_like_a_pattern(folder: Path) -> None:
    path = folder / "lot[1].smi"
    path.write_text("CCO\n")
    assert library_files(path) == {"lot[1].smi": path}


def test_no_file_is_passed_over_in_silence(folder: Path, tmp_path: Path) -> None:
    (folder / "notes.md").write_text("x")
    with pytest.raises(InputError, match=r"notes\.md is of no known kind: move it away"):
        library_files(folder)
    (folder / "notes.md").rename(folder / "a.parquet.gz")  # unlike a text, not unpacked while it is read
    with pytest.raises(InputError, match=r"a\.parquet\.gz is of no known kind: move it away"):
        library_files(folder)
    (tmp_path / "empty").mkdir()
    for nothing in ("empty", "none-*.smi"):
        with pytest.raises(InputError, match="there is no file in"):
            library_files(tmp_path / nothing)


def test_a_column_that_a_later_file_lacks_is_missed_before_anything_is_read(tmp_path: Path) -> None:
    for name, text in (("a.csv", "smiles,id\nCCO,1\n"), ("b.csv", "SMILES,id\nCCN,2\n"), ("c.smi", "CCC\n")):
        (tmp_path / name).write_text(text)
    with pytest.raises(SettingsError, match=r"library\.smiles: .*b\.csv has no column 'smiles'"):
        next(read_library(LibrarySettings(tmp_path), rows=10))
    (tmp_path / "b.csv").write_text("smiles,id\nCCN,2\n")
    next(read_library(LibrarySettings(tmp_path), rows=10))
    with pytest.raises(SettingsError, match=r"library\.id: .*c\.smi has no column 'id'"):
        next(read_library(LibrarySettings(tmp_path, id="id"), rows=10))


def test_rows_are_numbered_on_and_lines_are_those_of_their_file(folder: Path) -> None:
    chunks = list(read_library(LibrarySettings(folder), rows=10))
    assert [(chunk.number, chunk.file) for chunk in chunks] == [(0, "b.smi"), (1, "sub/a.csv")]
    assert [chunk.row.tolist() for chunk in chunks] == [[1, 2], [3, 4]]
    assert [chunk.line.tolist() for chunk in chunks] == [[1, 2], [2, 3]]
    assert list(chunks[1].unreadable) == [1]


def test_the_hash_tells_of_names_and_contents(folder: Path) -> None:
    before = files_sha256(library_files(folder))
    (folder / "b.smi").rename(folder / "c.smi")
    renamed = files_sha256(library_files(folder))
    (folder / "c.smi").write_text("CCO two\nCCN\n")
    assert len({before, renamed, files_sha256(library_files(folder))}) == 3

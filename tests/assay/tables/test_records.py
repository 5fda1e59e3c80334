"""Every record of a file is either read or rejected with its line, whatever the file looks like."""

import bz2
import csv
import gzip
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from discovery.assay.tables.records import Records, column, read_records
from discovery.assay.tables.text import LONGEST_LINE
from discovery.errors import InputError, SettingsError

ROWS = "id,smiles,ic50\n1,CCO,10\n2,CCN,\n"


def read_all(path: Path) -> Records:
    [records] = read_records(path)
    return records


def written(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(text.encode())
    return path


def rejects(records: Records) -> list[tuple[int, str]]:
    return [(row["line"], row["code"]) for row in records.rejected.to_pylist()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_delimiter_and_byte_order_mark_are_recognised(tmp_path: Path, delimiter: str, mark: str) -> None:
    records = read_all(written(tmp_path, "a.csv", mark + ROWS.replace(",", delimiter)))
    assert records.columns == {"id": ["1", "2"], "smiles": ["CCO", "CCN"], "ic50": ["10", ""]}
    assert records.lines == [2, 3]


@pytest.mark.parametrize("name", ["a.tsv", "A.TSV", "a.tsv.gz"])
def test_a_tsv_is_cut_at_tabs_only(tmp_path: Path, name: str) -> None:
    text = b"id, of ours\tsmiles, of ours\n1\tCCO\n"
    (tmp_path / name).write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
    assert read_all(tmp_path / name).columns == {"id, of ours": ["1"], "smiles, of ours": ["CCO"]}


def zstd(content: bytes) -> bytes:
    packed: bytes = pa.compress(content, codec="zstd", asbytes=True)
    return packed


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress), (".zst", zstd)])
def test_compressed_tables_are_unpacked(tmp_path: Path, suffix: str, compress: object) -> None:
    path = tmp_path / f"a.csv{suffix}"
    path.write_bytes(compress(ROWS.encode()))  # type: ignore[operator]
    assert read_all(path).columns["smiles"] == ["CCO", "CCN"]


def test_line_numbers_hold_after_quoted_newlines_and_blank_lines(tmp_path: Path) -> None:
    text = 'id,smiles\n1,"C\nC"\n\n2,CCN\r\n3,CCC\n'
    records = read_all(written(tmp_path, "a.csv", text))
    assert records.lines == [2, 5, 6]
    assert records.columns["smiles"] == ["C\nC", "CCN", "CCC"]


def test_bad_rows_are_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    text = 'id,smiles\n1,CCO\n2,CCO,extra\n3\n4,"open\n5,CCN\n6,C\0O\n7,"C"C\n,\n8,CCC'
    records = read_all(written(tmp_path, "a.csv", text))
    assert rejects(records) == [(3, "ragged"), (4, "ragged"), (5, "unreadable"), (7, "nul"), (8, "unreadable")]
    assert dict(zip(records.lines, records.columns["id"], strict=True)) == {2: "1", 6: "5", 9: "", 10: "8"}


def test_an_open_quote_costs_one_line_of_a_long_file(tmp_path: Path) -> None:
    text = "id,smiles\n" + '0,"open\n' + "".join(f"{i},CCO\n" for i in range(1, 40_000))
    chunks = list(read_records(written(tmp_path, "a.csv", text)))
    assert [row for chunk in chunks for row in rejects(chunk)] == [(2, "unreadable")]
    assert sum(len(chunk) for chunk in chunks) == 39_999


def test_chunks_have_the_rows_of_the_file_in_order(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", "smiles\n" + "".join(f"{'C' * i}\n" for i in range(1, 26)))
    chunks = list(read_records(path, chunk=10))
    assert [len(chunk) for chunk in chunks] == [10, 10, 5]
    assert [line for chunk in chunks for line in chunk.lines] == list(range(2, 27))


def test_a_table_without_rows_still_shows_its_columns(tmp_path: Path) -> None:
    assert read_all(written(tmp_path, "a.csv", "id,smiles\n")).columns == {"id": [], "smiles": []}


@pytest.mark.parametrize(
    ("name", "content", "remedy"),
    [
        ("a.csv", b"id,smiles,smiles\n1,CCO,CCN\n", "rename"),
        ("a.csv", b"", "empty"),
        ("a.csv", b"\n\n", "empty"),
        ("a.csv", b"PK\x03\x04" + bytes(99), "a zip archive: name it .xlsx, or unpack it"),
        ("a.csv", gzip.compress(b"id,smiles\n1,CCO\n"), "a gzip archive: add .gz to its name"),
        ("a.csv", bz2.compress(b"id,smiles\n1,CCO\n"), "a bzip2 archive: add .bz2 to its name"),
        ("a.txt", b"PAR1" + bytes(99), "a Parquet file: name it .parquet"),
        ("a.csv", b"%PDF-1.7\n", "a PDF document: export the table itself"),
        ("a.csv", b"<!DOCTYPE html>\n<html>", "a web page: .* export the table again"),
        ("a.csv", bytes(range(256)) * 9, "a binary file: export the table as .csv or .xlsx"),
        ("a.csv", b"Results of May\nid,smiles,ic50\n1,CCO,2\n2,CCN,3\n", "delete what stands above the header"),
        ("a.csv", b"Results of May,,\nid,smiles,ic50\n1,CCO,2\n", "delete what stands above the header"),
        ("a.csv.gz", gzip.compress(b"id,smiles\n" * 99, mtime=0)[:-9], "copy it again"),
        ("a.csv.gz", b"id,smiles\n1,CCO\n", "copy it again"),
        ("a.csv.bz2", b"id,smiles\n1,CCO\n", "copy it again"),
        ("a.csv.zst", b"id,smiles\n1,CCO\n", "copy it again"),
        ("a.csv.zst", zstd(b"id,smiles\n" * 99)[:-9], "copy it again"),
        ("a.csv.bz2", bz2.compress(b"id,smiles\n" * 99)[:-9], "copy it again"),
        ("a.pdf", b"", "use one of"),
        ("a.parquet", b"PAR1", "not a readable Parquet file"),
        ("a.xlsx.gz", b"", "use one of"),
    ],
    ids=lambda cell: cell if isinstance(cell, str) else "",
)
def test_an_unusable_file_is_refused_in_one_line(tmp_path: Path, name: str, content: bytes, remedy: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=remedy) as caught:
        list(read_records(path))
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_error_begins_with_the_key_of_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("unit\nµM\n".encode("cp1252"))
    with pytest.raises(InputError, match=r"^data\.sources\.x: .*a\.csv is not UTF-8 text: set encoding to cp1252"):
        list(read_records(path, key="data.sources.x"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        list(read_records(tmp_path / "absent.csv"))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is a folder, not a file: name the file in it"):
        list(read_records(tmp_path))


def test_a_sheet_of_a_text_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no Excel workbook and has no sheet 'May': leave the setting sheet out"):
        list(read_records(written(tmp_path, "a.csv", ROWS), sheet="May"))


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_table_is_read_in_the_encoding_it_has(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.csv").write_bytes("id,unit\n1,µM\n".encode(encoding))
    [records] = read_records(tmp_path / "a.csv", encoding=encoding)
    assert records.columns == {"id": ["1"], "unit": ["µM"]}


@pytest.mark.parametrize(
    ("written_as", "read_as", "likely"),
    [
        ("cp1252", "utf-8", "cp1252"),
        ("utf-16", "utf-8", "utf-16"),
        ("utf-16-le", "utf-8", "utf-16-le"),
        ("utf-16-be", "cp1252", "utf-16-be"),
        ("utf-32", "utf-8", "utf-32"),
        ("utf-8-sig", "cp1252", "utf-8"),
        ("utf-8", "ascii", "utf-8"),
        ("cp1252", "ascii", "cp1252"),
    ],
)
def test_a_wrong_encoding_is_answered_with_the_likely_one(
    tmp_path: Path, written_as: str, read_as: str, likely: str
) -> None:
    text = "id,unit\n" + "1,nM\n" * 20_000 * (written_as in ("cp1252", "utf-8")) + "2,µM\n3,mM\n"
    (tmp_path / "a.csv").write_bytes(text.encode(written_as))
    with pytest.raises(InputError, match=f"is not {read_as.upper()} text: set encoding to {likely}, which is likely"):
        list(read_records(tmp_path / "a.csv", encoding=read_as))
    rows = [unit for chunk in read_records(tmp_path / "a.csv", encoding=likely) for unit in chunk.columns["unit"]]
    assert rows[-2:] == ["µM", "mM"]


def test_bytes_that_windows_does_not_use_are_answered_with_latin_1(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"id,unit\n1,\x81M\n")
    with pytest.raises(InputError, match="is not CP1252 text: set encoding to latin-1"):
        list(read_records(tmp_path / "a.csv", encoding="windows-1252"))


@pytest.mark.parametrize("encoding", ["klingon", "base64", "", "a\0b"])
def test_an_encoding_that_is_none_is_refused(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(InputError, match=r"encoding .* is not known: use utf-8, cp1252 or utf-16"):
        list(read_records(written(tmp_path, "a.csv", ROWS), encoding=encoding))


def test_the_header_is_the_first_line_that_is_not_blank(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, "a.csv", "\n ;;\r\nid;smiles\n1;CCO\n"))
    assert records.columns == {"id": ["1"], "smiles": ["CCO"]}
    assert records.lines == [4]


def test_the_delimiter_that_excel_states_is_used(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, "a.csv", "sep=|\nid,x|smiles\n1|CCO\n"))
    assert (records.columns, records.lines) == ({"id,x": ["1"], "smiles": ["CCO"]}, [3])


def test_commas_within_quotes_are_no_delimiters(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, "a.csv", '"IC50, nM, mean";smiles\n"1,5";CCO\n'))
    assert records.columns == {"IC50, nM, mean": ["1,5"], "smiles": ["CCO"]}


def test_delimiters_at_the_end_of_a_line_cost_nothing(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, "a.csv", "id,smiles\n1,CCO,,\n2,CCN,,x\n"))
    assert records.columns == {"id": ["1"], "smiles": ["CCO"]}
    assert rejects(records) == [(3, "ragged")]


def test_an_index_without_a_name_is_no_title(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, "a.csv", ",smiles\n0,CCO\n1,CCN\n"))
    assert records.columns == {"column 1": ["0", "1"], "smiles": ["CCO", "CCN"]}


def test_smiles_files_keep_their_last_line_and_their_titles(tmp_path: Path) -> None:
    text = "c1ccccc  duff\nc1ccccc1 ok\n\nC1CC1 two words\nC1C(Cl)CCCC duff2\nCCO"
    records = read_all(written(tmp_path, "a.smi", text))
    assert records.columns["title"] == ["duff", "ok", "two words", "duff2", ""]
    assert records.lines == [1, 2, 4, 5, 6]


@pytest.mark.parametrize("name", ["a.smi", "a.csv", "a.parquet", "a.sdf"])
def test_of_a_giant_structure_no_more_is_kept_than_the_start(tmp_path: Path, name: str) -> None:
    path, giant = tmp_path / name, "C" * 3_000_000
    if name == "a.parquet":
        pq.write_table(pa.table({"smiles": ["CCO", giant, "CCN"]}), path)
    else:
        before, line = {".csv": ("smiles\n", "{}\n"), ".smi": ("", "{}\n"), ".sdf": ("", "\n\n\n{}\nM  END\n$$$$\n")}[
            path.suffix
        ]
        path.write_text(before + "".join(line.format(text) for text in ("CCO", giant, "CCN")))
    records = read_all(path)
    assert len(records) == 2
    [reject] = records.rejected.to_pylist()
    assert len(reject["structure"]) == 300
    assert any(text in reject["reason"] for text in ("3,000,0", "field limit"))


def test_a_misspelt_column_is_answered_with_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", ROWS)
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.columns\.value: .*'IC50'; did you mean 'ic50'\?"):
        column(read_all(path), "IC50", path, "data.sources.x.columns.value")


def test_of_very_many_columns_only_some_are_named(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", ",".join(f"target_{number}" for number in range(2000)) + "\n")
    with pytest.raises(SettingsError, match=r"did you mean 'target_17'.* and 1,980 more$") as caught:
        column(read_all(path), "Target_17", path, "data.sources.x.columns.value")
    assert len(str(caught.value)) < 1000


def test_the_shipped_tables_are_read_whole() -> None:
    root = Path(__file__).parents[3] / "data"
    for file in (root / "ryr" / "ryr_modulators.csv", root / "ryr" / "ryr_no_structure.csv"):
        with file.open(newline="") as stream:
            expected = sum(1 for _ in csv.reader(stream)) - 1
        records = read_all(file)
        assert (len(records), records.rejected.num_rows) == (expected, 0)


@pytest.mark.parametrize(("name", "header"), [("a.smi.gz", ""), ("a.csv.gz", "smiles\n")])
def test_the_rest_of_an_endless_line_is_skipped(tmp_path: Path, name: str, header: str) -> None:
    path = tmp_path / name
    with gzip.open(path, "wt", compresslevel=1) as stream:
        stream.write(f"{header}CCO\n{'C' * (2 * LONGEST_LINE + 7)}\nCCN\n{'C' * LONGEST_LINE}\nCCF\n")
    records = read_all(path)
    first = 2 if header else 1
    assert (records.columns["smiles"], records.lines) == (["CCO", "CCN", "CCF"], [first, first + 2, first + 4])
    assert [row["line"] for row in records.rejected.to_pylist()] == [first + 1, first + 3]

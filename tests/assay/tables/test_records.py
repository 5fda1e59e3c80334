"""Every record of a file is either read or rejected with its line, whatever the file looks like."""

import bz2
import csv
import gzip
import math
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from rdkit import Chem

from discovery.assay.tables.records import Records, column, read_records
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


@pytest.mark.parametrize(("suffix", "compress"), [(".gz", gzip.compress), (".bz2", bz2.compress)])
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
        ("a.csv", "id,unit\n1,µM\n".encode("latin-1"), "save it as UTF-8"),
        ("a.csv", "id,smiles\n1,CCO\n".encode("utf-16"), "save it as UTF-8"),
        ("a.csv.gz", gzip.compress(b"id,smiles\n" * 99, mtime=0)[:-9], "copy it again"),
        ("a.csv.gz", b"id,smiles\n1,CCO\n", "copy it again"),
        ("a.csv.bz2", b"id,smiles\n1,CCO\n", "copy it again"),
        ("a.csv.bz2", bz2.compress(b"id,smiles\n" * 99)[:-9], "copy it again"),
        ("a.pdf", b"", "use one of"),
        ("a.parquet", b"PAR1", "not a readable Parquet file"),
        ("a.xlsx", b"PK", "save it as"),
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


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is not a file"):
        list(read_records(tmp_path / "absent.csv"))


def test_smiles_files_keep_their_last_line_and_their_titles(tmp_path: Path) -> None:
    text = "c1ccccc  duff\nc1ccccc1 ok\n\nC1CC1 two words\nC1C(Cl)CCCC duff2\nCCO"
    records = read_all(written(tmp_path, "a.smi", text))
    assert records.columns["title"] == ["duff", "ok", "two words", "duff2", ""]
    assert records.lines == [1, 2, 4, 5, 6]


def sdf_record(structure: str, title: str, **data: str) -> str:
    block = Chem.MolToMolBlock(Chem.MolFromSmiles(structure)).split("\n", 1)[1]
    return f"{title}\n{block}" + "".join(f"> <{name}>\n{value}\n\n" for name, value in data.items()) + "$$$$\n"


def test_sdf_gives_structures_titles_and_all_fields(tmp_path: Path) -> None:
    first = sdf_record("C[C@H](N)C(=O)O", "ala", IC50="12", smiles="their own")
    second = sdf_record("CCO", "", Assay="line one\nline two")
    records = read_all(written(tmp_path, "a.sdf", first + second))
    assert records.columns == {
        "smiles": ["C[C@H](N)C(=O)O", "CCO"],
        "title": ["ala", ""],
        "IC50": ["12", ""],
        "smiles (field)": ["their own", ""],
        "Assay": ["", "line one\nline two"],
    }
    assert records.lines == [1, first.count("\n") + 1]


def test_a_blank_line_within_an_sdf_value_hides_no_later_field(tmp_path: Path) -> None:
    record = sdf_record("CCO", ">a title", Comment="one\n\ntwo\n\n\nthree > <not a field>", IC50="12", Note="")
    columns = read_all(written(tmp_path, "a.sdf", record)).columns
    assert columns["title"] == [">a title"]
    assert columns["Comment"] == ["one\ntwo\nthree > <not a field>"]
    assert (columns["IC50"], columns["Note"]) == (["12"], [""])


def test_an_sdf_field_given_twice_keeps_both_values(tmp_path: Path) -> None:
    record = sdf_record("CCO", "a", IC50="12").replace("$$$$", "> <IC50>\n15\n\n$$$$")
    assert read_all(written(tmp_path, "a.sdf", record)).columns["IC50"] == ["12; 15"]


def test_every_chunk_of_an_sdf_has_the_same_columns(tmp_path: Path) -> None:
    path = written(tmp_path, "a.sdf", sdf_record("C", "a") + sdf_record("CC", "b", IC50="1"))
    assert [list(chunk.columns) for chunk in read_records(path, chunk=1)] == [["smiles", "title", "IC50"]] * 2


def test_bad_sdf_records_are_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    good = sdf_record("CCO", "good")
    broken = good.replace("V2000", "V9999")
    overloaded = sdf_record("CC(C)(C)C", "c").replace(" C   0", " F   0")
    nobody = "empty\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n"
    records = read_all(written(tmp_path, "a.sdf", broken + overloaded + nobody + "$$$$\n" + good + good[:60]))
    assert [code for _, code in rejects(records)] == ["unreadable", "invalid", "size", "unreadable", "truncated"]
    assert records.columns["title"] == ["good"]
    assert "valence" in records.rejected["reason"].to_pylist()[1]


def test_a_last_sdf_record_without_terminator_is_kept(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, "a.sdf", sdf_record("CCO", "last").replace("$$$$\n", "")))
    assert records.columns["smiles"] == ["CCO"]


def test_a_parquet_file_with_a_column_twice_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table([["CCO"], ["CCN"]], names=["smiles", "smiles"]), tmp_path / "a.parquet")
    with pytest.raises(InputError, match="rename"):
        list(read_records(tmp_path / "a.parquet"))


def test_parquet_cells_are_texts(tmp_path: Path) -> None:
    table = pa.table({"smiles": ["CCO", None], "n": [1, 2], "p": [6.5, 7.0], "q": [math.nan, 1.0]})
    pq.write_table(table, tmp_path / "a.parquet")
    records = read_all(tmp_path / "a.parquet")
    assert records.columns == {"smiles": ["CCO", ""], "n": ["1", "2"], "p": ["6.5", "7"], "q": ["", "1"]}
    assert records.lines == [1, 2]


def test_excel_rows_keep_their_numbers(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["smiles", "ic50"], ["CCO", 10], [None, None], ["CCN", 0.5, "stray"], ["CCC", None]]:
        book.active.append(row)
    book.save(tmp_path / "a.xlsx")
    records = read_all(tmp_path / "a.xlsx")
    assert records.columns == {
        "smiles": ["CCO", "CCN", "CCC"],
        "ic50": ["10", "0.5", ""],
        "column 3": ["", "stray", ""],
    }
    assert records.lines == [2, 4, 5]


def test_a_misspelt_column_is_answered_with_the_nearest(tmp_path: Path) -> None:
    path = written(tmp_path, "a.csv", ROWS)
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.columns\.value: .*'IC50'; did you mean 'ic50'\?"):
        column(read_all(path), "IC50", path, "data.sources.x.columns.value")


def test_the_shipped_tables_are_read_whole() -> None:
    root = Path(__file__).parents[3] / "data"
    for file in (root / "ryr" / "ryr_modulators.csv", root / "ryr" / "ryr_no_structure.csv"):
        with file.open(newline="") as stream:
            expected = sum(1 for _ in csv.reader(stream)) - 1
        records = read_all(file)
        assert (len(records), records.rejected.num_rows) == (expected, 0)

"""An SDF gives a connection table a record, unread, with its fields; a broken record costs only itself."""

import gzip
from pathlib import Path

import pytest
from rdkit import Chem

from discovery.assay.tables.records import Records, read_records
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

SETTINGS = StandardizeSettings()


def read_all(path: Path) -> Records:
    [records] = read_records(path)
    return records


def written(folder: Path, text: str) -> Path:
    path = folder / "a.sdf"
    path.write_bytes(text.encode())
    return path


def sdf_record(structure: str, title: str, **data: str) -> str:
    block = Chem.MolToMolBlock(Chem.MolFromSmiles(structure)).split("\n", 1)[1]
    return f"{title}\n{block}" + "".join(f"> <{name}>\n{value}\n\n" for name, value in data.items()) + "$$$$\n"


def structures(records: Records) -> list[str]:
    """What standardisation makes of the connection tables."""
    found = [standardize(text, SETTINGS) for text in records.columns["smiles"]]
    return [compound.smiles if isinstance(compound, Compound) else compound.code for compound in found]


def rejects(records: Records) -> list[tuple[int, str]]:
    return [(row["line"], row["code"]) for row in records.rejected.to_pylist()]


def test_sdf_gives_structures_titles_and_all_fields(tmp_path: Path) -> None:
    first = sdf_record("C[C@H](N)C(=O)O", "ala", IC50="12", smiles="their own")
    second = sdf_record("CCO", "", Assay="line one\nline two")
    records = read_all(written(tmp_path, first + second))
    assert structures(records) == ["C[C@H](N)C(=O)O", "CCO"]
    del records.columns["smiles"]
    assert records.columns == {
        "title": ["ala", ""],
        "IC50": ["12", ""],
        "smiles (field)": ["their own", ""],
        "Assay": ["", "line one\nline two"],
    }
    assert records.lines == [1, first.count("\n") + 1]


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_both_versions_are_read_packed_or_not(tmp_path: Path, ends: str) -> None:
    mol = Chem.MolFromSmiles("C/C=C/[C@@H](O)C[N+](C)(C)C")
    text = "".join(f"{write(mol)}$$$$\n" for write in (Chem.MolToMolBlock, Chem.MolToV3KMolBlock)).replace("\n", ends)
    (tmp_path / "a.sdf.gz").write_bytes(gzip.compress(text.encode()))
    expected = Chem.MolToSmiles(mol)
    assert structures(read_all(written(tmp_path, text))) == [expected, expected]
    assert structures(read_all(tmp_path / "a.sdf.gz")) == [expected, expected]


def test_stereochemistry_is_that_of_the_coordinates(tmp_path: Path) -> None:
    solid = """x
  Viewer  01012026073D

  5  4  0  0  0  0            999 V2000
    0.0000    0.0000    0.0000 C   0  0  0  0  0  0
    1.3000    0.0000    0.0000 F   0  0  0  0  0  0
   -0.6000    1.6000    0.0000 Cl  0  0  0  0  0  0
   -0.6000   -0.9000    1.6000 Br  0  0  0  0  0  0
   -0.4000   -0.6000   -0.9000 H   0  0  0  0  0  0
  1  2  1  0
  1  3  1  0
  1  4  1  0
  1  5  1  0
M  END
$$$$
"""
    chiral = structures(read_all(written(tmp_path, solid)))
    assert chiral == [Chem.MolToSmiles(Chem.MolFromMolBlock(solid))]
    assert "@" in chiral[0]


def test_equal_connection_tables_are_equal_texts_whatever_their_headers_say(tmp_path: Path) -> None:
    first, second = sdf_record("CCO", "one"), sdf_record("CCO", "two µ").replace("\n     RDKit", "\n  Another", 1)
    assert first.splitlines()[1] != second.splitlines()[1]
    records = read_all(written(tmp_path, first + second))
    assert len(set(records.columns["smiles"])) == 1
    assert structures(records) == ["CCO", "CCO"]
    assert records.columns["title"] == ["one", "two µ"]


def test_a_connection_table_survives_the_loss_of_white_space_around_it(tmp_path: Path) -> None:
    [text] = read_all(written(tmp_path, sdf_record("CCO", ""))).columns["smiles"]
    assert text.strip() == text


def test_a_blank_line_within_an_sdf_value_hides_no_later_field(tmp_path: Path) -> None:
    record = sdf_record("CCO", ">a title", Comment="one\n\ntwo\n\n\nthree > <not a field>", IC50="12", Note="")
    columns = read_all(written(tmp_path, record)).columns
    assert columns["title"] == [">a title"]
    assert columns["Comment"] == ["one\ntwo\nthree > <not a field>"]
    assert (columns["IC50"], columns["Note"]) == (["12"], [""])


def test_a_qualifier_is_no_header_of_a_field(tmp_path: Path) -> None:
    assert read_all(written(tmp_path, sdf_record("CCO", "a", IC50=">10000"))).columns["IC50"] == [">10000"]


def test_a_long_line_of_data_is_no_header_however_it_looks(tmp_path: Path) -> None:
    path = written(tmp_path, sdf_record("CCO", "one", note=">" + "<" * 900_000))
    assert read_all(path).columns["note"] == [">" + "<" * 900_000]


def test_an_sdf_field_given_twice_keeps_both_values(tmp_path: Path) -> None:
    record = sdf_record("CCO", "a", IC50="12").replace("$$$$", "> <IC50>\n15\n\n$$$$")
    assert read_all(written(tmp_path, record)).columns["IC50"] == ["12; 15"]


def test_every_chunk_of_an_sdf_has_the_same_columns(tmp_path: Path) -> None:
    path = written(tmp_path, sdf_record("C", "a") + sdf_record("CC", "b", IC50="1"))
    assert [list(chunk.columns) for chunk in read_records(path, chunk=1)] == [["smiles", "title", "IC50"]] * 2


def test_records_without_a_connection_table_are_rejected_and_the_rest_is_read(tmp_path: Path) -> None:
    good = sdf_record("CCO", "good")
    headless = good.split("\n", 2)[2]
    prose = "this\nis\nno\nstructure\n> <IC50>\n12\n\n$$$$\n"
    nul = sdf_record("CCO", "a\0title")
    records = read_all(written(tmp_path, prose + "$$$$\n" + good + nul + "M  END\n$$$$\n" + headless + good[:60]))
    assert [code for _, code in rejects(records)] == ["unreadable", "unreadable", "nul", "unreadable", "truncated"]
    assert records.columns["title"][0] == "good"
    assert structures(records)[0] == "CCO"
    assert len(records) == 2  # the one without a header is left to the reader of structures
    assert "this\nis\nno\nstructure" in records.rejected["structure"].to_pylist()[0]


def test_broken_connection_tables_stay_records_for_the_reader_of_structures(tmp_path: Path) -> None:
    broken = sdf_record("CCO", "a").replace("V2000", "V9999")
    overloaded = sdf_record("CC(C)(C)C", "c").replace(" C   0", " F   0")
    nobody = "empty\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n"
    records = read_all(written(tmp_path, broken + overloaded + nobody))
    assert rejects(records) == []
    assert structures(records) == ["syntax", "valence", "no_atoms"]
    found = standardize(records.columns["smiles"][1], SETTINGS)
    assert isinstance(found, Problem)
    assert "valence" in found.reason


def test_a_last_sdf_record_without_terminator_is_kept(tmp_path: Path) -> None:
    records = read_all(written(tmp_path, sdf_record("CCO", "last").replace("$$$$\n", "")))
    assert structures(records) == ["CCO"]


def test_an_sdf_without_records_has_none(tmp_path: Path) -> None:
    assert len(read_all(written(tmp_path, ""))) == 0

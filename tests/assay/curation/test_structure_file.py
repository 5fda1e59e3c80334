"""Structures that stand in another file than the results."""

from pathlib import Path

import pytest

from discovery.assay.curation.structure_file import read_structures
from discovery.assay.settings import StructureSettings
from discovery.errors import InputError, SettingsError


def test_structures_are_found_by_a_column_of_names(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,structure\n A ,CCO\nB,\nC,CCN\n")
    found = read_structures("k", StructureSettings(path=tmp_path / "a.csv", smiles="structure", name="id"))
    assert found.structures == {"A": "CCO", "C": "CCN"}
    assert (found.file, found.notes) == ("a.csv", [])


def test_of_several_structures_with_one_name_the_first_is_taken_and_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.smi").write_text("CCO A-0\nCC[O-] A-1\nCCN B-0\nCCC C\n")
    found = read_structures("k", StructureSettings(path=tmp_path / "a.smi", name_pattern=r"(.*)-\d+"))
    assert found.structures == {"A": "CCO", "B": "CCN", "C": "CCC"}
    [note] = found.notes
    assert (note["rows"], note["text"]) == (
        1,
        "1 of 3 names have several structures, of which the first was taken",
    )


def test_a_structure_without_a_name_is_nobodys(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,smiles\nA,CCO\n ,CCN\n")
    assert read_structures("k", StructureSettings(path=tmp_path / "a.csv", name="id")).structures == {"A": "CCO"}


def test_a_file_of_structures_with_only_a_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,smiles\n")
    with pytest.raises(InputError, match=r"k\.path: .*a\.csv holds no records"):
        read_structures("k", StructureSettings(path=tmp_path / "a.csv", name="id"))


def test_records_that_cannot_be_read_are_rejects_of_that_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("id,smiles\nA,CCO\nB,CCN,extra\n")
    rejected = read_structures("k", StructureSettings(path=tmp_path / "a.csv", name="id")).rejected.to_pylist()
    assert [(row["file"], row["line"], row["code"]) for row in rejected] == [("a.csv", 3, "ragged")]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"path": Path("absent.csv")}, r"k\.path: absent\.csv is not a file"),
        ({"name": ""}, r"k\.name: name the column"),
        ({"name": "ID"}, r"k\.name: .* has no column 'ID'; did you mean 'id'\?"),
        ({"smiles": "mol"}, r"k\.smiles: .* has no column 'mol'"),
        ({"name_pattern": "("}, r"k\.name_pattern: '\(' is no regular expression"),
        ({"name_pattern": "A-.*"}, r"k\.name_pattern: .* must have one group"),
    ],
)
def test_wrong_settings_name_their_key(tmp_path: Path, change: dict[str, object], message: str) -> None:
    (tmp_path / "a.csv").write_text("id,smiles\nA,CCO\n")
    settings: dict[str, object] = {"path": tmp_path / "a.csv", "name": "id", **change}
    with pytest.raises(SettingsError, match=message):
        read_structures("k", StructureSettings(**settings))  # type: ignore[arg-type]

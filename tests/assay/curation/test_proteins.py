"""Accessions and sequences of targets."""

import gzip
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.curation.proteins import Accessions, accessions, load_sequences, protein_table
from discovery.assay.curation.sources import read_source
from discovery.assay.schema import PROTEINS
from discovery.assay.settings import ColumnSettings, DataSettings, SourceSettings
from discovery.errors import InputError, SettingsError

SHIPPED = Path(__file__).parents[3] / "data" / "proteins" / "RYR2_Q92736.fasta"


def assays(*rows: tuple[str, str, int]) -> pa.Table:
    return pa.table([list(column) for column in zip(*rows, strict=True)], names=["target", "uniprot", "measurements"])


def given(folder: Path, text: str, **source: Any) -> Accessions:
    (folder / "a.csv").write_text(text)
    columns = ColumnSettings(target="target", organism="organism", uniprot="uniprot", p_value="p")
    settings = SourceSettings(path=folder / "a.csv", columns=columns, **source)
    return accessions({"x": read_source("x", settings)}, DataSettings("test", {"x": settings}))


def test_accessions_are_known_by_the_target_s_own_name_and_organism(tmp_path: Path) -> None:
    text = "smiles,target,organism,uniprot,p\nC,hERG,human,Q12809,5\nC,hERG,rat,O08962,5\nC,hERG,dog,,5\n"
    found = given(tmp_path, text, targets={"hERG": "KCNH2"})
    assert found.of == {("KCNH2", "human"): "Q12809", ("KCNH2", "rat"): "O08962"}
    assert found.notes == []


def test_of_two_accessions_of_one_target_the_first_is_taken_and_both_are_noted(tmp_path: Path) -> None:
    text = "smiles,target,organism,uniprot,p\nC,A,human,Q2,5\nC,A,human,,5\nC,A,human,Q1,5\n"
    found = given(tmp_path, text)
    assert found.of == {("A", "human"): "Q1"}
    assert found.notes == [{"file": "a.csv", "line": 4, "text": "A human has the accessions Q2 and Q1", "rows": 1}]


def test_the_shipped_sequence_is_found_by_the_gene_in_its_header() -> None:
    table = protein_table(assays(("RYR2", "", 5), ("RYR1", "", 9)), load_sequences(SHIPPED))
    [row] = table.to_pylist()
    assert (row["target"], row["uniprot"], len(row["sequence"])) == ("RYR2", "", 4967)
    assert table.schema == PROTEINS


def test_a_fasta_file_of_many_is_found_by_accession_or_symbol(tmp_path: Path) -> None:
    path = tmp_path / "many.fasta.gz"
    text = ">sp|Q92736|RYR2_HUMAN Ryanodine OS=Homo sapiens GN=RYR2\nMA DG\nGE*\n>P1 second\nmkv\n>P2\nMKW\n"
    path.write_bytes(gzip.compress(text.encode()))
    table = protein_table(
        assays(("RYR2", "Q92736", 1), ("A", "P1", 1), ("P2", "", 1), ("B", "X9", 1)), load_sequences(path)
    )
    assert table.to_pylist() == [
        {"target": "A", "uniprot": "P1", "sequence": "MKV"},
        {"target": "P2", "uniprot": "", "sequence": "MKW"},
        {"target": "RYR2", "uniprot": "Q92736", "sequence": "MADGGE"},
    ]


def test_a_symbol_that_two_sequences_share_finds_neither(tmp_path: Path) -> None:
    path = tmp_path / "two.fasta"
    path.write_text(">sp|P1|RYR2_HUMAN GN=RYR2\nMKV\n>sp|P2|RYR2_MOUSE GN=RYR2\nMKW\n")
    sequences = load_sequences(path)
    assert protein_table(assays(("RYR2", "", 1)), sequences).num_rows == 0
    assert protein_table(assays(("RYR2", "P2", 1)), sequences)["sequence"].to_pylist() == ["MKW"]


def test_of_several_accessions_the_most_measured_stands_for_the_target(tmp_path: Path) -> None:
    path = tmp_path / "proteins.csv.gz"
    path.write_bytes(gzip.compress(b"uniprot,sequence\nP1,MKV\nP2,MKW\n"))
    table = protein_table(assays(("A", "P1", 3), ("A", "P2", 2), ("A", "P2", 2), ("A", "P3", 9)), load_sequences(path))
    assert table.to_pylist() == [{"target": "A", "uniprot": "P2", "sequence": "MKW"}]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.fasta", ">P1\nMK1\n", "line 1: '1' is no amino acid"),
        ("a.fasta", ">P1\n>P2\nMKV\n", "line 1 has no sequence"),
        ("a.fasta", "MKV\n", "does not begin with a FASTA header"),
        ("a.fasta", ">P1\nMKV\n>P1\nMKW\n", "line 3 gives 'P1' another sequence"),
        ("a.csv", "uniprot,sequence\nP1,MK-V\n", "line 2: '-' is no amino acid"),
        ("a.csv", "uniprot,sequence\nP1,MKV,x\n", "line 2: "),
        ("a.fasta", ">\nMKV\n", "line 1 has a sequence without a name"),
        ("a.csv", "uniprot,sequence\nP1,MKV\n ,MKW\n", "line 3 has a sequence without a name"),
        ("a.fasta", "", "holds no sequences"),
        ("a.csv", "uniprot,sequence\n", "holds no sequences"),
    ],
)
def test_what_is_no_sequence_is_named_with_its_line(tmp_path: Path, name: str, text: str, message: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(InputError, match=message) as caught:
        load_sequences(tmp_path / name)
    assert str(caught.value).startswith("data.proteins: ")
    assert "\n" not in str(caught.value)


def test_a_file_or_column_that_is_not_there_is_a_wrong_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"data\.proteins: .*absent\.fasta is not a file"):
        load_sequences(tmp_path / "absent.fasta")
    (tmp_path / "a.csv").write_text("accession,seq\nP1,MKV\n")
    with pytest.raises(SettingsError, match=r"data\.proteins: .* no column 'uniprot'"):
        load_sequences(tmp_path / "a.csv")


def test_without_a_file_no_sequence_is_known() -> None:
    assert load_sequences(None) == {}
    assert protein_table(assays(("A", "P1", 3)), {}).num_rows == 0

"""Reading the target's protein."""

from pathlib import Path

import pytest

from discovery.errors import InputError
from discovery.target.protein import Protein, read_fasta


def fasta(folder: Path, text: str) -> Path:
    path = folder / "protein.fasta"
    path.write_text(text, encoding="utf-8")
    return path


def test_sequence_is_joined_and_upper_case(tmp_path: Path) -> None:
    assert read_fasta(fasta(tmp_path, ">RYR2 human\nMAD\nggX\n\nKL*\n")) == Protein("RYR2", "MADGGXKL")


def test_byte_order_mark_and_missing_name(tmp_path: Path) -> None:
    assert read_fasta(fasta(tmp_path, "\ufeff>\nMAD\n")) == Protein("protein", "MAD")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "0 FASTA headers"),
        ("MADGG\n", "0 FASTA headers"),
        (">a\nMA\n>b\nMA\n", "2 FASTA headers"),
        ("MA\n>a\nMA\n", "FASTA headers"),
        (">a\n\n", "no sequence"),
        (">a\nMAD\nMA1\n", "line 3: '1' is no amino acid"),
        (">a\nMA*D\n", "line 2: '*' is no amino acid"),
    ],
)
def test_other_files_end_in_one_line(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=r"protein\.fasta") as error:
        read_fasta(fasta(tmp_path, text))
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_missing_and_binary_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        read_fasta(tmp_path / "none.fasta")
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00>")
    with pytest.raises(InputError, match="not a text file"):
        read_fasta(tmp_path / "binary")

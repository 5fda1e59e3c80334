import csv
from pathlib import Path

import pytest

from discovery.app.main import main

LINES = ["id,smiles", "a,CCO", "b,C1CC", "=c,not one", "d,CCN", "e,", "f,C1CCC"]


@pytest.mark.parametrize("shard", [1, 100])
def test_every_reject_is_listed_and_counted(tmp_path: Path, shard: int, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.csv").write_text("\n".join(LINES) + "\n")
    words = [f"library.path={tmp_path / 'a.csv'}", "library.id=id", f"engine.shard={shard}", "engine.workers=1"]
    assert main(["library", "library=file", *words, f"out={tmp_path / 'out'}"]) == 0
    rows = list(csv.DictReader((tmp_path / "out/rejected.csv").read_text().splitlines()))
    assert [(row["id"], row["line"], row["structure"]) for row in rows] == [
        ("b", "3", "C1CC"),
        ("'=c", "4", "not one"),
        ("e", "6", ""),
        ("f", "7", "C1CCC"),
    ]
    printed = capsys.readouterr().out.splitlines()
    assert [line for line in printed if "rejected," in line] == [
        f"  rejected, structure {code}: {times}" for code, times in (("syntax", 2), ("whitespace", 1), ("empty", 1))
    ]

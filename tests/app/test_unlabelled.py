"""Molecules of a library that nobody measured."""

from pathlib import Path

import pytest

from discovery.app.unlabelled import unlabelled
from discovery.screening.settings import LibrarySettings


@pytest.fixture
def library(tmp_path: Path) -> LibrarySettings:
    """Twenty chains, every fifth as a salt."""
    path = tmp_path / "library.csv"
    rows = ["C" * n + ("N.Cl" if n % 5 == 0 else "N") for n in range(1, 21)]
    path.write_text("\n".join(["smiles", *rows]) + "\n")
    return LibrarySettings(path)


def test_all_that_are_of_one_part_are_used(library: LibrarySettings) -> None:
    found = unlabelled(library, 0)
    assert len(found.smiles) == 16
    assert not any("." in text for text in found.smiles)
    assert {name: found.about[name] for name in ("file", "rows", "used")} == {
        "file": "library.csv",
        "rows": 20,
        "used": 16,
    }


def test_a_number_of_them_is_spread_over_the_library(library: LibrarySettings) -> None:
    found = unlabelled(library, 4)
    assert [len(text) - 1 for text in found.smiles] == [1, 7, 13, 19]
    assert len(unlabelled(library, 99).smiles) == 16


def test_without_a_library_there_are_none() -> None:
    assert unlabelled(None, 0).smiles == []
    assert unlabelled(None, 0).about == {}

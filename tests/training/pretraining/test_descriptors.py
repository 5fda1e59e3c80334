"""Descriptors are computed once, on their own scale, and read again where they are asked for again."""

from pathlib import Path

import numpy as np
import pytest

from discovery.training.pretraining import descriptors
from discovery.training.pretraining.descriptors import described, forget_descriptors, kept_descriptors, standardised

SMILES = ["C" * n + "N" for n in range(1, 40)]


def files(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


def test_they_are_in_standard_deviations_and_the_constant_ones_are_left_out() -> None:
    table = np.random.default_rng(0).normal(5, 3, (500, 4)).astype(np.float32)
    table[:, 1] = 7
    table[0], table[1, 0] = np.nan, 1e9
    found = standardised(table[2:])
    assert found.shape == (498, 3)
    np.testing.assert_allclose(found.mean(axis=0, dtype=np.float64), 0, atol=1e-3)
    np.testing.assert_allclose(found.std(axis=0, dtype=np.float64), 1, atol=2e-2)
    whole = standardised(table)
    assert (whole[0] == 0).all()
    assert np.abs(whole).max() == 6
    assert standardised(np.full((3, 4), np.nan, np.float32)).shape == (3, 0)


def test_two_processes_say_the_same_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(descriptors, "CHUNK", 16)
    np.testing.assert_array_equal(described(SMILES, 1), described(SMILES, 2))


def test_they_are_read_again_and_not_made_again(tmp_path: Path) -> None:
    first = np.array(kept_descriptors(SMILES, 1, tmp_path))
    [file] = files(tmp_path)
    made = file.stat().st_mtime_ns
    again = kept_descriptors(SMILES, 1, tmp_path)
    assert isinstance(again, np.memmap)
    assert file.stat().st_mtime_ns == made
    np.testing.assert_array_equal(first, again)
    np.testing.assert_array_equal(first, standardised(described(SMILES, 1)))


@pytest.mark.parametrize("damage", ["cut", "noise", "empty", "rows"])
def test_a_damaged_file_is_made_again(tmp_path: Path, damage: str) -> None:
    first = np.array(kept_descriptors(SMILES, 1, tmp_path))
    [file] = files(tmp_path)
    content = file.read_bytes()
    if damage == "rows":
        np.save(file, first[:-1])
    else:
        file.write_bytes({"cut": content[: len(content) // 2], "noise": b"no array", "empty": b""}[damage])
    np.testing.assert_array_equal(kept_descriptors(SMILES, 1, tmp_path), first)
    assert files(tmp_path) == [file]


def test_those_of_other_molecules_or_another_definition_are_made_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept_descriptors(SMILES, 1, tmp_path)
    first = files(tmp_path)
    kept_descriptors(SMILES[::-1], 1, tmp_path)
    second = files(tmp_path)
    monkeypatch.setattr(descriptors, "FARTHEST", 3.0)
    kept_descriptors(SMILES[::-1], 1, tmp_path)
    assert len({*first, *second, *files(tmp_path)}) == 3
    assert len(files(tmp_path)) == 1


def test_nothing_is_left_when_they_are_forgotten(tmp_path: Path) -> None:
    kept_descriptors(SMILES, 1, tmp_path)
    (tmp_path / "card.json").write_text("{}")
    next(tmp_path.glob("descriptors-*.npy")).with_suffix(".part").write_bytes(b"")
    forget_descriptors(tmp_path)
    assert [file.name for file in files(tmp_path)] == ["card.json"]

"""Withheld compounds are known by their skeleton, whatever salt or isomer the data set has of them."""

from pathlib import Path

import pytest

from discovery.app.withheld import withheld
from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import hashed_skeleton
from discovery.chem.standardize import standardize_many
from discovery.errors import InputError, SettingsError


def skeletons(*smiles: str) -> list[str]:
    found = standardize_many(list(smiles), StandardizeSettings(), 1, "")
    assert all(isinstance(one, Compound) for one in found)
    return [one.skeleton for one in found if isinstance(one, Compound)]


def written(path: Path, digests: list[str]) -> Path:
    path.write_text("\n".join(digests) + "\n")
    return path


def test_salts_and_stereoisomers_of_a_listed_compound_are_withheld(tmp_path: Path) -> None:
    listed = skeletons("C[C@H](O)c1ccccc1", "OC(=O)c1ccccc1", "NCCc1ccccc1")
    path = written(tmp_path / "list.sha256", [hashed_skeleton(one) for one in listed])
    asked = ["C[C@@H](O)c1ccccc1", "CC(O)c1ccccc1", "[Na+].[O-]C(=O)c1ccccc1", "Cl.NCCc1ccccc1", "OCc1ccccc1"]
    assert withheld(skeletons(*asked), [path]).rows.tolist() == [True, True, True, True, False]


def test_lists_add_up_and_each_is_counted(tmp_path: Path) -> None:
    keys = skeletons("CCO", "CCN", "CCC", "CCCC")
    digests = [hashed_skeleton(key) for key in keys]
    first, second = written(tmp_path / "a", digests[:2]), written(tmp_path / "b", [*digests[1:3], "0" * 64])
    found = withheld(keys, [first, second])
    assert found.rows.tolist() == [True, True, True, False]
    assert [(about["file"], about["entries"], count) for about, count in found.lists] == [("a", 2, 2), ("b", 3, 2)]
    assert not withheld(keys, []).rows.any()


def test_a_bad_list_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"^withheld: .*nowhere is not a file$"):
        withheld([], [tmp_path / "nowhere"])
    with pytest.raises(InputError, match=r"^withheld: .*list line 2 is no SHA-256 digest"):
        withheld([], [written(tmp_path / "list", ["0" * 64, "CCO"])])

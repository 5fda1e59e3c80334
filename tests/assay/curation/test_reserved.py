"""The list of compounds that are kept out."""

import gzip
from pathlib import Path

import pytest

from discovery.assay.curation.reserved import is_reserved, load_reserved
from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import InputError, SettingsError

SKELETON = "LFQSCWFLJHTTHZ"


def test_a_listed_skeleton_is_reserved(tmp_path: Path) -> None:
    path = tmp_path / "reserved.gz"
    path.write_bytes(gzip.compress(f"{hashed_skeleton(SKELETON)}\n".encode()))
    assert is_reserved(SKELETON, load_reserved(path))
    assert not is_reserved("QUSNBJAOOMFDIB", load_reserved(path))


def test_without_a_list_nothing_is_reserved() -> None:
    assert not is_reserved(SKELETON, load_reserved(None))


def test_the_shipped_list_is_readable() -> None:
    assert len(load_reserved(Path(__file__).parents[3] / "data" / "reserved_compounds.sha256.gz")) == 1321


def test_a_line_that_is_no_digest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "reserved.txt"
    path.write_text(f"{hashed_skeleton(SKELETON)}\n{SKELETON}\n")
    with pytest.raises(InputError, match="line 2"):
        load_reserved(path)


def test_an_empty_list_protects_nothing_and_is_refused(tmp_path: Path) -> None:
    (tmp_path / "reserved.txt").write_text("\n")
    with pytest.raises(InputError, match=r"data\.curate\.reserved: .* is empty"):
        load_reserved(tmp_path / "reserved.txt")


def test_a_missing_list_is_named_by_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"data\.curate\.reserved"):
        load_reserved(tmp_path / "absent")

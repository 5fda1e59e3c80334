"""What a scored library keeps of its bundle."""

import shutil
from pathlib import Path

import pytest

from discovery.bundle.contents import DOMAIN_FILE, REFERENCE_FILE
from discovery.bundle.load import load_bundle
from discovery.errors import BundleError
from discovery.screening.background import FOLDER, keep_background, load_background


def test_all_but_the_model_is_kept(bundle: Path, tmp_path: Path) -> None:
    keep_background(bundle, tmp_path)
    kept, whole = load_background(tmp_path), load_bundle(bundle)
    assert kept.manifest == whole.manifest
    assert kept.contents.reference == whole.reference
    assert (kept.contents.domain == whole.domain).all()
    assert not list((tmp_path / FOLDER).glob("member-*"))


def test_an_altered_or_missing_file_is_refused(bundle: Path, tmp_path: Path) -> None:
    keep_background(bundle, tmp_path)
    with (tmp_path / FOLDER / REFERENCE_FILE).open("ab") as file:
        file.write(b"x")
    with pytest.raises(BundleError, match=rf"{REFERENCE_FILE} was altered.*: screen the library again"):
        load_background(tmp_path)
    (tmp_path / FOLDER / REFERENCE_FILE).unlink()
    with pytest.raises(BundleError, match=rf"{REFERENCE_FILE} cannot be read .*: screen the library again"):
        load_background(tmp_path)


def test_an_altered_bundle_is_not_kept(bundle: Path, tmp_path: Path) -> None:
    altered = tmp_path / "bundle"
    shutil.copytree(bundle, altered)
    (altered / DOMAIN_FILE).write_bytes(b"x")
    (tmp_path / "scored").mkdir()
    with pytest.raises(BundleError, match=rf"{DOMAIN_FILE} was altered"):
        keep_background(altered, tmp_path / "scored")

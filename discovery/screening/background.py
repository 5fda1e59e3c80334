"""What ranking needs of a bundle besides its predictions, kept beside the scored library: all of it but the model."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from discovery.bundle.contents import CALIBRATION_FILE, DOMAIN_FILE, LEARNT_FILE, Contents
from discovery.bundle.load import load_manifest, verified
from discovery.bundle.manifest import MANIFEST, Manifest

FOLDER = "bundle"
"""Folder within that of the scored library."""
AGAIN = "screen the library again"


@dataclass(frozen=True)
class Background:
    """A bundle without its model."""

    manifest: Manifest
    contents: Contents


def keep_background(bundle: Path, scored: Path) -> None:
    """Copy what is not the model from a bundle into the folder of a scored library."""
    folder = scored / FOLDER
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    manifest = load_manifest(bundle)
    shutil.copyfile(bundle / MANIFEST, folder / MANIFEST)
    for name, sha256 in _hashes(manifest).items():
        (folder / name).write_bytes(verified(bundle / name, sha256))


def load_background(scored: Path) -> Background:
    """What `keep_background` copied; raises BundleError for a file that is missing or was altered."""
    manifest = load_manifest(scored / FOLDER)
    files = {name: verified(scored / FOLDER / name, sha256, AGAIN) for name, sha256 in _hashes(manifest).items()}
    return Background(manifest, Contents.decode(files))


def _hashes(manifest: Manifest) -> dict[str, str]:
    """File name -> SHA-256 of all files but the model's."""
    kept = (DOMAIN_FILE, CALIBRATION_FILE, LEARNT_FILE)
    return {name: sha256 for name, sha256 in manifest.files.items() if name in kept or name.endswith(".parquet")}

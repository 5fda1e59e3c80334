"""What ranking needs of a bundle besides its predictions, kept beside the scored library: all of it but the model."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

from discovery.bundle.contents import DOMAIN_FILE, Contents
from discovery.bundle.load import load_manifest
from discovery.bundle.manifest import MANIFEST, Manifest
from discovery.errors import InputError

FOLDER = "bundle"
"""Folder within that of the scored library."""


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
    for name in [MANIFEST, *_names(load_manifest(bundle))]:
        shutil.copyfile(bundle / name, folder / name)


def load_background(scored: Path) -> Background:
    """What `keep_background` copied; raises InputError for a file that is missing or was altered."""
    manifest = load_manifest(scored / FOLDER)
    files = {name: _verified(scored / FOLDER / name, manifest.files[name]) for name in _names(manifest)}
    return Background(manifest, Contents.decode(files))


def _names(manifest: Manifest) -> list[str]:
    return [name for name in manifest.files if name == DOMAIN_FILE or name.endswith(".parquet")]


def _verified(path: Path, expected: str) -> bytes:
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != expected:
        raise InputError(f"{path} is missing or was altered: screen the library again")
    return data

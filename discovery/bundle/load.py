"""Reading a bundle: nothing of it is used before its hash is found right."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.bundle.codec import decode
from discovery.bundle.contents import Contents
from discovery.bundle.manifest import MANIFEST, Manifest
from discovery.errors import BundleError
from discovery.evaluation.evaluate import EVALUATION
from discovery.evaluation.ranks import RETROSPECTIVE
from discovery.models.predictor import Predictor


@dataclass(frozen=True)
class Bundle:
    """A trained model and all that screening and its report need to know of it."""

    manifest: Manifest
    predictor: Predictor
    contents: Contents

    @property
    def reference(self) -> pa.Table:
        """Known ligands of the target and its family: `contents.REFERENCE`."""
        return self.contents.reference

    @property
    def domain(self) -> NDArray[np.uint8]:
        """[m, bits] binary Morgan fingerprints of the training compounds."""
        return self.contents.domain

    @property
    def evaluation(self) -> pa.Table:
        """Metrics on the test split: EVALUATION."""
        return pa.Table.from_pylist(self.manifest.evaluation, schema=EVALUATION)

    @property
    def retrospective(self) -> pa.Table:
        """Metrics of the leave-one-scaffold-out check: RETROSPECTIVE; empty where it was not run."""
        return pa.Table.from_pylist(self.manifest.retrospective, schema=RETROSPECTIVE)


def load_manifest(folder: Path) -> Manifest:
    """The manifest alone, without a look at the other files; raises BundleError as `load_bundle` does."""
    path = folder / MANIFEST
    try:
        text = path.read_text("utf-8")
    except (FileNotFoundError, NotADirectoryError):
        raise BundleError(f"{folder} is not a bundle: it has no {MANIFEST}; make one with `discovery train`") from None
    except (OSError, UnicodeDecodeError) as error:
        raise BundleError(f"{path} cannot be read ({error}); restore the bundle from a copy") from None
    return Manifest.from_json(text, str(path))


def load_bundle(folder: Path) -> Bundle:
    """The bundle in a folder; its predictions are those of the model that was saved, bit for bit.

    Raises BundleError, naming the file, where one is missing, unlisted, altered or of an unknown format version.
    """
    manifest = load_manifest(folder)
    if left := sorted({file.name for file in folder.glob("*.safetensors")} - set(manifest.files)):
        raise BundleError(f"{folder / MANIFEST} does not list the file {left[0]}; restore the bundle from a copy")
    files = {name: verified(folder / name, expected) for name, expected in manifest.files.items()}
    try:
        return Bundle(manifest, decode(manifest.model, manifest.endpoints, files), Contents.decode(files))
    except KeyError as error:
        raise BundleError(
            f"{folder / MANIFEST} does not list the file {error}; restore the bundle from a copy"
        ) from None


def verified(path: Path, expected: str, remedy: str = "train again or restore the bundle from a copy") -> bytes:
    """The bytes of a file, once their hash is found right; raises BundleError that ends in the remedy."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BundleError(f"{path} cannot be read ({error.strerror}): {remedy}") from None
    if sha256(data).hexdigest() != expected:
        raise BundleError(f"{path} was altered, its SHA-256 is not the manifest's: {remedy}")
    return data

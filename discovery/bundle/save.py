"""Writing a bundle: into a temporary folder beside its place, which takes that place when all of it is on disk.

The files of a bundle:

| file | holds |
|---|---|
| manifest.json | the model's settings and endpoints, policies, results, versions, and the SHA-256 of every other file |
| member-NN.safetensors | weights of one network of an ensemble |
| processes-NN.safetensors | Gaussian processes in the place of its output layer, if it has such |
| model.safetensors | arrays of a forest, of kernel processes or of the similarity baseline |
| blend.safetensors | weights of a blend's members |
| cascade.safetensors | which endpoints of a cascade's first model its main model takes as readouts |
| first.FILE | a file of the cascade's first model |
| NAME--FILE | a file of the blend's member of that name |
| embedder | of a kernel on vectors: the network that makes them, in the form of whoever wrote it |
| reference.parquet | known ligands of the target and its family |
| training.parquet | SHA-256 of the skeletons that the model was fitted to or calibrated by |
| domain.safetensors | `morgan`: packed fingerprints of the training compounds, for the applicability domain |
| learnt.safetensors | keys of the compounds whose labels a pre-trained encoder below the model has learnt |
| calibration.safetensors | intervals, probabilities and the limit of the domain, as held-out compounds show them |
| NAME.table.parquet | further tables for reports |
"""

import os
import shutil
from pathlib import Path

from discovery.bundle.codec import encode
from discovery.bundle.contents import Contents
from discovery.bundle.manifest import MANIFEST, Manifest
from discovery.errors import BundleError, InternalError
from discovery.models.predictor import Predictor


def save_bundle(folder: Path, predictor: Predictor, manifest: Manifest, contents: Contents) -> Manifest:
    """Write a bundle to `folder`, in place of an older one; returns the manifest with the hashes of its files.

    Raises BundleError where `folder` holds something else than a bundle.
    """
    if predictor.endpoints != manifest.endpoints:
        raise InternalError("the manifest's endpoints are not those of the model")
    check_place(folder)
    files = encode(predictor) | contents.encode()
    manifest = manifest.with_files(files)
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, data in (files | {MANIFEST: manifest.to_json().encode()}).items():
        _write(partial / name, data)
    _take_place(partial, folder)
    return manifest


def check_place(folder: Path) -> None:
    """Raise BundleError where a bundle would take the place of something else."""
    if folder.exists() and not (folder.is_dir() and ((folder / MANIFEST).is_file() or not any(folder.iterdir()))):
        raise BundleError(f"{folder} is there already and is not a bundle; name another folder with out=")
    if folder.resolve() == Path.cwd():
        raise BundleError(f"{folder} is the folder that this command runs in, which cannot be replaced; name another")


def _write(path: Path, data: bytes) -> None:
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _take_place(partial: Path, folder: Path) -> None:
    """Put the new folder where the old one was; the old one goes only when the new one is complete."""
    old = folder.with_name(f".{folder.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if folder.exists():
        folder.rename(old)
    partial.rename(folder)
    shutil.rmtree(old, ignore_errors=True)

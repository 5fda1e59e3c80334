"""Descriptors of all molecules, which take minutes to compute: kept on disk until the training is done."""

import os
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.chem.descriptor_vectors import LENGTH, definition, descriptor_vectors
from discovery.side_by_side import side_by_side

CHUNK = 1000
"""Molecules described at a time."""
FARTHEST = 6.0
"""Standard deviations from the mean beyond which a descriptor counts as so far, as in Burns et al. 2025 (CheMeleon)."""
FORMAT = 1
"""Of what is kept; another one where `standardised` gives other numbers."""
NAME = "descriptors-{}.npy"
"""Name of the file; in the place of the braces, what `key_of` says."""


def kept_descriptors(smiles: Sequence[str], workers: int, folder: Path) -> NDArray[np.float16]:
    """[n, D] standardised descriptors of n molecules, memory-mapped from a file in the folder that is made if need be.

    A file of other molecules, or of another definition, is deleted.
    """
    path = folder / NAME.format(key_of(smiles))
    found = _read(path, len(smiles))
    if found is not None:
        return found
    forget_descriptors(folder)
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.save(file, standardised(described(smiles, workers)), allow_pickle=False)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    table: NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
    return table


def forget_descriptors(folder: Path) -> None:
    """Delete what `kept_descriptors` keeps in the folder."""
    for path in [*folder.glob(NAME.format("*")), *folder.glob(Path(NAME.format("*")).with_suffix(".part").name)]:
        path.unlink(missing_ok=True)


def key_of(smiles: Sequence[str]) -> str:
    """Digits of the SHA-256 of the molecules and of all that decides on their descriptors."""
    digest = sha256(f"{FORMAT} {definition()} {FARTHEST}\n".encode())
    for text in smiles:
        digest.update(text.encode() + b"\n")
    return digest.hexdigest()[:32]


def _read(path: Path, rows: int) -> NDArray[np.float16] | None:
    """The table in a file; None where there is none, or one that is damaged."""
    try:
        table: NDArray[np.float16] = np.load(path, mmap_mode="r", allow_pickle=False)
    except (OSError, ValueError, EOFError):
        return None
    return table if table.dtype == np.float16 and table.ndim == 2 and len(table) == rows else None


def described(smiles: Sequence[str], workers: int) -> NDArray[np.float32]:
    """[n, LENGTH] descriptors, computed in `workers` processes (0: one a core); NaN where there are none."""
    shares = [smiles[start : start + CHUNK] for start in range(0, len(smiles), CHUNK)]
    parts = side_by_side(_share, None, shares, workers, "Describing molecules", len)
    return np.concatenate([np.empty((0, LENGTH), np.float32), *parts])


def _share(_: None, smiles: Sequence[str]) -> NDArray[np.float32]:
    return descriptor_vectors(smiles)


def standardised(table: NDArray[np.float32]) -> NDArray[np.float16]:
    """[n, D] those of the descriptors that vary, in standard deviations from their mean; the mean where there is none.

    The scale is found from at most 100,000 molecules, evenly spread over the table.
    """
    sample = table[:: max(1, len(table) // 100_000)].astype(np.float64)
    sample = sample[np.isfinite(sample).all(axis=1)]
    if not len(sample):
        return np.zeros((len(table), 0), np.float16)
    mean, deviation = sample.mean(axis=0), sample.std(axis=0)
    varies = np.flatnonzero(deviation > 1e-6)
    result = np.empty((len(table), len(varies)), np.float16)
    for start in range(0, len(table), 10_000):
        part = (table[start : start + 10_000, varies] - mean[varies]) / deviation[varies]
        result[start : start + 10_000] = np.clip(np.nan_to_num(part), -FARTHEST, FARTHEST)
    return result

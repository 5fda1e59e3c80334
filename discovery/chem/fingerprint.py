"""Morgan fingerprints as arrays, and Tanimoto similarity as matrix products."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem.rdFingerprintGenerator import GetMorganGenerator
from rdkit.rdBase import BlockLogs


def morgan(smiles: Sequence[str], radius: int = 2, bits: int = 2048, counts: bool = False) -> NDArray[np.uint8]:
    """Morgan fingerprints (Rogers and Hahn 2010, doi 10.1021/ci100050t) of n SMILES.

    Returns [n, bits]: 0 or 1, or with `counts` the occurrences up to 255; a row of zeros where a SMILES is unreadable.
    """
    generator = GetMorganGenerator(radius=radius, fpSize=bits)
    fingerprint = generator.GetCountFingerprintAsNumPy if counts else generator.GetFingerprintAsNumPy
    rows = np.zeros((len(smiles), bits), np.uint8)
    with BlockLogs():
        for row, text in enumerate(smiles):
            mol = Chem.MolFromSmiles(text)
            if mol is not None:
                rows[row] = np.minimum(fingerprint(mol), 255)
    return rows


def tanimoto(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Tanimoto similarity [n, m] of binary fingerprints a [n, bits] and b [m, bits]; 0 for two empty ones."""
    left, right = a.astype(np.float32), b.astype(np.float32)
    common: NDArray[np.float32] = left @ right.T
    union = left.sum(axis=1)[:, None] + right.sum(axis=1)[None, :] - common
    return np.where(union > 0, common / np.maximum(union, 1), np.float32(0))


def nearest(
    queries: NDArray[np.uint8], references: NDArray[np.uint8], block: int = 4096
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The most similar reference of each query, the first one of equals.

    Takes binary fingerprints [n, bits] and [m, bits], compared in blocks of at most `block` x `block`.
    Returns index [n] into the references and similarity [n]; index -1 and similarity 0 where there is no reference.
    """
    index = np.full(len(queries), -1, np.int64)
    best = np.zeros(len(queries), np.float32)
    for start in range(0, len(queries), block):
        part = slice(start, start + block)
        for first in range(0, len(references), block):
            similarity = tanimoto(queries[part], references[first : first + block])
            column = similarity.argmax(axis=1)
            value = similarity[np.arange(len(column)), column]
            better = (value > best[part]) | (index[part] < 0)
            index[part] = np.where(better, column + first, index[part])
            best[part] = np.where(better, value, best[part])
    return index, best

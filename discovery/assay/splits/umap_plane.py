"""Compounds laid out in a plane by UMAP (McInnes et al. 2018, arXiv 1802.03426), related ones close together."""

import warnings
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from discovery.chem.fingerprint import tanimoto
from discovery.errors import SettingsError
from discovery.progress import bar

NEIGHBOURS = 15
"""Compounds by which UMAP knows a compound's surroundings, itself included; UMAP's own default."""
QUERIES, BLOCK = 128, 4096
"""Fingerprints compared at a time, with one another."""


def require_umap() -> None:
    """Raise SettingsError where the optional package is not installed."""
    if find_spec("umap") is None:
        raise SettingsError("the split umap needs umap-learn: pip install umap-learn, or choose another split")


def in_plane(bits: NDArray[np.uint8], seed: int) -> NDArray[np.float32]:
    """[n, 2] places of n fingerprints [n, bits] by Tanimoto distance; the same for the same seed.

    Neighbours are exact rather than UMAP's own, which are approximate for many compounds and slow for few, and the
    layout starts from principal components (Kobak and Linderman 2021, doi 10.1038/s41587-020-00809-z).
    Raises SettingsError where umap-learn is missing or there are too few compounds for it.
    """
    if len(bits) <= NEIGHBOURS:
        raise SettingsError(
            f"split.method=umap needs more than {NEIGHBOURS} compounds, there are {len(bits)}: choose another method"
        )
    require_umap()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ImportWarning)  # that TensorFlow is missing, which is not needed
        from umap import UMAP
    near, start = neighbours(bits), components(bits)
    with bar("Laying out compounds with UMAP", None), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "precomputed_knn")  # that no more compounds can be added later
        # Several threads would make the result depend on their order.
        layout = UMAP(
            NEIGHBOURS, min_dist=0.0, init=start, precomputed_knn=near, random_state=seed, n_jobs=1, metric="euclidean"
        )
        places: NDArray[np.float32] = layout.fit_transform(start)
    return places


def neighbours(bits: NDArray[np.uint8]) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """The nearest of n fingerprints [n, bits] to each, itself first: rows and Tanimoto distances, both [n, 15]."""
    n = len(bits)
    index, distance = np.empty((n, NEIGHBOURS), np.int32), np.empty((n, NEIGHBOURS), np.float32)
    with bar("Neighbours", n) as progress:
        for first in range(0, n, QUERIES):
            rows = np.arange(first, min(first + QUERIES, n))
            away = np.empty((len(rows), n), np.float32)
            for start in range(0, n, BLOCK):
                away[:, start : start + BLOCK] = 1 - tanimoto(bits[rows], bits[start : start + BLOCK])
            away[np.arange(len(rows)), rows] = -1  # before its own isomers
            nearest = np.sort(np.argpartition(away, NEIGHBOURS - 1, axis=1)[:, :NEIGHBOURS], axis=1)
            nearest = np.take_along_axis(
                nearest, np.take_along_axis(away, nearest, axis=1).argsort(axis=1, kind="stable"), axis=1
            )
            index[rows] = nearest
            distance[rows] = np.maximum(np.take_along_axis(away, nearest, axis=1), 0)
            progress.advance(len(rows))
    return index, distance


def components(bits: NDArray[np.uint8]) -> NDArray[np.float32]:
    """[n, 2] first principal components of n fingerprints [n, bits], the largest weight of each being positive."""
    blocks = [slice(start, start + BLOCK) for start in range(0, len(bits), BLOCK)]
    mean = bits.mean(axis=0, dtype=np.float64)
    products = np.zeros((bits.shape[1], bits.shape[1]), np.float64)
    for block in blocks:
        part = bits[block].astype(np.float32)
        products += part.T @ part
    from sklearn.utils.extmath import randomized_svd

    covariance = products / len(bits) - np.outer(mean, mean)
    with threadpool_limits(1):  # many small steps, of which each would wait for all threads
        axes = randomized_svd(covariance, 2, n_iter=20, random_state=0)[0]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), [0, 1]])
    return np.concatenate([(bits[block] - mean) @ axes for block in blocks]).astype(np.float32)

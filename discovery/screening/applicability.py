"""Applicability domain: is a compound like what the model learned from, and is the model sure of it?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.chem.fingerprint import nearest, tanimoto
from discovery.evaluation.strangeness import Strangeness

SAMPLE = 500
"""Training compounds on which the limit of the domain is measured."""
SHARE = 0.95
"""Share of the training compounds that the domain takes in."""
BLOCK = 4096
"""Training compounds compared at a time, which bounds the memory."""


@dataclass(frozen=True)
class Domain:
    """Training compounds, and how near to one of them, or how little strange, a compound must be."""

    fingerprints: NDArray[np.uint8]
    """[m, bits] binary Morgan fingerprints of the training compounds."""
    limit: float
    """Least Tanimoto similarity to the nearest training compound for a compound to lie in the domain; counts where
    there is no `strangeness`."""
    strangeness: Strangeness | None = None
    """Measured against compounds held out of training; None where there were none."""

    def similarity(self, fingerprints: NDArray[np.uint8]) -> NDArray[np.float32]:
        """[n] similarity of each fingerprint [n, bits] to the nearest training compound."""
        return nearest(fingerprints, self.fingerprints)[1]

    def judge(
        self, similarity: NDArray[np.float32], spread: Mapping[str, NDArray[np.float64]]
    ) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
        """Strangeness [n] (NaN where it has no measure) and whether each compound lies in the domain [n].

        From similarities [n] to the nearest training compound and spreads [n] by endpoint.
        """
        if self.strangeness is None:
            return np.full(len(similarity), np.nan), similarity >= self.limit
        strange = self.strangeness(similarity.astype(np.float64), spread)
        return strange, strange <= self.strangeness.limit


def domain_of(fingerprints: NDArray[np.uint8], strangeness: Strangeness | None = None) -> Domain:
    """The domain that training compounds [m, bits] span.

    Without a measure from held-out compounds its limit is the similarity that 95 % of the training compounds have at
    least to the nearest other one, measured on a sample spread evenly over them (nearest-neighbour domain: Sheridan et
    al. 2004, doi 10.1021/ci049782w).
    """
    if len(fingerprints) < 2:
        return Domain(fingerprints, 1.0, strangeness)
    sample = np.unique(np.linspace(0, len(fingerprints) - 1, SAMPLE).astype(np.int64))
    similarity = _nearest_other(fingerprints, sample)
    return Domain(fingerprints, float(np.quantile(similarity, 1.0 - SHARE, method="lower")), strangeness)


def _nearest_other(fingerprints: NDArray[np.uint8], sample: NDArray[np.int64]) -> NDArray[np.float32]:
    """[k] similarity of the sampled rows [k] to the most similar row other than themselves."""
    best = np.zeros(len(sample), np.float32)
    for first in range(0, len(fingerprints), BLOCK):
        similarity = tanimoto(fingerprints[sample], fingerprints[first : first + BLOCK])
        own = np.flatnonzero((sample >= first) & (sample < first + similarity.shape[1]))
        similarity[own, sample[own] - first] = 0.0
        best = np.maximum(best, similarity.max(axis=1))
    return best

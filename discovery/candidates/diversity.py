"""Picking compounds that differ from each other."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discovery.chem.fingerprint import morgan, tanimoto


def diverse_picks(smiles: Sequence[str], count: int) -> NDArray[np.int64]:
    """Positions of up to `count` compounds that differ most, in the order picked.

    MaxMin (Ashton et al. 2002, doi 10.1002/qsar.200290002) on Tanimoto distances of Morgan fingerprints, from the
    first compound on. Of equally distant compounds the earlier is picked: the better one in a list sorted best first.
    """
    fingerprints = morgan(smiles)
    picks: list[int] = []
    nearest = np.zeros(len(smiles), np.float32)
    for _ in range(min(count, len(smiles))):
        pick = int(np.argmin(nearest))
        picks.append(pick)
        nearest = np.maximum(nearest, tanimoto(fingerprints, fingerprints[pick : pick + 1])[:, 0])
        nearest[pick] = np.inf
    return np.asarray(picks, np.int64)

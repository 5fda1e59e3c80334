"""Morgan fingerprints of many compounds, with a bar to watch."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from discovery.chem.fingerprint import morgan
from discovery.progress import bar

CHUNK = 2000
BITS = 2048


def fingerprints(smiles: Sequence[str]) -> NDArray[np.uint8]:
    """[n, 2048] Morgan fingerprints of radius 2, 0 or 1, blind to stereochemistry; zeros where a SMILES is unreadable.

    2 kB a compound.
    """
    bits = np.zeros((len(smiles), BITS), np.uint8)
    with bar("Fingerprints", len(smiles)) as progress:
        for start in range(0, len(smiles), CHUNK):
            part = smiles[start : start + CHUNK]
            bits[start : start + len(part)] = morgan(part, radius=2, bits=BITS)
            progress.advance(len(part))
    return bits

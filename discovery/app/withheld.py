"""Compounds whose labels an encoder must not see, known by the hash of their skeleton."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.assay.curation.reserved import load_reserved
from discovery.assay.inputs import file_sha256
from discovery.chem.skeleton import hashed_skeleton


@dataclass(frozen=True, eq=False)
class Withheld:
    """Which of n compounds are on any of the lists."""

    rows: NDArray[np.bool_]
    """[n]"""
    lists: tuple[tuple[dict[str, object], int], ...]
    """Each list (its file's name, SHA-256 and number of entries) and how many of the n compounds are on it."""


def withheld(skeletons: Sequence[str], lists: Sequence[Path]) -> Withheld:
    """The compounds with these skeletons [n] that are on the lists; raises as `load_reserved` for a bad list."""
    rows, found = np.zeros(len(skeletons), np.bool_), []
    digests = [hashed_skeleton(skeleton) for skeleton in skeletons] if lists else []
    for path in lists:
        entries = load_reserved(path, "withheld")
        mine = np.array([digest in entries for digest in digests], np.bool_)
        about: dict[str, object] = {"file": path.name, "sha256": file_sha256(path), "entries": len(entries)}
        found.append((about, int(mine.sum())))
        rows |= mine
    return Withheld(rows, tuple(found))

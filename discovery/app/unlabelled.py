"""Molecules of a library that nobody measured."""

from dataclasses import dataclass

import numpy as np

from discovery.screening.library.texts import library_digest, library_texts
from discovery.screening.settings import LibrarySettings


@dataclass(frozen=True)
class Unlabelled:
    """Structures as they stand in their file, and where they are from."""

    smiles: list[str]
    about: dict[str, object]
    """File, SHA-256, its number of rows and how many are used; empty without a library."""


def unlabelled(library: LibrarySettings | None, most: int) -> Unlabelled:
    """At most so many molecules (0: all), evenly spread over the library; those of several parts are left out.

    A salt or a mixture is no molecule that a screen would score; the largest part of it is for `ingest` to find.
    """
    if library is None:
        return Unlabelled([], {})
    smiles = [text for texts in library_texts(library) for text in texts]
    whole = [text for text in smiles if "." not in text]
    used = whole if not 0 < most < len(whole) else [whole[i] for i in np.linspace(0, len(whole) - 1, most, dtype=int)]
    about: dict[str, object] = {"file": library.path.name, "sha256": library_digest(library)}
    return Unlabelled(used, about | {"rows": len(smiles), "used": len(used)})

"""The networks that a kernel can take beside fingerprints, each imported only where it is asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from discovery.errors import InputError, InternalError
from discovery.models.embedded_vectors import EmbeddedVectors
from discovery.models.embedding import Embedded, Embedder
from discovery.models.settings import EmbeddingKind, KernelSettings


def embed(settings: KernelSettings, smiles: Sequence[str], seed: int) -> Embedded | None:
    """The compounds to learn from as the network that the settings ask for sees them, if they ask for one.

    Raises SettingsError or InputError where its file or package is of no use.
    """
    match settings.embedding:
        case EmbeddingKind.none:
            return None
        case EmbeddingKind.pretrained:
            from discovery.models.embedded_atoms import EmbeddedAtoms
            from discovery.models.pretrained import load_pretrained

            return EmbeddedAtoms.fit(load_pretrained(file_of(settings), "model.encoder"), smiles, seed)
        case EmbeddingKind.minimol | EmbeddingKind.chemeleon:
            return EmbeddedVectors.fit(embedder_of(settings, "model"), smiles)


def embedder_of(settings: KernelSettings, key: str) -> Embedder:
    """The embedder of vectors of a kernel that the setting `key` holds.

    Raises SettingsError or InputError where its file or package is of no use.
    """
    match settings.embedding:
        case EmbeddingKind.minimol:
            from discovery.models.minimol import Minimol

            return Minimol(f"{key}.embedding=minimol")
        case EmbeddingKind.chemeleon:
            from discovery.models.chemeleon import Chemeleon

            try:
                return Chemeleon(file_of(settings))
            except InputError as problem:
                raise InputError(f"{key}.encoder: {problem}") from None
        case EmbeddingKind.none | EmbeddingKind.pretrained:
            raise InternalError(f"no embedder makes vectors for model.embedding={settings.embedding.value}")


def embedded_from(kind: EmbeddingKind, content: bytes, state: Mapping[str, NDArray[Any]]) -> Embedded | None:
    """What a bundle kept: the `content` of a network and, as `Embedded.state` wrote it, what it makes of compounds.

    Raises ValueError where the content is none of its kind.
    """
    match kind:
        case EmbeddingKind.none:
            return None
        case EmbeddingKind.minimol:
            from discovery.models.minimol import Minimol

            return EmbeddedVectors.from_state(Minimol("this bundle"), state)
        case EmbeddingKind.chemeleon:
            from discovery.models.chemeleon import Chemeleon

            return EmbeddedVectors.from_state(Chemeleon.from_content(content), state)
        case EmbeddingKind.pretrained:
            from discovery.models.embedded_atoms import EmbeddedAtoms
            from discovery.models.pretrained import pretrained_of

            return EmbeddedAtoms.from_state(pretrained_of(content), state)


def file_of(settings: KernelSettings) -> Path:
    """The file of the network."""
    if settings.encoder is None:
        raise InternalError(f"model.embedding={settings.embedding.value} without a file")
    return settings.encoder

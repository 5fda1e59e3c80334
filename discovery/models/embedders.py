"""The embedders, each imported only where it is asked for."""

from pathlib import Path

from discovery.errors import InputError, InternalError
from discovery.models.embedding import Embedder
from discovery.models.settings import EmbeddingKind, KernelSettings


def embedder_of(settings: KernelSettings, key: str = "model") -> Embedder | None:
    """The embedder of a kernel that the setting `key` holds.

    Raises SettingsError or InputError where its file or package is of no use.
    """
    match settings.embedding:
        case EmbeddingKind.none:
            return None
        case EmbeddingKind.minimol:
            from discovery.models.minimol import Minimol

            return Minimol(f"{key}.embedding=minimol")
        case EmbeddingKind.chemeleon:
            from discovery.models.chemeleon import Chemeleon

            try:
                return Chemeleon(_file(settings))
            except InputError as problem:
                raise InputError(f"{key}.encoder: {problem}") from None
        case EmbeddingKind.pretrained:
            from discovery.models.pretrained import load_pretrained

            return load_pretrained(_file(settings), f"{key}.encoder")


def embedder_from(kind: EmbeddingKind, content: bytes) -> Embedder | None:
    """The embedder of which a bundle kept `content`; raises ValueError where that is none of its kind."""
    match kind:
        case EmbeddingKind.none:
            return None
        case EmbeddingKind.minimol:
            from discovery.models.minimol import Minimol

            return Minimol("this bundle")
        case EmbeddingKind.chemeleon:
            from discovery.models.chemeleon import Chemeleon

            return Chemeleon.from_content(content)
        case EmbeddingKind.pretrained:
            from discovery.models.pretrained import pretrained_of

            return pretrained_of(content)


def _file(settings: KernelSettings) -> Path:
    if settings.encoder is None:
        raise InternalError(f"model.embedding={settings.embedding.value} without a file")
    return settings.encoder

"""The networks that a kernel can take beside fingerprints, each imported only where it is asked for."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from discovery.errors import InputError, InternalError
from discovery.graphs.featurize import featurize
from discovery.models.embedding import Embedded, Embedder
from discovery.models.gaussian.radial import RadialVectors
from discovery.models.settings import EmbeddingKind, KernelSettings


def embed(settings: KernelSettings, smiles: Sequence[str], seed: int) -> Embedded | None:
    """The compounds to learn from as the network that the settings ask for sees them, if they ask for one.

    Raises SettingsError or InputError where its file or package is of no use.
    """
    match settings.embedding:
        case EmbeddingKind.none:
            return None
        case EmbeddingKind.pretrained:
            from discovery.models.atom_embedder import AtomEmbedder
            from discovery.models.gaussian.atom_kernels import AtomKernels
            from discovery.models.pretrained import load_pretrained

            pretrained = load_pretrained(file_of(settings), "model.encoder")
            encoder = pretrained.network()
            kernels = AtomKernels.fit(encoder, featurize(smiles), seed)
            return Embedded(AtomEmbedder(pretrained.content, encoder, kernels.counter), kernels)
        case EmbeddingKind.minimol | EmbeddingKind.chemeleon:
            embedder = embedder_of(settings, "model")
            return Embedded(embedder, RadialVectors.fit(embedder.embed(smiles)))


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
    """What a bundle kept: the `content` of a network and, as `Kernels.state` wrote it, what it makes of compounds.

    Raises ValueError where the content is none of its kind.
    """
    match kind:
        case EmbeddingKind.none:
            return None
        case EmbeddingKind.minimol:
            from discovery.models.minimol import Minimol

            return Embedded(Minimol("this bundle"), RadialVectors.from_state(state))
        case EmbeddingKind.chemeleon:
            from discovery.models.chemeleon import Chemeleon

            return Embedded(Chemeleon.from_content(content), RadialVectors.from_state(state))
        case EmbeddingKind.pretrained:
            from discovery.models.atom_embedder import AtomEmbedder
            from discovery.models.gaussian.atom_kernels import AtomKernels
            from discovery.models.pretrained import pretrained_of

            kernels = AtomKernels.from_state(state)
            return Embedded(AtomEmbedder(content, pretrained_of(content).network(), kernels.counter), kernels)


def file_of(settings: KernelSettings) -> Path:
    """The file of the network."""
    if settings.encoder is None:
        raise InternalError(f"model.embedding={settings.embedding.value} without a file")
    return settings.encoder

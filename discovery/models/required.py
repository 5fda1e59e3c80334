"""What a model takes beside its settings, looked at before any long work: files of encoders and optional packages."""

from discovery.models.embedders import embedder_of, file_of
from discovery.models.minimol import require_minimol
from discovery.models.pretrained import Pretrained, load_pretrained, pretrained_for
from discovery.models.settings import (
    AutoSettings,
    BlendSettings,
    EmbeddingKind,
    KernelSettings,
    ModelSettings,
    NetworkSettings,
)


def required(model: ModelSettings, key: str = "model") -> tuple[Pretrained, ...]:
    """The pre-trained encoders that a model, or a member of a blend, starts from or builds on, each once.

    `key` is the setting that holds the model. Raises SettingsError or InputError in one line where a file or package
    that the model takes is not there or of no use.
    """
    if isinstance(model, BlendSettings):
        found = [one for name, member in model.chosen.items() for one in required(member, f"{key}.members.{name}")]
        return tuple({one.digest: one for one in found}.values())
    if isinstance(model, NetworkSettings):
        start = pretrained_for(model, key)
        return (start,) if start else ()
    if isinstance(model, AutoSettings):
        return (load_pretrained(model.encoder, f"{key}.encoder"),) if model.encoder else ()
    return _of_kernel(model, key) if isinstance(model, KernelSettings) else ()


def _of_kernel(model: KernelSettings, key: str) -> tuple[Pretrained, ...]:
    match model.embedding:
        case EmbeddingKind.pretrained:
            return (load_pretrained(file_of(model), f"{key}.encoder"),)
        case EmbeddingKind.chemeleon:
            embedder_of(model, key)
        case EmbeddingKind.minimol:
            require_minimol(f"{key}.embedding=minimol")
        case EmbeddingKind.none:
            pass
    return ()

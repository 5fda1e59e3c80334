"""The default portfolio, as the studies fit it: the members of `model=blend` on any encoder, with `fit=finetune`."""

from dataclasses import replace
from pathlib import Path

from discovery.app.compose import settings_of
from discovery.app.settings import TrainSettings
from discovery.models.pretrained import network_from
from discovery.models.settings import BlendSettings, EmbeddingKind, ExtraTreesSettings, KernelSettings, Output
from discovery.training.settings import FitSettings, Precision


def portfolio(encoder: Path) -> BlendSettings:
    """A network that starts from the encoder, a kernel that compares its sums too, and extra-trees."""
    network = replace(network_from(encoder, "encoder"), output=Output.process)
    kernel = KernelSettings(embedding=EmbeddingKind.pretrained, encoder=encoder)
    return BlendSettings({"network": network, "kernel": kernel, "trees": ExtraTreesSettings()})


def fine_tuning() -> FitSettings:
    """What `fit=finetune` stands for, in bf16, which takes half the time and no more error (see fine_tuning)."""
    words = ["target=gene", "target.gene=any", "dataset=.", "out=any", "fit=finetune"]
    settings = settings_of("train", words)
    assert isinstance(settings, TrainSettings)
    return replace(settings.fit, precision=Precision.bf16)

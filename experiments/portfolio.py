"""The default portfolio, as the studies fit it: the members of `model=blend` on any encoder, with `fit=finetune`."""

from dataclasses import replace
from pathlib import Path

from discovery.app.compose import settings_of
from discovery.app.settings import TrainSettings
from discovery.models.settings import BlendSettings
from discovery.training.choice import blend_on
from discovery.training.settings import FitSettings, Precision

NAMES = {"kernel": "kernel", "extra_trees": "trees"}
"""What members are called in the studies' tables; the one that is left is the network, of whatever kind."""


def portfolio(encoder: Path) -> BlendSettings:
    """A network that starts from the encoder, a kernel that compares its sums too, and extra-trees."""
    members = blend_on(encoder, "encoder").chosen
    return BlendSettings({NAMES.get(name, "network"): member for name, member in members.items()})


def fine_tuning() -> FitSettings:
    """What `fit=finetune` stands for, in bf16, which takes half the time and no more error (see fine_tuning)."""
    words = ["target=gene", "target.gene=any", "dataset=.", "out=any", "fit=finetune"]
    settings = settings_of("train", words)
    assert isinstance(settings, TrainSettings)
    return replace(settings.fit, precision=Precision.bf16)

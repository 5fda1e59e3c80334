"""The default portfolio, as the studies fit it: the members of `model=auto` on any encoder, with `fit=finetune`."""

from dataclasses import replace
from pathlib import Path

from discovery.app.compose import settings_of
from discovery.app.settings import TrainSettings
from discovery.assay.labelling.labels import Labels
from discovery.models.settings import AutoSettings, BlendSettings
from discovery.target.settings import TargetSettings
from discovery.training.choice import choose_model
from discovery.training.settings import FitSettings, Precision

NAMES = {"kernel": "kernel", "extra_trees": "trees"}
"""What members are called in the studies' tables; the one that is left is the network, of whatever kind."""


def portfolio(encoder: Path, labels: Labels) -> BlendSettings:
    """What `model=auto` chooses for one endpoint with many labels, on an encoder: a network that starts from it, a
    kernel that compares its atoms too and, from 10,000 labels on, extra-trees."""
    target = TargetSettings(gene=labels.endpoints[0].target)
    model = choose_model(AutoSettings(encoder, few=0), labels, target).model
    assert isinstance(model, BlendSettings)
    return BlendSettings({NAMES.get(name, "network"): member for name, member in model.chosen.items()})


def fine_tuning() -> FitSettings:
    """What `fit=finetune` stands for, in bf16, which takes half the time and no more error (see fine_tuning)."""
    words = ["target=gene", "target.gene=any", "dataset=.", "out=any", "fit=finetune"]
    settings = settings_of("train", words)
    assert isinstance(settings, TrainSettings)
    return replace(settings.fit, precision=Precision.bf16)

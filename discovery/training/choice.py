"""Which model suits a target, by the number of compounds that are measured on it."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from discovery.assay.labelling.labels import BORROWED, MEASURED, Labels
from discovery.models.pretrained import network_from
from discovery.models.settings import (
    AutoSettings,
    BlendSettings,
    EmbeddingKind,
    ExtraTreesSettings,
    KernelSettings,
    ModelSettings,
    Output,
    kind_of,
)
from discovery.target.settings import TargetSettings


@dataclass(frozen=True)
class Choice:
    """A model, and why it is this one."""

    model: ModelSettings
    reason: str = ""
    """A sentence; empty where a person chose."""


def choose_model(model: ModelSettings, labels: Labels, target: TargetSettings) -> Choice:
    """The model that `model=auto` stands for with these labels; any other stays as it is.

    Few compounds take a kernel on an encoder's vectors, which states its own doubt and learns from what the family
    lends; more take a blend, which extra-trees join where an endpoint has very many (experiments/blend_members).
    """
    if not isinstance(model, AutoSettings):
        return Choice(model)
    blend = BlendSettings() if model.encoder is None else blend_on(model.encoder, "model.encoder")
    count = measured_on(labels, target.gene)
    on = "on the pre-trained encoder's vectors and fingerprints" if model.encoder else "on fingerprints"
    known = f"{count:,} compounds are measured on {target.gene} itself"
    if count >= model.few:
        told = f"Chosen by model=auto: a blend, its kernel {on}, as {known}, {model.few} or more"
        return _with_trees(blend, told, labels, model.many)
    lent = _lent(labels, target)
    return Choice(
        blend.chosen["kernel"], f"Chosen by model=auto: a kernel {on}, as {known}, fewer than {model.few}{lent}."
    )


def _with_trees(blend: BlendSettings, told: str, labels: Labels, many: int) -> Choice:
    """The blend, which extra-trees join where an endpoint has so many labels."""
    counts = np.bincount(labels.endpoint, minlength=1)
    largest = int(counts.argmax())
    if counts[largest] < many:
        return Choice(blend, f"{told}.")
    why = f"{labels.endpoints[largest].name} has {counts[largest]:,} labels, {many:,} or more"
    return Choice(
        replace(blend, members={**blend.members, "extra_trees": ExtraTreesSettings()}),
        f"{told}; extra-trees join it, as {why}.",
    )


def blend_on(encoder: Path, key: str) -> BlendSettings:
    """The default blend, its network and its kernel on the encoder in a file that the setting `key` names.

    Raises SettingsError where the file is of no use.
    """
    network = replace(network_from(encoder, key), output=Output.process)
    kernel = KernelSettings(embedding=EmbeddingKind.pretrained, encoder=encoder)
    return BlendSettings({kind_of(network): network, "kernel": kernel})


def measured_on(labels: Labels, gene: str) -> int:
    """Compounds with a measured label of the target's own; those of primary screens count where there are no others."""
    own = np.array([endpoint.target == gene for endpoint in labels.endpoints], bool)
    primary = np.array([endpoint.is_primary for endpoint in labels.endpoints], bool)
    by_self = labels.origin == MEASURED
    confirmed = by_self & (own & ~primary)[labels.endpoint]
    counted = confirmed if confirmed.any() else by_self & own[labels.endpoint]
    return len(np.unique(labels.rows()[counted]))


def _lent(labels: Labels, target: TargetSettings) -> str:
    """What the target's own endpoints borrow from its family, as the end of a sentence."""
    own = np.array([endpoint.target == target.gene for endpoint in labels.endpoints], bool)
    borrowed = (labels.origin == BORROWED) & own[labels.endpoint]
    count = len(np.unique(labels.rows()[borrowed]))
    if not count:
        return ""
    family = ", ".join(target.family)
    return f"; labels of {count:,} more are lent by {family}, at a weight of {target.family_weight:g}"

"""The model that is chosen by the number of compounds measured on the target."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from discovery.assay.labelling.labels import BORROWED
from discovery.errors import SettingsError
from discovery.models.settings import (
    AutoSettings,
    BlendSettings,
    EmbeddingKind,
    ExtraTreesSettings,
    ForestSettings,
    GineSettings,
    KernelSettings,
    Output,
)
from discovery.target.endpoint import hit_endpoint, potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.choice import choose_model, measured_on

KCNH2 = TargetSettings(gene="KCNH2")
RYR2 = TargetSettings(gene="RYR2", family=["RYR1"], family_weight=0.25)


def test_few_compounds_take_a_kernel_and_many_a_blend(compounds) -> None:
    """36 compounds have a potency on KCNH2."""
    few = choose_model(AutoSettings(few=37), compounds.labels, KCNH2)
    many = choose_model(AutoSettings(few=36), compounds.labels, KCNH2)
    assert few.model == KernelSettings()
    assert many.model == BlendSettings()
    assert few.reason == (
        "Chosen by model=auto: a kernel on fingerprints, as 36 compounds are measured on KCNH2 itself, fewer than 37."
    )
    assert many.reason.startswith("Chosen by model=auto: a blend,")
    assert many.reason.endswith("as 36 compounds are measured on KCNH2 itself, 36 or more.")


def test_extra_trees_join_the_blend_where_an_endpoint_has_very_many_labels(compounds) -> None:
    counts = np.bincount(compounds.labels.endpoint)
    most = counts.max()
    without, trees = (
        choose_model(AutoSettings(few=0, many=many), compounds.labels, KCNH2) for many in (most + 1, most)
    )
    assert list(without.model.chosen) == ["dmpnn", "kernel"]
    assert trees.model == BlendSettings({**without.model.members, "extra_trees": ExtraTreesSettings()})
    largest = compounds.labels.endpoints[counts.argmax()].name
    assert trees.reason.endswith(f"; extra-trees join it, as {largest} has {most} labels, {most} or more.")


@pytest.fixture
def encoder(make_encoder: Callable[..., bytes], tmp_path: Path) -> Path:
    """The file of an encoder of a kind, width and depth that are no network's own."""
    (tmp_path / "encoder.safetensors").write_bytes(make_encoder(GineSettings(hidden=8, depth=2)))
    return tmp_path / "encoder.safetensors"


def test_an_encoder_s_vectors_are_compared_in_either(compounds, encoder: Path) -> None:
    expected = KernelSettings(embedding=EmbeddingKind.pretrained, encoder=encoder)
    few = choose_model(AutoSettings(encoder), compounds.labels, KCNH2)
    many = choose_model(AutoSettings(encoder, few=0), compounds.labels, KCNH2)
    assert few.model == many.model.chosen["kernel"] == expected
    assert "pre-trained encoder" in few.reason


def test_the_network_of_a_blend_starts_from_the_encoder_in_its_shape(compounds, encoder: Path) -> None:
    blend = choose_model(AutoSettings(encoder, few=0), compounds.labels, KCNH2).model
    assert list(blend.chosen) == ["gine", "kernel"]
    assert blend.chosen["gine"] == GineSettings(
        encoder=encoder, hidden=8, depth=2, head_hidden=8, output=Output.process
    )


def test_a_model_that_a_person_named_stays(compounds) -> None:
    choice = choose_model(ForestSettings(), compounds.labels, KCNH2)
    assert choice.model == ForestSettings()
    assert choice.reason == ""


def test_labels_that_are_presumed_or_lent_are_not_measured_but_lending_is_told(compounds) -> None:
    labels = compounds.labels
    assert measured_on(labels, "RYR2") == 6
    origin = labels.origin.copy()
    origin[labels.rows() < 39] = BORROWED
    lent = replace(labels, origin=origin)
    assert measured_on(lent, "RYR2") == 3
    assert choose_model(AutoSettings(), lent, RYR2).reason.endswith(
        "measured on RYR2 itself, fewer than 50; labels of 3 more are lent by RYR1, at a weight of 0.25."
    )


def test_readings_of_a_screen_are_not_few_actives_unless_there_is_nothing_else(make_labels) -> None:
    table = np.full((60, 2), np.nan)
    table[:, 0] = np.arange(60) % 2
    only = make_labels((hit_endpoint("KCNH2"), potency_endpoint("KCNH2")), table)
    table[:5, 1] = np.arange(5)
    both = make_labels((hit_endpoint("KCNH2"), potency_endpoint("KCNH2")), table)
    assert measured_on(only, "KCNH2") == 60
    assert measured_on(both, "KCNH2") == 5


def test_auto_is_no_member_of_a_blend() -> None:
    with pytest.raises(SettingsError, match=r"model\.members\.auto: auto chooses a whole model"):
        BlendSettings({"auto": AutoSettings()})

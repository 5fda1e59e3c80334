from dataclasses import replace

import numpy as np
import pytest

from discovery.assay.labelling.context import CONTEXT_FEATURES, EndpointContext
from discovery.assay.splits.split import Split
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.settings import (
    DmpnnSettings,
    ForestSettings,
    GineSettings,
    KernelSettings,
    Output,
    SimilaritySettings,
)
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import fit_model
from discovery.training.recorder import NullRecorder

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
SPLIT = Split(np.arange(0, 48, 2), np.arange(1, 48, 4), np.arange(3, 48, 4), np.arange(48))


@pytest.fixture
def fitted(compounds, model, settings):
    return fit_model(model, compounds, SPLIT, RYR2, settings, NullRecorder())


def test_two_phases_are_told_in_plain_sentences(fitted) -> None:
    base, adapt, family = fitted.phases
    assert base.startswith("Base phase: 2 networks learnt 1 endpoints from 18 compounds (member 0 best at ")
    assert adapt.startswith("Adapt phase: 2 networks learnt 3 endpoints from 9 compounds (member 0 best at 3 of 3")
    assert family.startswith("The adapt phase saw 6 compounds measured on RYR2, RYR1 and 3 presumed inactive.")


def test_trained_rows_are_those_of_every_phase(fitted) -> None:
    assert fitted.trained.tolist() == sorted([*range(0, 36, 2), *range(1, 36, 4), 36, 37, 38, 39, 40, 41, 42, 44, 46])


def test_the_base_networks_never_saw_the_family(fitted, compounds, model, settings) -> None:
    """Other family labels give other predictions but the same base, to the bit."""
    compounds.labels.value[compounds.labels.endpoint == 1] += 1.0
    other = fit_model(model, compounds, SPLIT, RYR2, settings, NullRecorder())
    for first, second in zip(fitted.base, other.base, strict=True):
        for name, tensor in first.state_dict().items():
            assert tensor.equal(second.state_dict()[name]), name
    assert fitted.base[0].scale_mean[1] == 0.0
    assert not np.array_equal(fitted.predictor.predict(["CCO"]).mean, other.predictor.predict(["CCO"]).mean)


def test_the_second_phase_reads_the_family_on_its_own_scale_and_keeps_the_others(fitted) -> None:
    adapted, base = fitted.predictor.networks[0], fitted.base[0]
    assert float(adapted.scale_mean[1]) == 6.25
    assert adapted.scale_mean[0] == base.scale_mean[0] != 0.0


def test_other_endpoints_are_answered_by_the_base_networks(fitted) -> None:
    smiles = ["CCO", "c1ccccc1O"]
    family = np.array([endpoint.target in RYR2.members for endpoint in fitted.predictor.endpoints])
    base = NetworkEnsemble(fitted.base).predict(smiles)
    adapted = NetworkEnsemble(fitted.predictor.networks[:2]).predict(smiles)
    found = fitted.predictor.predict(smiles)
    assert family.any()
    assert not family.all()
    np.testing.assert_allclose(found.mean[:, ~family], base.mean[:, ~family], atol=1e-6)
    np.testing.assert_allclose(found.mean[:, family], adapted.mean[:, family], atol=1e-6)


def test_history_names_phase_and_member(fitted, settings) -> None:
    assert list(fitted.history) == ["base/member0", "base/member1", "adapt/member0", "adapt/member1"]
    assert len(fitted.history["adapt/member1"]) == settings.adapt_epochs


def test_one_phase_without_a_base(compounds, model, settings) -> None:
    target = replace(RYR2, family=["RYR1", "KCNH2"])
    fitted = fit_model(model, compounds, SPLIT, target, settings, NullRecorder())
    assert fitted.base == []
    assert list(fitted.history) == ["fit/member0", "fit/member1"]
    assert fitted.trained.tolist() == sorted({*SPLIT.train, *SPLIT.validation})


def test_processes_leave_the_validation_part_for_calibration(compounds, model, settings) -> None:
    target = replace(RYR2, family=["RYR1", "KCNH2"])
    fitted = fit_model(replace(model, output=Output.process), compounds, SPLIT, target, settings, NullRecorder())
    names = [endpoint.name for endpoint in fitted.predictor.endpoints]
    known = len(compounds.labels.take(SPLIT.train).of("KCNH2.potency")[0])
    for network in fitted.predictor.networks:
        assert network.processes.processes[names.index("KCNH2.potency")].learnt == known


def test_a_structure_without_a_graph_is_left_out_and_said(compounds, model, settings) -> None:
    compounds.smiles[0] = "not a structure"
    fitted = fit_model(model, compounds, SPLIT, RYR2, settings, NullRecorder())
    assert 0 not in fitted.trained
    assert fitted.phases[0] == "No graph could be made of 1 compounds, which were left out."


@pytest.mark.parametrize(
    "model",
    [
        DmpnnSettings(hidden=8, members=1),
        DmpnnSettings(hidden=8, members=1, output=Output.process),
        GineSettings(hidden=8, members=1),
        ForestSettings(trees=5),
        KernelSettings(),
        SimilaritySettings(),
    ],
    ids=lambda model: type(model).__name__,
)
def test_every_model_is_fitted_and_predicts(compounds, settings, model) -> None:
    fitted = fit_model(model, compounds, SPLIT, RYR2, settings, NullRecorder())
    assert fitted.predictor.endpoints == compounds.labels.endpoints
    assert fitted.phases
    active = [endpoint.name for endpoint in fitted.predictor.endpoints].index("RYR2.modulator")
    predicted = fitted.predictor.predict([compounds.smiles[36], "?"])
    assert 0.0 <= predicted.mean[0, active] <= 1.0
    assert predicted.failed.tolist() == [False, True]


@pytest.mark.parametrize(
    "model", [ForestSettings(trees=3), KernelSettings(), SimilaritySettings()], ids=["forest", "kernel", "similarity"]
)
def test_baselines_see_the_training_part_and_the_whole_family(compounds, settings, model) -> None:
    fitted = fit_model(model, compounds, SPLIT, RYR2, settings, NullRecorder())
    assert fitted.trained.tolist() == sorted({*SPLIT.train.tolist(), *range(36, 42)})


@pytest.mark.parametrize(
    "model", [ForestSettings(trees=3), KernelSettings(), SimilaritySettings()], ids=["forest", "kernel", "similarity"]
)
@pytest.mark.parametrize("target", [RYR2, TargetSettings(gene="RYR2", family=["RYR1", "KCNH2"])], ids=["two", "one"])
def test_a_compound_without_a_label_teaches_nothing_and_does_not_count(compounds, settings, model, target) -> None:
    every = fit_model(model, compounds, SPLIT, target, settings, NullRecorder()).trained
    labels = compounds.labels.keep(~np.isin(compounds.labels.rows(), [0, 2, 44]))
    fitted = fit_model(model, replace(compounds, labels=labels), SPLIT, target, settings, NullRecorder())
    assert fitted.trained.tolist() == sorted({*every.tolist()} - {0, 2, 44})
    assert f" {len(fitted.trained)} compounds" in fitted.phases[0]


def test_networks_of_both_phases_know_the_context_of_the_endpoints(compounds, model, settings) -> None:
    features = np.arange(4 * CONTEXT_FEATURES, dtype=np.float32).reshape(4, -1) / 1e4
    context = EndpointContext(features, np.array([True, False, True, True]))
    fitted = fit_model(
        replace(model, conditioned=True), replace(compounds, context=context), SPLIT, RYR2, settings, NullRecorder()
    )
    for network in fitted.predictor.networks:
        np.testing.assert_array_equal(network.head.layers[-1].context, features)
        np.testing.assert_array_equal(network.head.layers[-1].sequenced, context.sequenced)

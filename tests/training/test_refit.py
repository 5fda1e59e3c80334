import pickle
from dataclasses import replace

import numpy as np
import pytest

from discovery.assay.splits.split import Split
from discovery.models.settings import ForestSettings, KernelSettings, SimilaritySettings
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import fit_model
from discovery.training.recorder import NullRecorder
from discovery.training.refit import Few, refits
from discovery.training.settings import Device, Precision

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
SPLIT = Split(np.arange(0, 48, 2), np.arange(1, 48, 4), np.arange(3, 48, 4), np.arange(48))
BASELINES = {"forest": ForestSettings(trees=5), "kernel": KernelSettings(), "similarity": SimilaritySettings()}
NONE = np.array([], np.int64)


def modulator(predictor, smiles: list[str]) -> np.ndarray:
    column = [endpoint.name for endpoint in predictor.endpoints].index("RYR2.modulator")
    return predictor.predict(smiles).mean[:, column]


@pytest.fixture
def fitted(compounds, model, settings):
    return fit_model(model, compounds, SPLIT, RYR2, settings, NullRecorder())


def test_leaving_nothing_out_gives_the_fitted_network_again(compounds, model, settings, fitted) -> None:
    network = refits({"network": model}, fitted, BASELINES, compounds, SPLIT, RYR2, settings)["network"](NONE)
    first = fitted.predictor.networks[0].state_dict()
    for name, tensor in network.networks[0].state_dict().items():
        np.testing.assert_allclose(tensor, first[name], rtol=1e-3, atol=1e-5, err_msg=name)  # the vocabularies differ


@pytest.mark.parametrize("name", ["network", "forest", "kernel", "similarity"])
def test_a_refit_travels_and_does_not_know_what_was_left_out(compounds, model, settings, fitted, name: str) -> None:
    """Its labels can be anything."""
    excluded = np.array([38, 39, 40])
    made = refits({"network": model}, fitted, BASELINES, compounds, SPLIT, RYR2, settings)[name]
    refit = pickle.loads(pickle.dumps(made))  # noqa: S301
    before = modulator(refit(excluded), compounds.smiles)
    assert not np.array_equal(before, modulator(refit(NONE), compounds.smiles))
    hidden = np.isin(compounds.labels.rows(), excluded)
    compounds.labels.value[hidden] = 1.0 - compounds.labels.value[hidden]
    other = refits({"network": model}, fitted, BASELINES, compounds, SPLIT, RYR2, settings)[name]
    np.testing.assert_array_equal(before, modulator(other(excluded), compounds.smiles))


def test_a_kernel_that_is_left_without_actives_knows_no_more_than_the_mean(compounds, model, settings, fitted) -> None:
    again = refits({"network": model}, fitted, BASELINES, compounds, SPLIT, RYR2, settings)["kernel"]
    assert modulator(again(np.arange(36, 42)), compounds.smiles).tolist() == [0.0] * len(compounds.smiles)


@pytest.mark.parametrize("kind", ["forest", "kernel", "similarity"])
def test_the_wanted_model_can_be_of_any_kind(compounds, settings, kind: str) -> None:
    wanted = BASELINES[kind]
    fitted = fit_model(wanted, compounds, SPLIT, RYR2, settings, NullRecorder())
    again = refits({kind: wanted}, fitted, {}, compounds, SPLIT, RYR2, settings)[kind]
    assert np.isfinite(modulator(again(NONE), compounds.smiles)).all()


def test_networks_are_refitted_on_a_cpu_whatever_trained_them(compounds, model, settings, fitted) -> None:
    trained = replace(settings, device=Device.cuda, precision=Precision.bf16)
    network = refits({"network": model}, fitted, BASELINES, compounds, SPLIT, RYR2, trained)["network"](NONE)
    assert network.inference.device == "cpu"


def test_relatives_go_with_the_excluded(compounds) -> None:
    compounds.skeletons[37] = compounds.skeletons[2] = "twin"
    few = Few.of(compounds, np.array([36, 37, 38]))
    kept = few.without(np.array([2]))
    assert kept.rows.tolist() == [36, 38]
    assert kept.smiles == [compounds.smiles[36], compounds.smiles[38]]
    assert len(kept.labels) == 2


def test_without_a_second_phase_there_is_nothing_to_refit(compounds, model, settings) -> None:
    target = TargetSettings(gene="RYR2", family=["RYR1", "KCNH2"])
    fitted = fit_model(model, compounds, SPLIT, target, settings, NullRecorder())
    assert refits({"network": model}, fitted, BASELINES, compounds, SPLIT, target, settings) == {}

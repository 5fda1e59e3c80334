"""A blend is fitted, weighed by compounds that its members did not learn from, and says so."""

import pickle
from dataclasses import replace

import numpy as np
import pytest

from discovery.assay.splits.split import Split
from discovery.errors import TrainingError
from discovery.models.settings import (
    BlendSettings,
    BlendWeights,
    DmpnnSettings,
    ForestSettings,
    KernelSettings,
    Output,
    SimilaritySettings,
)
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_model
from discovery.training.out_of_fold import folds_of_rows
from discovery.training.recorder import NullRecorder
from discovery.training.refit import refits

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
KCNH2 = TargetSettings(gene="KCNH2", family=["RYR1", "RYR2"])
"""A family of all that is measured, and so one phase."""
SPLIT = Split(np.arange(0, 48, 2), np.arange(1, 48, 4), np.arange(3, 48, 4), np.arange(48))
CHEAP = BlendSettings({"kernel": KernelSettings(), "forest": ForestSettings(trees=5)}, folds=3)
NONE = np.array([], np.int64)


def fitted(compounds, settings, model=CHEAP, target=KCNH2, split=SPLIT) -> Fitted:
    return fit_model(model, compounds, split, target, settings, NullRecorder())


def column(compounds: LabelledCompounds, name: str) -> int:
    return [endpoint.name for endpoint in compounds.labels.endpoints].index(name)


def test_held_out_predictions_do_not_know_the_label(compounds, settings) -> None:
    """Whatever the labels of one fold are, its predictions stay, to the bit; those of the other folds change."""
    equal = replace(CHEAP, weights=BlendWeights.equal)
    before = fitted(compounds, settings, equal)
    one = before.out_of_fold.fold == 1
    hidden = np.isin(compounds.labels.rows(), before.held_out.rows[one])
    compounds.labels.value[hidden & (compounds.labels.endpoint < 2)] += 3.0
    after = fitted(compounds, settings, equal)
    for name in CHEAP.members:
        told, other = (found.out_of_fold.predictions[name].mean for found in (before, after))
        np.testing.assert_array_equal(other[one], told[one])
        assert not np.array_equal(other[~one], told[~one])
    np.testing.assert_array_equal(after.held_out.prediction.mean[one], before.held_out.prediction.mean[one])


def test_every_compound_that_is_learnt_from_is_held_out_once(compounds, settings) -> None:
    found = fitted(compounds, settings)
    assert found.held_out.rows.tolist() == found.trained.tolist() == sorted({*SPLIT.train, *SPLIT.validation})
    assert np.isfinite(found.held_out.prediction.mean[:, 0]).all()


def test_no_fold_shares_a_group_with_another() -> None:
    group = np.random.default_rng(0).integers(0, 40, 300)
    fold = folds_of_rows(group, np.ones(300, np.bool_), 5, seed=0)
    assert all(len(np.unique(fold[group == one])) == 1 for one in np.unique(group))
    assert np.bincount(fold).min() > 30


def test_the_few_compounds_of_a_family_are_dealt_evenly_and_never_into_more_folds_than_there_are_groups() -> None:
    group, few = np.arange(200), np.arange(200) < 10
    fold = folds_of_rows(group, few, 5, seed=1)
    assert np.bincount(fold[few]).tolist() == [2] * 5
    group[:10] = [0, 0, 0, 0, 0, 1, 1, 1, 1, 1]
    assert sorted(np.unique(folds_of_rows(group, few, 5, seed=1)[few])) == [0, 1]


def test_the_better_member_gets_more_weight(compounds, settings) -> None:
    """A potency that is a count of atoms, which a kernel learns and the nearest neighbour does not."""
    one = compounds.labels.endpoint == 0
    compounds.labels.value[one] = [len(compounds.smiles[row]) / 2 for row in compounds.labels.rows()[one]]
    members = {"kernel": KernelSettings(), "memory": SimilaritySettings(bits=64)}
    found = fitted(compounds, settings, BlendSettings(members, folds=4))
    weights = found.predictor.weights[:, 0]
    assert weights.sum() == pytest.approx(1)
    assert weights[0] > weights[1]


def test_equal_weights_need_no_folds(compounds, settings) -> None:
    model = replace(CHEAP, folds=0, weights=BlendWeights.equal)
    found = fitted(compounds, settings, model)
    np.testing.assert_array_equal(found.predictor.weights[:, 0], [0.5, 0.5])
    assert set(found.trained) <= set(SPLIT.train)
    assert set(found.held_out.rows) <= set(SPLIT.validation)
    assert found.phases[:2] == (
        "A blend of forest, kernel, which count alike.",
        "No fold was left out, so that calibration rests on the validation part alone.",
    )


def test_the_sentences_tell_weights_and_errors(compounds, settings) -> None:
    found = fitted(compounds, settings)
    assert found.phases[0].startswith("A blend of forest, kernel, weighed by their errors on held-out compounds")
    assert found.phases[1] == "Each was fitted 3 times, without one fold of related compounds each time."
    [line] = [line for line in found.phases if line.startswith("KCNH2.potency: weights forest 0.")]
    assert "RMSE in pX on 27 held-out labels: forest " in line
    assert ", blend " in line
    assert any(line.startswith("kernel: Gaussian processes learnt") for line in found.phases)


def test_the_networks_of_the_folds_are_the_ensemble(compounds, settings) -> None:
    network = DmpnnSettings(hidden=16, head_hidden=16, members=2)
    model = BlendSettings({"net": network, "forest": ForestSettings(trees=5)}, folds=3)
    found = fitted(compounds, settings, model)
    assert len(found.predictor.members["net"].networks) == 3
    assert "net: 3 networks, each of which learnt from all compounds but those of one fold." in found.phases
    alone = fitted(compounds, replace(settings, workers=2), model)
    for name, one in found.out_of_fold.predictions.items():
        np.testing.assert_array_equal(alone.out_of_fold.predictions[name].mean, one.mean)


def test_processes_learn_from_the_fold_that_their_network_does_not_know(compounds, settings) -> None:
    network = DmpnnSettings(hidden=16, head_hidden=16, members=1, output=Output.process)
    found = fitted(compounds, settings, BlendSettings({"net": network}, folds=2))
    potency = column(compounds, "KCNH2.potency")
    every = len(compounds.labels.take(found.trained).of("KCNH2.potency")[0])
    assert [one.processes.processes[potency].learnt for one in found.predictor.members["net"].networks] == [every] * 2
    assert "net: Gaussian processes on the networks' atoms answer for" in " ".join(found.phases)


def test_one_seed_gives_one_blend(compounds, settings) -> None:
    one, two = (fitted(compounds, settings) for _ in range(2))
    np.testing.assert_array_equal(one.predictor.weights, two.predictor.weights)
    np.testing.assert_array_equal(one.held_out.prediction.mean, two.held_out.prediction.mean)
    assert one.phases == two.phases


def test_a_member_that_cannot_be_fitted_is_named_with_the_way_out(compounds, settings) -> None:
    compounds.labels.relation[:] = 1
    compounds.labels.value[compounds.labels.endpoint > 1] = 0.0
    with pytest.raises(
        TrainingError, match=r"or leave this member out: model=blend model\.members\.kernel=null$"
    ) as caught:
        fitted(compounds, settings)
    assert "\n" not in str(caught.value)


WITH_NETWORK = BlendSettings(
    {
        "forest": ForestSettings(trees=5),
        "kernel": KernelSettings(),
        "dmpnn": DmpnnSettings(hidden=16, depth=2, head_hidden=16, members=2),
    },
    folds=2,
)


def test_in_two_phases_the_few_compounds_are_held_out_by_refits(compounds, settings) -> None:
    found = fitted(compounds, settings, WITH_NETWORK, RYR2)
    held, mean = found.held_out.rows, found.held_out.prediction.mean
    family = np.arange(36, 42)
    assert set(family) <= set(held)
    assert found.phases[1].startswith("The last phase was repeated 2 times, each time without one fold of its 9 comp")
    modulator, potency = column(compounds, "RYR2.modulator"), column(compounds, "KCNH2.potency")
    few = np.isin(held, family)
    assert np.isfinite(mean[few][:, modulator]).all()
    assert np.isnan(mean[few][:, potency]).all()
    rest = np.isin(held, SPLIT.validation) & (held < 36)
    assert rest.any()
    assert np.isfinite(mean[rest][:, potency]).all()
    assert not set(held[rest]) & set(found.members["kernel"].trained)
    assert sorted(found.history)[:2] == ["dmpnn/adapt/member0", "dmpnn/adapt/member1"]
    assert found.predictor.weights.sum(axis=0)[[modulator, potency]].tolist() == pytest.approx([1, 1])

    again = refits({"blend": WITH_NETWORK}, found, {}, compounds, SPLIT, RYR2, settings)["blend"]
    excluded = np.array([38, 39])
    refit = pickle.loads(pickle.dumps(again))  # noqa: S301
    before = refit(excluded).predict(compounds.smiles).mean[:, modulator]
    assert not np.array_equal(before, refit(NONE).predict(compounds.smiles).mean[:, modulator])
    hidden = np.isin(compounds.labels.rows(), excluded) & (compounds.labels.endpoint > 1)
    compounds.labels.value[hidden] = 0.0
    other = refits({"blend": WITH_NETWORK}, found, {}, compounds, SPLIT, RYR2, settings)["blend"]
    np.testing.assert_array_equal(before, other(excluded).predict(compounds.smiles).mean[:, modulator])


def test_in_two_phases_the_validation_part_is_held_out_at_once_and_each_fold_of_the_few_on_its_own(
    compounds, settings
) -> None:
    found = fitted(compounds, settings, WITH_NETWORK, RYR2)
    held = found.held_out
    apart = {tuple(held.rows[places]): learnt.tolist() for places, learnt in held.folds(found.trained)}
    assert tuple(range(1, 36, 4)) in apart
    assert len(apart) == 3
    assert sorted(row for rows in apart for row in rows) == held.rows.tolist()
    for rows, learnt in apart.items():
        assert learnt == sorted({*found.trained.tolist()} - {*rows})


def test_without_a_network_the_members_of_a_blend_with_two_phases_answer_for_every_endpoint(
    compounds, settings
) -> None:
    found = fitted(compounds, settings, CHEAP, RYR2)
    mean = found.predictor.predict(compounds.smiles[:3]).mean
    assert np.isfinite(mean[:, [column(compounds, name) for name in ("KCNH2.potency", "RYR2.modulator")]]).all()
    validation = np.isin(found.held_out.rows, range(1, 36, 4))
    assert validation.sum() == 9
    assert not set(range(1, 36, 4)) & set(found.trained)
    assert np.isfinite(found.held_out.prediction.mean[validation][:, column(compounds, "KCNH2.potency")]).all()


def test_a_blend_with_a_network_is_fitted_in_one_phase(compounds, settings) -> None:
    found = fitted(compounds, settings, WITH_NETWORK)
    assert set(found.members["kernel"].trained) == {*SPLIT.train, *SPLIT.validation}
    said = found.predictor.predict([compounds.smiles[0], "?"])
    assert said.failed.tolist() == [False, True]
    assert np.isfinite(said.mean[0]).all()


def test_a_network_counts_although_the_first_compounds_have_no_graph(compounds, settings) -> None:
    for row in SPLIT.train[:6]:
        compounds.smiles[row] = "NCC(=O)" * 70 + "O"  # a peptide of more atoms than a graph holds
    members = {"forest": ForestSettings(trees=3), "net": DmpnnSettings(hidden=8, head_hidden=8, members=1)}
    found = fitted(compounds, settings, BlendSettings(members, folds=0, weights=BlendWeights.equal))
    np.testing.assert_array_equal(found.predictor.weights, 0.5)


def test_what_has_no_prediction_is_not_held_out(compounds, settings) -> None:
    """Compounds of one group, which could not be left out; no compounds at all, without folds and validation part."""
    one_group = fitted(compounds, settings, split=replace(SPLIT, group=np.zeros(48, np.int64)))
    assert len(one_group.out_of_fold.rows) == 36
    unfolded = replace(CHEAP, folds=0, weights=BlendWeights.equal)
    no_validation = replace(SPLIT, validation=NONE, test=np.arange(1, 48, 2))
    for found in (one_group, fitted(compounds, settings, unfolded, split=no_validation)):
        assert found.held_out.rows.tolist() == found.held_out.fold.tolist() == []
        assert found.held_out.prediction.mean.shape == (0, 4)

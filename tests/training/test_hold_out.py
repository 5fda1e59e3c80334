"""Held-out predictions are of compounds that the model has not learnt from."""

from dataclasses import replace

import numpy as np
import pytest

from discovery.assay.splits.split import Split
from discovery.models.settings import DmpnnSettings, ForestSettings, KernelSettings, ModelSettings, SimilaritySettings
from discovery.target.settings import TargetSettings
from discovery.training import hold_out as module
from discovery.training.fit_model import fit_model
from discovery.training.held_out import HeldOut
from discovery.training.hold_out import hold_out
from discovery.training.recorder import NullRecorder

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
SPLIT = Split(np.arange(0, 48, 2), np.arange(1, 48, 4), np.arange(3, 48, 4), np.arange(48))
SMALL = DmpnnSettings(hidden=8, head_hidden=8, members=1)
PLAIN = [ForestSettings(trees=20), KernelSettings(), SimilaritySettings()]


def held(model: ModelSettings, compounds, settings, split: Split = SPLIT, target: TargetSettings = RYR2):
    fitted = fit_model(model, compounds, split, target, settings, NullRecorder())
    return hold_out(model, fitted, compounds, split, target, settings)


@pytest.mark.parametrize(
    "model", [DmpnnSettings(hidden=8, head_hidden=8, members=1), *PLAIN], ids=lambda m: type(m).__name__
)
def test_the_validation_part_is_held_out_and_predicted(compounds, settings, model) -> None:
    fitted = held(model, compounds, settings)
    assert fitted.held_out is not None
    assert fitted.held_out.rows.tolist() == list(range(1, 36, 4))
    said = fitted.predictor.predict([compounds.smiles[row] for row in range(1, 36, 4)])
    np.testing.assert_array_equal(fitted.held_out.prediction.mean, said.mean)


@pytest.mark.parametrize("model", PLAIN, ids=lambda m: type(m).__name__)
def test_the_few_are_predicted_without_themselves_and_what_is_related(compounds, settings, model, monkeypatch) -> None:
    monkeypatch.setattr(module, "FEWEST", 6)
    group = np.arange(48)
    group[37] = group[36]
    split = replace(SPLIT, group=group)
    fitted = held(model, compounds, settings, split)
    before = fitted.held_out
    assert before is not None
    assert before.rows.tolist() == sorted([*range(1, 36, 4), 36, 37, 38, 39, 40, 41, 42, 44, 46])
    fold = dict(zip(before.rows.tolist(), before.fold.tolist(), strict=True))
    assert fold[1] == 0
    assert fold[36] == fold[37] > 0
    potency = [endpoint.name for endpoint in fitted.predictor.endpoints].index("RYR1.potency")
    few = before.rows >= 36
    assert np.isfinite(before.prediction.mean[few, potency]).all()
    assert np.isnan(before.prediction.mean[few, 0]).all()
    compounds.labels.value[compounds.labels.rows() == 36] += 3.0
    after = held(model, compounds, settings, split).held_out
    assert after is not None
    same = np.isin(before.rows, [36, 37])
    np.testing.assert_array_equal(after.prediction.mean[same, potency], before.prediction.mean[same, potency])
    assert (after.prediction.mean[few & ~same, potency] != before.prediction.mean[few & ~same, potency]).any()


def test_a_network_and_an_endpoint_with_few_labels_get_none_of_the_family(compounds, settings) -> None:
    for model in (SMALL, ForestSettings(trees=3)):
        found = held(model, compounds, settings).held_out
        assert found is not None
        assert found.rows.max() < 36


def test_nothing_is_held_out_without_a_validation_part(compounds, settings) -> None:
    everything = Split(np.arange(48), np.zeros(0, np.int64), np.zeros(0, np.int64), np.arange(48))
    target = TargetSettings(gene="RYR2", family=["RYR1", "KCNH2"])
    assert held(ForestSettings(trees=3), compounds, settings, everything, target).held_out is None


def test_predictions_that_a_model_brings_along_are_kept(compounds, settings) -> None:
    fitted = held(ForestSettings(trees=3), compounds, settings)
    brought = HeldOut(fitted.held_out.rows[:2], fitted.predictor.predict(["CCO", "CCN"]), np.zeros(2, np.int64))
    again = hold_out(ForestSettings(trees=3), replace(fitted, held_out=brought), compounds, SPLIT, RYR2, settings)
    assert again.held_out is brought


def test_folds_say_what_was_learnt_when_a_compound_was_left_out(compounds, settings) -> None:
    prediction = fit_model(SimilaritySettings(), compounds, SPLIT, RYR2, settings, NullRecorder()).predictor.predict(
        ["CCO"] * 4
    )
    together = HeldOut(np.array([1, 3, 5, 7]), prediction, np.zeros(4, np.int64))
    assert [(p.tolist(), r.tolist()) for p, r in together.folds(np.arange(8))] == [([0, 1, 2, 3], [0, 2, 4, 6])]
    apart = replace(together, fold=np.array([2, 1, 2, 1]))
    found = [(p.tolist(), r.tolist()) for p, r in apart.folds(np.arange(8))]
    assert found == [([1, 3], [0, 1, 2, 4, 5, 6]), ([0, 2], [0, 2, 3, 4, 6, 7])]

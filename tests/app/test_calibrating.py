"""From a fitted model to its calibration, with the distances that its held-out compounds really had."""

from dataclasses import replace

import numpy as np
import pytest

from discovery.app.calibrating import calibration_of, told
from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import ABOVE, EQUAL, MEASURED, Labels
from discovery.assay.splits.split import Split
from discovery.chem.fingerprint import morgan, nearest
from discovery.models.predictor import Prediction
from discovery.models.settings import BlendSettings, ForestSettings, SimilaritySettings
from discovery.target.endpoint import potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_model
from discovery.training.held_out import VALIDATION, HeldOut
from discovery.training.recorder import NullRecorder
from discovery.training.settings import Device, FitSettings

ENDPOINTS = (potency_endpoint("SCN9A"),)
SMILES = [
    f"{ring}{'C' * n}{end}" for ring in ("c1ccccc1", "C1CCNCC1") for n in range(1, 16) for end in ("O", "N", "Cl")
]
N = len(SMILES)
SCN9A = TargetSettings(gene="SCN9A")


class Unused:
    """A predictor that only has endpoints."""

    endpoints = ENDPOINTS


def case(relation: int = EQUAL, fold: np.ndarray | None = None, rows: np.ndarray | None = None) -> tuple:
    generator = np.random.default_rng(0)
    labels = Labels(
        ENDPOINTS,
        offsets_of(np.ones(N, np.int64)),
        np.zeros(N, np.int32),
        generator.normal(6, 1, N).astype(np.float32),
        np.full(N, relation, np.int8),
        np.ones(N, np.float32),
        np.full(N, MEASURED, np.int8),
    )
    rows = np.arange(1, N, 2) if rows is None else rows
    fold = np.full(len(rows), VALIDATION) if fold is None else fold
    mean = np.full((len(rows), 1), 6.0, np.float32)
    held = HeldOut(rows, Prediction(mean, np.full_like(mean, np.nan), np.zeros(len(rows), bool)), fold)
    fitted = Fitted(Unused(), np.arange(0, N, 2), ("It learnt.",), held_out=held)
    return fitted, LabelledCompounds(SMILES, [f"S{row}" for row in range(N)], labels)


def test_a_model_with_held_out_labels_is_calibrated_and_says_so() -> None:
    fitted, data = case()
    calibration = calibration_of(fitted, data, SCN9A)
    assert calibration.endpoints == ("SCN9A.potency",)
    assert told(fitted, calibration).phases == (
        "It learnt.",
        "Calibrated on compounds held back from training: 1 of 1 endpoints.",
    )


def test_distance_is_that_to_what_was_learnt_without_the_compound() -> None:
    every = np.arange(N)
    fitted, data = case(fold=np.arange(N) % 5, rows=every)
    alone = Fitted(fitted.predictor, every, (), held_out=fitted.held_out)
    calibration = calibration_of(alone, data, SCN9A)
    assert calibration.strangeness is not None
    assert calibration.strangeness.distance.max() > 0.0
    assert calibration.strangeness.distance.min() < 0.6


def test_a_blend_is_calibrated_by_distances_to_what_its_members_learnt_without_each_fold() -> None:
    """Compounds without a label, which teach nothing, are near to nothing."""
    _, data = case()
    labelled = np.arange(N) % 9 > 0
    data = replace(data, labels=data.labels.keep(labelled[data.labels.rows()]))
    model = BlendSettings({"forest": ForestSettings(trees=5), "similarity": SimilaritySettings()}, folds=3)
    split = Split(np.arange(60), np.arange(60, 75), np.arange(75, N), np.arange(N))
    fitted = fit_model(model, data, split, SCN9A, FitSettings(device=Device.cpu, workers=1), NullRecorder())
    assert fitted.trained.tolist() == np.flatnonzero(labelled[:75]).tolist()
    bits, fold = morgan(SMILES)[fitted.trained], fitted.out_of_fold.fold
    near = [nearest(bits[[place]], bits[fold != number])[1][0] for place, number in enumerate(fold)]
    calibration = calibration_of(fitted, data, SCN9A)
    np.testing.assert_allclose(calibration.strangeness.distance, np.sort(1 - np.array(near, np.float64)), atol=1e-6)


@pytest.mark.parametrize("reason", ["nothing held out", "bounds alone"])
def test_what_cannot_be_calibrated_is_left_and_said(reason: str) -> None:
    fitted, data = case(ABOVE if reason == "bounds alone" else EQUAL)
    if reason == "nothing held out":
        fitted = Fitted(fitted.predictor, fitted.trained, fitted.phases)
    calibration = calibration_of(fitted, data, SCN9A)
    assert calibration.endpoints == ()
    assert "No endpoint is calibrated, for want of held-out labels" in told(fitted, calibration).phases[-1]


def test_that_the_same_compounds_chose_the_epochs_of_a_network_is_said() -> None:
    fitted, data = case()
    trained = np.arange(N)
    network = Fitted(fitted.predictor, trained, (), history={"fit/member0": []}, held_out=fitted.held_out)
    assert "also chose the networks' best epochs" in told(network, calibration_of(network, data, SCN9A)).phases[-1]
    for fold, is_said in ((1 + np.arange(N // 2) % 3, False), (np.arange(N // 2) % 3, True)):
        by_folds, _ = case(fold=fold)
        blended = Fitted(fitted.predictor, trained, (), history={"fit/member0": []}, held_out=by_folds.held_out)
        assert ("epochs" in told(blended, calibration_of(blended, data, SCN9A)).phases[-1]) is is_said

"""The contest: every model is fitted once, and nobody is tested on what another form of it taught."""

from pathlib import Path

import numpy as np
import pytest

from discovery.app.fitting import hold_contest
from discovery.app.settings import TrainSettings
from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.assay.splits.pool import Pool
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import Split, split_compounds
from discovery.chem.scaffold import scaffold_groups
from discovery.models.settings import (
    BlendSettings,
    BlendWeights,
    DmpnnSettings,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    SimilaritySettings,
)
from discovery.target.endpoint import activity_endpoint, potency_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds
from discovery.training.recorder import NullRecorder
from discovery.training.settings import Device, FitSettings

RINGS = ("c1ccccc1", "c1ccncc1", "C1CCCCC1", "c1ccoc1", "C1CCNCC1", "c1ccsc1", "c1ccc2ccccc2c1", "C1CCOC1")
SMILES = [f"{ring}{'C' * length}O" for ring in RINGS for length in range(1, 6)]
SMALL = DmpnnSettings(hidden=8, head_hidden=8, depth=2, members=1)


def compounds(family: list[int]) -> LabelledCompounds:
    """Potencies on KCNH2 of all compounds but the family's, of which every other one acts on RYR2."""
    of_family = np.isin(np.arange(len(SMILES)), family)
    n = len(SMILES)
    labels = Labels(
        (potency_endpoint("KCNH2"), activity_endpoint("RYR2")),
        offsets_of(np.ones(n, np.int64)),
        of_family.astype(np.int32),
        np.where(of_family, np.cumsum(of_family) % 2, np.arange(n) % 5).astype(np.float32),
        np.full(n, EQUAL, np.int8),
        np.ones(n, np.float32),
        np.full(n, MEASURED, np.int8),
    )
    return LabelledCompounds(list(SMILES), [f"S{row}" for row in range(n)], labels)


def divided(data: LabelledCompounds, chosen: TrainSettings) -> Split:
    return split_compounds(Pool(data.smiles, data.skeletons), chosen.split)


def settings(model: ModelSettings, method: SplitMethod = SplitMethod.scaffold) -> TrainSettings:
    fit = FitSettings(epochs=1, adapt_epochs=1, device=Device.cpu, workers=1)
    split = SplitSettings(method=method, train=0.5, validation=0.25, test=0.25)
    return TrainSettings(Path(), TargetSettings(gene="RYR2"), split, model, fit)


@pytest.mark.parametrize(
    "model", [ForestSettings(trees=3), SimilaritySettings(), SMALL], ids=lambda m: type(m).__name__
)
def test_a_baseline_that_is_itself_wanted_is_fitted_once(model: ModelSettings) -> None:
    data = compounds([0, 1])
    contest = hold_contest(data, divided(data, settings(model)), settings(model), NullRecorder())
    assert sorted(contest.models) == sorted({contest.name, "forest", "similarity"})
    assert next(iter(contest.models)) == contest.name


MEMBERS = {"forest": ForestSettings(trees=3), "similarity": SimilaritySettings()}


@pytest.mark.parametrize(
    ("model", "family", "with_validation"),
    [
        (BlendSettings(MEMBERS, folds=2), [], True),
        (BlendSettings(MEMBERS, folds=2), [0, 1], False),
        (BlendSettings(MEMBERS, folds=0, weights=BlendWeights.equal), [], False),
        (KernelSettings(), [], False),
    ],
    ids=["folds", "two phases", "no folds", "kernel"],
)
def test_the_baselines_learn_from_all_that_the_model_learns_from(
    model: ModelSettings, family: list[int], with_validation: bool
) -> None:
    data = compounds(family)
    split = divided(data, settings(model))
    contest = hold_contest(data, split, settings(model), NullRecorder())
    part = np.union1d(split.train, split.validation) if with_validation else split.train
    for name in (contest.name, "forest", "similarity"):
        assert contest.models[name].trained.tolist() == np.union1d(part, family).tolist()


@pytest.mark.parametrize("method", [SplitMethod.scaffold, SplitMethod.random])
def test_the_test_part_holds_no_relative_of_what_was_learnt(method: SplitMethod) -> None:
    chosen = settings(SMALL, method)
    data = compounds([])
    split = divided(data, chosen)
    family = split.test[:2].tolist()
    contest = hold_contest(compounds(family), split, chosen, NullRecorder())
    assert set(family) <= set(contest.wanted.trained.tolist())
    assert len(contest.test)
    learnt = np.unique(np.concatenate([fitted.trained for fitted in contest.models.values()]))
    assert not set(split.group[contest.test]) & set(split.group[learnt])
    same = scaffold_groups(data.smiles)
    assert np.array_equal(same[:, None] == same, contest.scaffold[:, None] == contest.scaffold)

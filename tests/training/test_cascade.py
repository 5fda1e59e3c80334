"""Models of potencies are given what a model of the primary screens predicts, and no compound its own reading."""

from dataclasses import replace

import numpy as np
import pytest

from discovery.assay.splits.split import Split
from discovery.bundle.codec import decode, encode
from discovery.models.blend import Blend
from discovery.models.cascade import Cascade
from discovery.models.predictor import Inference, under
from discovery.models.settings import (
    BlendSettings,
    DmpnnSettings,
    ForestSettings,
    KernelSettings,
    ModelSettings,
    Output,
    SimilaritySettings,
)
from discovery.target.endpoint import hit_endpoint, potency_endpoint, screen_endpoint
from discovery.target.settings import TargetSettings
from discovery.training import cascade as cascade_module
from discovery.training.cascade import fit_cascade, fit_first, takes_readouts
from discovery.training.fit_model import Fitted, LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder
from discovery.training.speed import prediction_speed

RYR2 = TargetSettings(gene="RYR2", family=["RYR1"])
N = 360
SPLIT = Split(np.arange(0, 220), np.arange(220, 240), np.arange(240, N), np.arange(N))
KERNEL, FOREST = KernelSettings(bits=512, exact=50, inducing=20, tuned=30), ForestSettings(trees=10, bits=512)
NETWORK = DmpnnSettings(hidden=16, depth=2, head_hidden=16, members=1, output=Output.process)
BLEND = BlendSettings({"kernel": KERNEL, "forest": FOREST}, folds=2)


@pytest.fixture(autouse=True)
def _cheap_screen(monkeypatch) -> None:
    """A forest in place of the kernel, which takes ten times as long."""
    monkeypatch.setattr(cascade_module, "FIRST", FOREST)


@pytest.fixture(scope="module")
def structures() -> list[str]:
    """360 chains whose numbers of oxygens and nitrogens vary."""
    generator = np.random.default_rng(3)
    found: dict[str, None] = {}
    while len(found) < N:
        found["C" + "".join(generator.choice(["C", "CO", "CN", "C(F)"], 12))] = None
    return list(found)


@pytest.fixture
def compounds(structures, make_labels) -> LabelledCompounds:
    """All with a reading and a hit; 44 to learn from, and the others, with a potency that goes by oxygens."""
    potency = 4 + 0.4 * np.array([text.count("O") for text in structures])
    table = np.full((N, 3), np.nan)
    table[:, 0] = 20 * (potency - 4) + np.random.default_rng(1).normal(0, 5, N)
    table[:, 1] = table[:, 0] > 40
    shown = [*range(0, 220, 5), *range(220, N)]
    table[shown, 2] = potency[shown]
    endpoints = (screen_endpoint("RYR2", "%"), hit_endpoint("RYR2"), potency_endpoint("RYR2"))
    return LabelledCompounds(structures, [f"S{row:03d}" for row in range(N)], make_labels(endpoints, table))


def cascade(compounds, settings, model: ModelSettings = FOREST, target=RYR2, split=SPLIT) -> Fitted:
    return fit_cascade(model, compounds, split, target, settings, NullRecorder())


def error(compounds: LabelledCompounds, fitted: Fitted) -> float:
    said = fitted.predictor.predict([compounds.smiles[row] for row in SPLIT.test]).mean[:, 2]
    rows, value, _, _ = compounds.labels.of("RYR2.potency")
    return float(np.sqrt(np.mean((said - value[np.isin(rows, SPLIT.test)]) ** 2)))


@pytest.mark.parametrize("model", [KERNEL, FOREST], ids=["kernel", "forest"])
def test_many_readings_help_to_predict_few_potencies(compounds, settings, model) -> None:
    with_it = cascade(compounds, settings, model)
    without = cascade(compounds, replace(settings, screen_feature=False), model)
    assert isinstance(with_it.predictor, Cascade)
    assert not isinstance(without.predictor, Cascade)
    assert error(compounds, with_it) < 0.95 * error(compounds, without)
    assert "first learnt RYR2.screen, RYR2.hit from 240 compounds" in with_it.phases[0]


def test_no_compound_s_own_reading_and_no_potency_makes_its_readouts(compounds, settings) -> None:
    before = fit_first(compounds, SPLIT, RYR2, settings)
    assert np.isfinite(before.readouts[:240]).all()
    assert np.isnan(before.readouts[240:]).all()
    for row in (0, 239):
        own = (compounds.labels.rows() == row) & (compounds.labels.endpoint == 0)
        value = compounds.labels.value.copy()
        compounds.labels.value[own] += 500.0
        after = fit_first(compounds, SPLIT, RYR2, settings)
        np.testing.assert_array_equal(after.readouts[row], before.readouts[row])
        assert not np.array_equal(after.readouts[:240], before.readouts[:240])
        compounds.labels.value[:] = value
    compounds.labels.value[compounds.labels.endpoint == 2] += 7.0
    again = fit_first(compounds, SPLIT, RYR2, settings)
    np.testing.assert_array_equal(again.readouts, before.readouts)


def test_readings_of_related_compounds_make_no_readout_either(compounds, settings) -> None:
    """Compounds of one group are in one fold."""
    split = replace(SPLIT, group=np.arange(N) // 2)
    before = fit_first(compounds, split, RYR2, settings)
    compounds.labels.value[(compounds.labels.rows() == 10) & (compounds.labels.endpoint == 0)] += 500.0
    after = fit_first(compounds, split, RYR2, settings)
    np.testing.assert_array_equal(after.readouts[[10, 11]], before.readouts[[10, 11]])


def test_readings_of_test_compounds_are_never_used(compounds, settings) -> None:
    smiles = compounds.smiles
    before = cascade(compounds, settings).predictor.predict(smiles).mean
    compounds.labels.value[np.isin(compounds.labels.rows(), SPLIT.test)] += 9.0
    np.testing.assert_array_equal(cascade(compounds, settings).predictor.predict(smiles).mean, before)


def test_held_out_compounds_are_asked_without_their_own_readings(compounds, settings) -> None:
    """The model of the screen has learnt from the validation part, and would tell its readings from memory."""
    fitted = cascade(compounds, settings)
    assert fitted.held_out.rows.tolist() == SPLIT.validation.tolist()
    by_memory = fitted.predictor.predict([compounds.smiles[row] for row in SPLIT.validation])
    assert not np.array_equal(fitted.held_out.prediction.mean, by_memory.mean)
    first = fit_first(compounds, SPLIT, RYR2, settings)
    known = replace(compounds, readouts=first.readouts)
    expected = fit_model(FOREST, known, SPLIT, RYR2, settings, NullRecorder())
    np.testing.assert_array_equal(
        fitted.held_out.prediction.mean, known.asked(expected.predictor, SPLIT.validation).mean
    )


def test_what_the_screen_has_learnt_from_counts_as_learnt_from(compounds, settings) -> None:
    assert cascade(compounds, settings).trained.tolist() == list(range(240))


def test_a_blend_hands_readouts_to_the_members_that_take_them(compounds, settings) -> None:
    members = {**BLEND.chosen, "net": NETWORK, "similarity": SimilaritySettings()}
    fitted = cascade(compounds, settings, replace(BLEND, members=members))
    assert isinstance(fitted.predictor.main, Blend)
    assert error(compounds, fitted) < 0.5
    speeds = prediction_speed(fitted.predictor, compounds.smiles[:5])
    assert list(speeds) == ["model", "first model", "forest", "kernel", "net", "similarity"]


@pytest.mark.parametrize("model", [KERNEL, FOREST, BLEND, NETWORK], ids=["kernel", "forest", "blend", "network"])
def test_a_cascade_predicts_the_same_after_reload_and_for_an_engine(compounds, settings, model, monkeypatch) -> None:
    monkeypatch.setattr(cascade_module, "FIRST", KERNEL)
    predictor = cascade(compounds, settings, model).predictor
    smiles = [*compounds.smiles[240:250], "fff", ""]
    expected = predictor.predict(smiles)
    assert expected.failed.tolist() == [False] * 10 + [True] * 2
    assert np.isnan(expected.mean[10:]).all()
    again = decode(model, predictor.endpoints, encode(predictor))
    for other in (again, under(predictor, Inference(batch_size=7))):
        found = other.predict(smiles)
        np.testing.assert_array_equal(found.mean, expected.mean)
        np.testing.assert_array_equal(found.spread, expected.spread)


def test_nothing_changes_where_there_is_no_screen_or_nothing_but_a_screen(compounds, settings) -> None:
    labels = compounds.labels
    potencies = replace(compounds, labels=labels.keep(labels.endpoint == 2))
    readings = replace(compounds, labels=labels.keep(labels.endpoint != 2))
    few = replace(compounds, labels=labels.keep((labels.endpoint == 2) | (labels.rows() < 150)))
    one_group = replace(SPLIT, group=np.zeros(N, np.int64))
    for data, split in ((potencies, SPLIT), (readings, SPLIT), (few, SPLIT), (compounds, one_group)):
        found = cascade(data, settings, split=split)
        plain = fit_model(FOREST, data, split, RYR2, settings, NullRecorder())
        assert found.phases == plain.phases
        np.testing.assert_array_equal(
            found.predictor.predict(data.smiles[240:]).mean, plain.predictor.predict(data.smiles[240:]).mean
        )


def test_a_model_that_takes_no_readouts_costs_no_screen(compounds, settings, monkeypatch) -> None:
    monkeypatch.setattr(cascade_module, "fit_first", lambda *_: pytest.fail("the screen was learnt"))
    assert not takes_readouts(DmpnnSettings())
    assert takes_readouts(NETWORK)
    assert len(cascade(compounds, settings, SimilaritySettings()).phases) == 1

from dataclasses import replace

import numpy as np
import pytest

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import Labels
from discovery.chem.counts import count_fingerprints
from discovery.errors import SettingsError, TrainingError
from discovery.models import kernel as kernel_module
from discovery.models.gaussian import blocks as blocks_module
from discovery.models.gaussian import process as process_module
from discovery.models.gaussian.blocks import TrainBlocks, mean_of
from discovery.models.kernel import Kernel
from discovery.models.settings import KernelSettings

SETTINGS = KernelSettings()


def labels_of(endpoints, values, relation=None, weights=None) -> Labels:
    """Labels from a table of values [n, E]; NaN where there is none."""
    row, column = np.nonzero(~np.isnan(values))
    return Labels(
        endpoints,
        offsets_of(np.bincount(row, minlength=len(values))),
        column.astype(np.int32),
        values[row, column].astype(np.float32),
        np.zeros(len(row), np.int8) if relation is None else relation[row, column].astype(np.int8),
        np.ones(len(row), np.float32) if weights is None else weights[row, column].astype(np.float32),
        np.zeros(len(row), np.int8),
    )


@pytest.fixture(scope="module")
def truth(library):
    """A potency that similar compounds share: 6 on average, with a standard deviation of 1.3."""
    compounds = count_fingerprints(library)
    covariance = mean_of(np.full(6, 1 / 6), TrainBlocks(compounds).parts(np.arange(len(library))))
    drawn = covariance @ np.random.default_rng(4).normal(size=len(library))
    return 6 + 1.3 * (drawn - drawn.mean()) / drawn.std()


@pytest.fixture(scope="module")
def values(truth):
    measured = truth + np.random.default_rng(5).normal(0, 0.2, len(truth))
    return np.stack([measured, measured > 6, np.full(len(truth), np.nan)], axis=1)


def rmse(found, expected) -> float:
    return float(np.sqrt(np.mean((found - expected) ** 2)))


@pytest.fixture(scope="module")
def fitted(library, values, endpoints):
    return Kernel.fit(library[:200], labels_of(endpoints, values[:200]), SETTINGS)


def test_each_endpoint_that_has_labels_is_learnt(fitted, library, values) -> None:
    found = fitted.predict(library[200:])
    assert rmse(found.mean[:, 0], values[200:, 0]) < 0.93 * values[200:, 0].std()
    active = values[200:, 1] == 1
    assert found.mean[active, 1].mean() > found.mean[~active, 1].mean() + 0.05
    assert ((found.mean[:, 1] > 0) & (found.mean[:, 1] < 1)).all()
    assert np.isnan(found.mean[:, 2]).all()


def test_ninety_per_cent_intervals_hold_about_ninety_per_cent(fitted, library, values) -> None:
    found = fitted.predict(library[200:])
    inside = np.abs(found.mean[:, 0] - values[200:, 0]) < 1.645 * found.spread[:, 0]
    assert 0.82 < inside.mean() < 0.98


def test_far_from_everything_known_it_knows_no_more_than_before(fitted, library) -> None:
    near, far = fitted.predict([library[0]]), fitted.predict(["[Na+]"])
    assert far.spread[0, 0] > 1.5 * near.spread[0, 0]
    assert far.mean[0, 0] == pytest.approx(fitted.processes[0].mean, abs=0.3)


def test_probabilities_are_as_often_right_as_they_say(fitted, library, values) -> None:
    found = fitted.predict(library).mean[200:, 1]
    assert found.mean() == pytest.approx(values[200:, 1].mean(), abs=0.12)
    guess = values[:200, 1].mean()
    assert np.mean((found - values[200:, 1]) ** 2) < np.mean((guess - values[200:, 1]) ** 2)


def test_only_named_endpoints_are_fitted(library, values, endpoints) -> None:
    found = Kernel.fit(library[:50], labels_of(endpoints, values[:50]), SETTINGS, 0, [endpoints[1].name])
    assert np.isnan(found.predict(library[:2]).mean[:, 0]).all()
    assert np.isfinite(found.predict(library[:2]).mean[:, 1]).all()


@pytest.mark.parametrize("column", [0, 1], ids=["regression", "classification"])
def test_a_label_of_little_weight_says_little(library, values, endpoints, column: int) -> None:
    turned, weights = values[:60].copy(), np.ones((60, 3))
    turned[0, 0], turned[0, 1] = values[:60, 0].max() + 2, 1 - values[0, 1]
    weights[0] = 0.01
    heavy, light, without = (
        Kernel.fit(library[:60], labels_of(endpoints, given, weights=by), SETTINGS).predict(library[:1])
        for given, by in ((turned, None), (turned, weights), (np.where(weights == 1, turned, np.nan), None))
    )
    mean = [float(one.mean[0, column]) for one in (heavy, light, without)]
    assert abs(mean[1] - mean[2]) < 0.3 * abs(mean[0] - mean[2])


@pytest.fixture(scope="module")
def censored(values):
    """Values below the median are only known to lie below it, as in an assay whose highest concentration is low."""
    bound = np.median(values[:, 0])
    below = values[:, 0] < bound
    table, relation = values.copy(), np.zeros(values.shape)
    table[below, 0], relation[below, 0] = bound, -1
    table[:, 1] = np.nan
    return table, relation


def test_censored_values_are_better_used_than_dropped_or_taken_as_equal(library, truth, endpoints, censored) -> None:
    table, relation = (array[:200] for array in censored)
    dropped, equal = np.where(relation == 0, table, np.nan), np.zeros_like(relation)
    wrong = {
        name: rmse(Kernel.fit(library[:200], data, SETTINGS).predict(library[200:]).mean[:, 0], truth[200:])
        for name, data in {
            "used": labels_of(endpoints, table, relation),
            "dropped": labels_of(endpoints, dropped),
            "equal": labels_of(endpoints, table, equal),
        }.items()
    }
    assert wrong["used"] < 0.97 * min(wrong["dropped"], wrong["equal"])


def test_mean_and_scale_see_past_the_bounds(library, values, endpoints, censored) -> None:
    """The half that is measured is all above the true mean."""
    table, relation = censored
    whole, used, dropped = (
        Kernel.fit(library, data, SETTINGS, 0, [endpoints[0].name]).processes[0]
        for data in (
            labels_of(endpoints, values),
            labels_of(endpoints, table, relation),
            labels_of(endpoints, np.where(relation == 0, table, np.nan)),
        )
    )
    assert abs(used.mean - whole.mean) < 0.5 * abs(dropped.mean - whole.mean)
    assert abs(used.scale - whole.scale) < abs(dropped.scale - whole.scale)


def test_above_the_exact_number_it_rests_on_fewer_and_says_much_the_same(library, values, endpoints) -> None:
    labels = labels_of(endpoints, values[:200])
    exact = Kernel.fit(library[:200], labels, SETTINGS).predict(library[200:])
    model = Kernel.fit(library[:200], labels, replace(SETTINGS, exact=150, inducing=180))
    found = model.predict(library[200:])
    assert [len(process.rows) for process in model.processes.values()] == [180, 90]
    assert [process.learnt for process in model.processes.values()] == [200, 200]
    for column in (0, 1):
        assert np.corrcoef(found.mean[:, column], exact.mean[:, column])[0, 1] > 0.95
        assert np.abs(found.spread[:, column] - exact.spread[:, column]).mean() < 0.05


def test_a_rare_class_is_kept_whole_where_compounds_are_drawn(library, values, endpoints) -> None:
    rare = values[:200].copy()
    rare[:, 1] = np.arange(200) % 25 == 0
    model = Kernel.fit(
        library[:200], labels_of(endpoints, rare), replace(SETTINGS, exact=40, inducing=40), 0, [endpoints[1].name]
    )
    active = count_fingerprints([library[row] for row in range(0, 200, 25)])
    kept = model._references.kinds
    for counts, own in zip(kept.values(), active.kinds.values(), strict=True):
        known = {tuple(counts.bit[counts.offsets[i] : counts.offsets[i + 1]]) for i in range(len(counts))}
        assert {tuple(own.bit[own.offsets[i] : own.offsets[i + 1]]) for i in range(8)} <= known


def test_more_compounds_than_any_process_learns_from(library, values, endpoints, monkeypatch) -> None:
    monkeypatch.setattr(process_module, "MOST", 50)
    model = Kernel.fit(library, labels_of(endpoints, values), SETTINGS)
    assert [process.learnt for process in model.processes.values()] == [50, 50]


def test_kernels_that_are_not_kept_are_the_same(library, values, endpoints, monkeypatch) -> None:
    labels = labels_of(endpoints, values[:60])
    kept = Kernel.fit(library[:60], labels, SETTINGS).predict(library[60:90])
    monkeypatch.setattr(blocks_module, "KEPT", 10)
    made_again = Kernel.fit(library[:60], labels, SETTINGS).predict(library[60:90])
    np.testing.assert_allclose(made_again.mean, kept.mean, atol=1e-5)


def test_endpoints_of_the_same_compounds_share_their_kernels(library) -> None:
    blocks = TrainBlocks(count_fingerprints(library[:40]))
    whole = blocks.parts(np.arange(40))
    rows = np.array([3, 7, 31])
    np.testing.assert_array_equal(blocks.parts(rows), TrainBlocks(count_fingerprints(library[:40])).parts(rows))
    assert blocks.parts(np.arange(40)) is whole


def test_memory_of_a_prediction_does_not_grow_with_the_library(fitted, library, monkeypatch) -> None:
    whole = fitted.predict(library[:40])
    monkeypatch.setattr(kernel_module, "BLOCK_NUMBERS", 7 * 6 * 200)
    assert [block.stop - block.start for block in fitted._blocks(40)] == [7] * 5 + [5]
    np.testing.assert_allclose(fitted.predict(library[:40]).mean, whole.mean, atol=1e-6)


def test_equal_values_are_repeated_without_a_spread(library, endpoints) -> None:
    table = np.full((20, 3), np.nan)
    table[:, 0] = 5.5
    found = Kernel.fit(library[:20], labels_of(endpoints, table), SETTINGS).predict(library[:30])
    assert (found.mean[:, 0] == 5.5).all()
    assert np.isnan(found.spread[:, 0]).all()


def test_one_compound_is_repeated_and_two_are_told_apart(library, endpoints) -> None:
    table = np.full((2, 3), np.nan)
    table[0, 0] = 7
    assert Kernel.fit(library[:2], labels_of(endpoints, table), SETTINGS).predict(library[:2]).mean[1, 0] == 7
    table[:, 0] = 5, 7
    found = Kernel.fit(library[:2], labels_of(endpoints, table), SETTINGS).predict(library[:2])
    assert 5 < found.mean[0, 0] < found.mean[1, 0] < 7
    assert np.isfinite(found.spread[:, 0]).all()


def test_one_compound_measured_twice_with_other_values(endpoints) -> None:
    table = np.full((3, 3), np.nan)
    table[:, 0] = 5, 6, 7
    found = Kernel.fit(["CCO"] * 3, labels_of(endpoints, table), SETTINGS).predict(["CCO", "OCC"])
    np.testing.assert_allclose(found.mean[:, 0], 6, atol=1e-3)


def test_an_unreadable_compound_is_not_learnt_from(library, values, endpoints) -> None:
    labels = labels_of(endpoints, values[:20])
    found = Kernel.fit(["?", *library[1:20]], labels, SETTINGS)
    assert found.processes[0].learnt == 19


NOTHING_TO_LEARN = {
    "no label": (lambda table: table * np.nan, 0, "no compound has a label of what is to be learnt"),
    "all censored": (lambda table: table * [1, np.nan, 1], 1, "all values of KCNH2.potency are censored"),
    "one class": (lambda table: np.where([False, True, False], 1.0, table * np.nan), 0, "of RYR2.modulator are active"),
    "infinite": (lambda table: table * [np.inf, 1, 1], 0, "labels are not finite, first KCNH2.potency"),
}


@pytest.mark.parametrize("case", NOTHING_TO_LEARN)
def test_nothing_to_learn_is_said_in_one_line(case: str, library, values, endpoints) -> None:
    change, side, words = NOTHING_TO_LEARN[case]
    table = change(values[:30])
    labels = labels_of(endpoints, table, np.full(table.shape, side))
    with pytest.raises(TrainingError, match=words) as caught:
        Kernel.fit(library[:30], labels, SETTINGS)
    assert "\n" not in str(caught.value)


def test_one_endpoint_that_cannot_be_learnt_leaves_the_others(library, values, endpoints) -> None:
    table = values[:30].copy()
    table[:, 1] = 0
    found = Kernel.fit(library[:30], labels_of(endpoints, table), SETTINGS)
    assert list(found.processes) == [0]


@pytest.mark.parametrize(("name", "value"), [("bits", 4), ("bits", 2**20), ("exact", 1), ("inducing", 0), ("tuned", 1)])
def test_settings_that_cannot_work_name_their_key(name: str, value: int) -> None:
    with pytest.raises(SettingsError, match=f"model.{name} must be at "):
        KernelSettings(**{name: value})

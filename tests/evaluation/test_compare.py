"""Trials to tables: all models on the same compounds, all pairs tested, nothing said where nothing can be."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pytest

from discovery.evaluation.compare import Comparison, compare
from discovery.evaluation.measures import thresholds
from discovery.evaluation.settings import EvaluationSettings
from discovery.evaluation.trial import Trial, predictions_table
from discovery.target.endpoint import activity_endpoint, potency_endpoint, screen_endpoint

SETTINGS = EvaluationSettings(bootstraps=200)
N = 60
MODELS = ("good", "poor", "mean")


def trial(gene: str = "A", fixed: bool = False, seed: int = 0) -> Trial:
    """Two repeats of three folds of sixty compounds; a good model, a poor one and the mean."""
    generator = np.random.default_rng(seed)
    value = generator.normal(6, 1, N)
    repeats = 1 if fixed else 2
    y = np.tile(value, repeats)
    said = [y + generator.normal(0, spread, len(y)) for spread in (0.3, 0.9)] + [np.full(len(y), 6.0)]
    return Trial(
        "given" if fixed else "random",
        fixed,
        potency_endpoint(gene),
        MODELS,
        np.repeat(np.arange(repeats), N),
        np.zeros(N, int) if fixed else np.tile(np.arange(N) % 3, repeats),
        np.tile(np.arange(N), repeats),
        y,
        np.array(said)[:, None],
        np.full((3, 1, len(y)), np.nan),
        np.tile(np.linspace(0.1, 0.95, N), repeats),
        np.tile(np.arange(N) < 24, repeats),
    )


def compared(*trials: Trial, earlier: pa.Table | None = None) -> Comparison:
    return compare(trials, "own", thresholds(), SETTINGS, earlier)


def rows(table: pa.Table, **wanted: object) -> list[dict[str, object]]:
    return [row for row in table.to_pylist() if all(row[key] == value for key, value in wanted.items())]


def test_the_better_model_is_clearly_better_over_folds() -> None:
    found = compared(trial())
    [pair] = rows(found.pairs, metric="rmse", model="good", other="poor")
    assert pair["verdict"] == "clearly better"
    assert pair["method"] == "tukey"
    assert pair["low"] < pair["difference"] < pair["high"] < 0
    values = {row["model"]: row for row in rows(found.results, metric="rmse")}
    assert values["good"]["n"] == 6
    own = [row["value"] for row in rows(found.folds, metric="rmse", model="good")]
    assert values["good"]["value"] == pytest.approx(np.mean(own))
    assert pair["difference"] == pytest.approx(values["good"]["value"] - values["poor"]["value"])
    assert values["good"]["high"] < values["poor"]["low"]


def test_the_better_model_is_clearly_better_on_a_fixed_test_part() -> None:
    found = compared(trial(fixed=True))
    [pair] = rows(found.pairs, metric="rmse", model="good", other="poor")
    assert (pair["verdict"], pair["method"], pair["effect"]) == ("clearly better", "bootstrap", None)
    assert [row["value"] for row in rows(found.folds, metric="rmse")] == [
        row["value"] for row in rows(found.results, metric="rmse")
    ]
    assert {test["test"] for test in found.tests} == {"paired bootstrap, max-t over all pairs"}


def test_trainings_on_a_fixed_test_part_are_scored_one_by_one_and_averaged() -> None:
    whole = trial(fixed=True)
    noise = np.random.default_rng(1).normal(0, 0.3, (3, 4, N))
    several = replace(whole, predicted=whole.predicted + noise, spread=np.full((3, 4, N), np.nan))
    found = compared(several)
    each = np.sqrt(((several.predicted - several.y) ** 2).mean(axis=2))
    for place, model in enumerate(MODELS):
        [row] = rows(found.results, metric="rmse", model=model)
        assert (row["n"], row["trainings"]) == (N, 4)
        assert row["value"] == pytest.approx(each[place].mean())
        assert row["sd"] == pytest.approx(each[place].std(ddof=1))
        assert row["low"] < row["value"] < row["high"]
        own = rows(found.folds, metric="rmse", model=model)
        assert [row["value"] for row in own] == pytest.approx(each[place].tolist())
        assert [row["training"] for row in own] == [0, 1, 2, 3]
    [pair] = rows(found.pairs, metric="rmse", model="good", other="poor")
    assert pair["difference"] == pytest.approx(each[0].mean() - each[1].mean())
    table = predictions_table([several], [str(n) for n in range(N)])
    assert table.num_rows == 3 * 4 * N


def test_a_compound_that_one_model_cannot_predict_is_left_out_for_all() -> None:
    whole = trial(fixed=True)
    predicted = whole.predicted.copy()
    predicted[0, 0, :10] = np.nan
    found = compared(replace(whole, predicted=predicted))
    assert {row["n"] for row in rows(found.results, metric="rmse")} == {N - 10}
    expected = compared(whole.take(np.arange(10, N)))
    assert rows(found.results, model="poor") == rows(expected.results, model="poor")


def test_a_model_without_any_prediction_is_left_out_itself() -> None:
    whole = trial()
    predicted = whole.predicted.copy()
    predicted[1] = np.nan
    found = compared(replace(whole, predicted=predicted))
    assert {row["model"] for row in rows(found.results, metric="rmse")} == {"good", "mean"}
    assert {row["n"] for row in rows(found.results, metric="rmse")} == {6}


def test_a_constant_has_no_rank_correlation_and_the_row_says_why() -> None:
    found = compared(trial())
    [row] = rows(found.results, metric="spearman", model="mean")
    assert row["value"] is None
    assert row["note"] == "not defined in any fold: needs labels and predictions that vary"
    assert [row["other"] for row in rows(found.pairs, metric="spearman")] == ["poor"]


def test_the_order_of_models_changes_no_finding() -> None:
    one = trial()
    turned = replace(one, models=one.models[::-1], predicted=one.predicted[::-1])
    a, b = compared(one), compared(turned)
    [pair], [other] = (
        rows(a.pairs, metric="mae", model="good", other="poor"),
        rows(b.pairs, metric="mae", model="poor", other="good"),
    )
    assert pair["difference"] == pytest.approx(-other["difference"])
    assert pair["p"] == pytest.approx(other["p"])
    assert other["verdict"] == "clearly worse"


def test_cliff_errors_are_of_compounds_with_a_cliff_alone() -> None:
    one = trial(fixed=True)
    found = compared(one)
    [row] = rows(found.results, metric="cliff_rmse", model="poor")
    assert row["n"] == 24
    assert row["value"] == pytest.approx(np.sqrt(((one.predicted[1, 0] - one.y)[:24] ** 2).mean()))
    none = compared(replace(one, cliff=np.zeros(N, bool)))
    assert {row["note"] for row in rows(none.results, metric="cliff_rmse")} == {
        "no test compound has an activity cliff"
    }


def test_bins_of_similarity_hold_every_compound_once() -> None:
    found = compared(trial())
    mine = rows(found.bins, model="good")
    assert sum(row["compounds"] for row in mine) == N
    assert all(row["low"] <= row["value"] <= row["high"] for row in mine)


def test_means_of_folds_are_not_ranked_over_folds() -> None:
    one = trial()
    classes = replace(one, endpoint=activity_endpoint("A"), y=(one.y > 6).astype(float), predicted=one.predicted)
    assert {row["model"] for row in compared(classes).bins.to_pylist()} == {"good", "poor"}


def test_six_endpoints_in_two_comparisons_are_tested_together() -> None:
    earlier = compared(*(trial(f"E{n}", seed=n) for n in range(3)))
    of_other = earlier.results.set_column(0, "dataset", pa.array(["other"] * earlier.results.num_rows))
    found = compared(*(trial(f"E{n}", seed=n + 3) for n in range(3)), earlier=of_other)
    [row] = rows(found.across, metric="rmse", model="good", other="poor")
    assert (row["endpoints"], row["wins"]) == (6, 6)
    assert row["p"] == pytest.approx(3 * 2 / 2**6)  # Holm, over three pairs
    assert rows(earlier.across, metric="rmse", model="good", other="poor")[0]["p"] is None


def test_predictions_are_kept_one_row_a_model_and_entry() -> None:
    table = predictions_table([trial()], [f"C{n}" for n in range(N)])
    assert table.num_rows == 3 * 2 * N
    assert table["spread"].null_count == table.num_rows
    assert table["compound"][5].as_py() == "C5"


def in_per_cent(one: Trial) -> Trial:
    """The same as the readout of a screen, every number 20 times as large."""
    endpoint = screen_endpoint(one.endpoint.target, "%")
    return replace(one, endpoint=endpoint, y=20 * one.y, predicted=20 * one.predicted, spread=20 * one.spread)


def test_errors_in_another_unit_matter_by_the_spread_of_what_was_measured() -> None:
    whole = trial(fixed=True)
    [pair] = rows(compared(in_per_cent(whole)).pairs, metric="rmse", model="good", other="poor")
    assert pair["threshold"] == pytest.approx(0.05 * 20 * np.std(whole.y))
    [rank] = rows(compared(in_per_cent(whole)).pairs, metric="spearman", model="good", other="poor")
    assert rank["threshold"] == 0.05
    [own] = rows(compared(whole).pairs, metric="rmse", model="good", other="poor")
    assert own["threshold"] == 0.05


def test_errors_in_different_units_are_not_held_against_one_another() -> None:
    found = compared(trial("A"), in_per_cent(trial("B")), trial("C")).across
    assert {(row["metric"], row["unit"], row["endpoints"]) for row in found.to_pylist()} == {
        ("rmse", "pX", 2), ("mae", "pX", 2), ("cliff_rmse", "pX", 2), ("spearman", "", 3)
    }  # fmt: skip

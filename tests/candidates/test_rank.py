import numpy as np
import pyarrow as pa
import pytest

from discovery.candidates.rank import check_objectives, missing_values, rank, shortlist
from discovery.candidates.settings import Goal, ObjectiveSettings, RankingSettings
from discovery.errors import SettingsError

ENDPOINTS = ("RYR2.inhibitor", "KCNH2.potency")


def settings(**changes: object) -> RankingSettings:
    objectives = {
        "active": ObjectiveSettings("RYR2.inhibitor"),
        "herg": ObjectiveSettings("KCNH2.potency", Goal.fall, low=4.0, high=6.0, weight=0.5),
    }
    return RankingSettings(objectives=objectives, **changes)


def scored(active: list[float], herg: list[float | None], spread: float = 0.1) -> pa.Table:
    return pa.table(
        {
            "row": np.arange(1, len(active) + 1),
            "RYR2.inhibitor": pa.array(active, pa.float32()),
            "RYR2.inhibitor.spread": pa.array([spread] * len(active), pa.float32()),
            "KCNH2.potency": pa.array(herg, pa.float32()),
            "KCNH2.potency.spread": pa.array([None] * len(active), pa.float32()),
        }
    )


def test_rank_keeps_every_row_and_what_its_score_is_made_of() -> None:
    table = rank(scored([0.2, 0.9, 0.9], [5.0, 5.0, 4.0]), settings())
    assert table["row"].to_pylist() == [3, 2, 1]
    assert table["rank"].to_pylist() == [1, 2, 3]
    first = table.slice(0, 1).to_pylist()[0]
    assert first["active.raw"] == pytest.approx(0.9)
    assert first["herg.desirability"] == pytest.approx(1.0)
    assert first["score"] == pytest.approx(0.9 ** (2 / 3))


def test_ties_keep_the_order_of_the_rows() -> None:
    assert rank(scored([0.5] * 40, [5.0] * 40), settings())["row"].to_pylist() == list(range(1, 41))


def test_caution_moves_values_to_the_unwanted_side() -> None:
    table = scored([0.5], [5.0])
    table = table.set_column(4, "KCNH2.potency.spread", pa.array([0.25], pa.float32()))
    row = rank(table, settings(caution=2.0)).to_pylist()[0]
    assert row["active.raw"] == pytest.approx(0.3)
    assert row["herg.raw"] == pytest.approx(5.5)


def test_missing_value_counts_nothing_and_is_said() -> None:
    table = rank(scored([0.5, 0.4], [None, 5.0]), settings())
    assert table["row"].to_pylist() == [2, 1]
    assert table["herg.raw"].to_pylist() == [5.0, None]
    (sentence,) = missing_values(table, settings())
    assert "herg: 1 of 2 rows have no KCNH2.potency" in sentence


def test_shortlist_uses_only_predicted_objectives() -> None:
    wanted = settings(shortlist=2)
    wanted.objectives["size"] = ObjectiveSettings("mol_weight", Goal.within, low=250.0, high=500.0)
    check_objectives(wanted, ENDPOINTS)
    assert shortlist(scored([0.1, 0.8, 0.9], [5.0, 4.0, 5.9]), wanted, ENDPOINTS).tolist() == [1, 2]


def test_unknown_column_names_the_nearest() -> None:
    wrong = RankingSettings(objectives={"active": ObjectiveSettings("RYR2.inhibiter")})
    with pytest.raises(SettingsError, match=r"ranking\.objectives\.active\.column.*did you mean 'RYR2\.inhibitor'"):
        check_objectives(wrong, ENDPOINTS)


def test_a_ranking_needs_a_predicted_objective() -> None:
    with pytest.raises(SettingsError, match="at least one must be a predicted endpoint"):
        check_objectives(RankingSettings(objectives={"fat": ObjectiveSettings("logp")}), ENDPOINTS)


@pytest.mark.parametrize("wrong", [{"shortlist": 0}, {"top": 0}, {"picks": -1}])
def test_impossible_cuts_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(SettingsError, match="must be at least"):
        RankingSettings(**wrong)


def test_scores_of_0_are_ordered_by_how_far_they_are_from_more() -> None:
    table = rank(scored([0.0, 0.9, 0.2, 0.9, 0.1], [5.0, 7.0, 5.0, 6.5, None]), settings())
    assert table["row"].to_pylist() == [3, 1, 5, 4, 2]
    assert table["score"].to_pylist()[1:] == [0.0] * 4

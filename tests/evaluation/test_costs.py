"""What models cost, added up over their fits."""

from discovery.evaluation.costs import COSTS, Timing, costs_table


def test_fits_are_averaged_and_predictions_added_up() -> None:
    timings = [
        Timing("random", "slow", 4.0, 2.0, 30),
        Timing("random", "fast", 0.5, 0.1, 30),
        Timing("random", "slow", 2.0, 1.0, 60),
        Timing("given", "slow", 9.0, 1.0, 10),
    ]
    found = costs_table(timings)
    assert found.schema == COSTS
    assert [tuple(row.values()) for row in found.to_pylist()] == [
        ("random", "slow", 2, 3.0, 90, 30.0),
        ("random", "fast", 1, 0.5, 30, 300.0),
        ("given", "slow", 1, 9.0, 10, 10.0),
    ]


def test_a_prediction_too_quick_for_the_clock_has_a_speed_all_the_same() -> None:
    [row] = costs_table([Timing("random", "mean", 0.0, 0.0, 5)]).to_pylist()
    assert row["compounds_per_second"] > 0


def test_without_fits_there_are_no_costs() -> None:
    assert costs_table([]) == COSTS.empty_table()

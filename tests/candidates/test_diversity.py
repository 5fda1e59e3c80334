from discovery.candidates.diversity import diverse_picks

SERIES = ["c1ccccc1CCN", "c1ccccc1CCNC", "c1ccccc1CCNCC", "CC(=O)Oc1ccccc1C(=O)O", "C1CCCCC1S(=O)(=O)NC"]


def test_picks_start_with_the_best_and_leave_a_series_for_last() -> None:
    picks = diverse_picks(SERIES, 3).tolist()
    assert picks[0] == 0
    assert set(picks) == {0, 3, 4}


def test_every_compound_is_picked_once() -> None:
    assert sorted(diverse_picks([*SERIES, SERIES[0]], 100).tolist()) == list(range(6))


def test_no_compounds_no_picks() -> None:
    assert diverse_picks([], 5).tolist() == []

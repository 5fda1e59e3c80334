import numpy as np
import pytest

from discovery.chem.fingerprint import morgan, tanimoto
from discovery.evaluation.strangeness import Strangeness
from discovery.screening import applicability
from discovery.screening.applicability import domain_of

SERIES = [f"c1ccccc1{'C' * length}N" for length in range(1, 30)]


def test_limit_takes_in_nearly_all_training_compounds() -> None:
    fingerprints = morgan([*SERIES, "FC(F)(F)S(=O)(=O)Cl"])
    domain = domain_of(fingerprints)
    similarity = tanimoto(fingerprints, fingerprints)
    np.fill_diagonal(similarity, 0.0)
    inside = similarity.max(axis=1) >= domain.limit
    assert inside[:-1].all()
    assert not inside[-1]


def test_blocks_do_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    fingerprints = morgan(SERIES)
    whole = domain_of(fingerprints).limit
    monkeypatch.setattr(applicability, "BLOCK", 3)
    assert domain_of(fingerprints).limit == whole


def test_training_compounds_lie_in_their_domain_and_strangers_do_not() -> None:
    domain = domain_of(morgan(SERIES))
    inside, outside = domain.similarity(morgan([SERIES[0], "FC(F)(F)S(=O)(=O)Cl"]))
    assert inside == 1.0
    assert outside < domain.limit


def test_a_single_training_compound_has_no_neighbours_to_judge_by() -> None:
    assert domain_of(morgan(SERIES[:1])).limit == 1.0


def test_held_out_compounds_set_the_limit_where_there_are_some() -> None:
    near, spread = np.linspace(0.2, 0.8, 100), np.linspace(0.1, 0.5, 100)
    measure = Strangeness.fit(near, {"a": spread})
    domain = domain_of(morgan(SERIES), measure)
    asked = np.array([0.7, 0.1, 0.7], np.float32)
    strange, inside = domain.judge(asked, {"a": np.array([0.2, 0.2, 9.0])})
    assert inside.tolist() == [True, False, False]
    np.testing.assert_array_equal(inside, strange <= measure.limit)
    plain, by_distance = domain_of(morgan(SERIES)).judge(asked, {})
    assert np.isnan(plain).all()
    assert by_distance.tolist() == (asked >= domain.limit).tolist()

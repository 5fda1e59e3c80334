import numpy as np
import pytest

from discovery.chem.fingerprint import morgan, tanimoto
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

"""Concentrations in any unit meet on the pX scale."""

import pytest

from discovery.assay.curation.units import PERCENT, PX, flipped, to_p, unit_of
from discovery.assay.schema import Relation
from discovery.chem.compound import Problem


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(1.0, "M", 0.0), (1.0, "mM", 3.0), (1.0, "uM", 6.0), (1.0, "nM", 9.0), (1.0, "pM", 12.0), (160.0, "nM", 6.79588)],
)
def test_concentrations_become_p_values(value: float, unit: str, expected: float) -> None:
    assert to_p(value, unit) == expected


def test_all_spellings_of_micromolar_mean_the_same() -> None:
    spellings = ["uM", "\u00b5M", "\u03bcM", "um", "umol/L", "\u00b5mol/l", " uM "]
    assert {unit_of(text) for text in spellings} == {"uM"}


@pytest.mark.parametrize("text", ["-log10(M)", "pX", "pIC50"])
def test_logarithmic_units_are_kept_as_they_are(text: str) -> None:
    assert unit_of(text) == PX
    assert to_p(6.5, PX) == 6.5


def test_per_cent_is_its_own_unit() -> None:
    assert unit_of("%") == unit_of("% of control") == PERCENT


@pytest.mark.parametrize(("text", "code"), [("ug/mL", "unit"), ("mm", "unit"), ("MM", "unit"), ("", "no_unit")])
def test_other_units_are_refused_with_a_reason(text: str, code: str) -> None:
    problem = unit_of(text)
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_a_concentration_is_positive(value: float) -> None:
    problem = to_p(value, "nM")
    assert isinstance(problem, Problem)
    assert problem.code == "not_positive"


def test_bounds_turn_round_on_the_p_scale() -> None:
    assert [flipped(r) for r in (Relation.below, Relation.equal, Relation.above)] == [">", "=", "<"]

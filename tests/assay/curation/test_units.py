"""Concentrations in any unit meet on the pX scale."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.assay.curation.units import PERCENT, PX, Unit, Units, flipped, to_p
from discovery.assay.schema import Quantity, Relation
from discovery.chem.compound import Problem


@pytest.mark.parametrize(
    ("value", "unit", "expected"),
    [(1.0, "M", 0.0), (1.0, "mM", 3.0), (1.0, "uM", 6.0), (1.0, "nM", 9.0), (1.0, "pM", 12.0), (160.0, "nM", 6.79588)],
)
def test_concentrations_become_p_values(value: float, unit: str, expected: float) -> None:
    assert to_p(value, unit) == expected


def unit_of(text: str, **own: str) -> Unit | Problem:
    return Units("data.sources.x.units", own).of(text)


def test_all_spellings_of_micromolar_mean_the_same() -> None:
    spellings = ["uM", "\u00b5M", "\u03bcM", "um", "umol/L", "\u00b5mol/l", " uM ", "\u00a0uM"]
    assert {unit_of(text) for text in spellings} == {Unit("uM", Quantity.potency)}


@pytest.mark.parametrize("text", ["-log10(M)", "pX", "pIC50"])
def test_logarithmic_units_are_kept_as_they_are(text: str) -> None:
    assert unit_of(text) == Unit(PX, Quantity.potency)
    assert to_p(6.5, PX) == 6.5


def test_per_cent_is_its_own_unit() -> None:
    assert unit_of("%") == unit_of("percent") == Unit(PERCENT, Quantity.response)


def test_inhibition_activation_and_what_is_left_of_the_control_are_not_one() -> None:
    units = [unit_of(text) for text in ("%", "% inhibition", "% activation", "% of control")]
    assert len({unit.name for unit in units}) == 4
    assert {unit.quantity for unit in units} == {Quantity.response}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\u00b5g/ml", "ug/mL"),
        ("ug.mL-1", "ug/mL"),
        ("MIN", "min"),
        ("mL.min-1.kg-1", "mL/min/kg"),
        ("10^-6 cm/s", "1e-6 cm/s"),
        ("10\u207b\u2076 cm/s", "1e-6 cm/s"),
        ("\u00b0C", "degC"),
        ("log10(ug/mL)", "log(ug/mL)"),
        ("log(%)", "log(%)"),
    ],
)
def test_common_linear_units_are_kept_under_one_spelling(text: str, name: str) -> None:
    assert unit_of(text) == Unit(name, Quantity.property)


@pytest.mark.parametrize(
    ("text", "code"), [("furlong", "unit"), ("mm", "unit"), ("MM", "unit"), ("log(nM)", "unit"), ("", "no_unit")]
)
def test_other_units_are_refused_with_a_reason(text: str, code: str) -> None:
    problem = unit_of(text)
    assert isinstance(problem, Problem)
    assert problem.code == code


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10 uM", ("10", "uM")),
        ("<10\u00b5M", ("<10", "uM")),
        ("1e-7 M", ("1e-7", "M")),
        ("12 \u00b1 3 nM", ("12 \u00b1 3", "nM")),
        ("50%", ("50", "%")),
        ("10", ("10", "")),
        ("1e-7", ("1e-7", "")),
        ("10 furlongs", ("10 furlongs", "")),
        ("uM", ("uM", "")),
    ],
)
def test_a_value_and_the_unit_after_it_are_parted(text: str, expected: tuple[str, str]) -> None:
    body, unit = Units("", {}).apart(text)
    assert (body, unit.replace("\u03bc", "u")) == expected


@given(st.text())
def test_no_text_breaks_the_reading_of_units(text: str) -> None:
    units = Units("", {})
    assert isinstance(units.of(text), Unit | Problem)
    assert len(units.apart(text)) == 2


@pytest.mark.parametrize("value", [0.0, -3.0])
def test_a_concentration_is_positive(value: float) -> None:
    problem = to_p(value, "nM")
    assert isinstance(problem, Problem)
    assert problem.code == "not_positive"


def test_bounds_turn_round_on_the_p_scale() -> None:
    assert [flipped(r) for r in (Relation.below, Relation.equal, Relation.above)] == [">", "=", "<"]

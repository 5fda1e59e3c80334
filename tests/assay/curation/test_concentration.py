"""Concentrations at which something was measured."""

import pytest

from discovery.assay.curation.concentration import parse_concentration, unit_of_concentrations
from discovery.assay.curation.numerals import Notation
from discovery.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "micromolar"),
    [("10 uM", 10.0), ("10\u00b5M", 10.0), ("0.01 mM", 10.0), ("500 nM", 0.5), ("1e-5 M", 10.0), ("10 umol/L", 10.0)],
)
def test_one_concentration_in_any_unit(text: str, micromolar: float) -> None:
    assert parse_concentration(text) == micromolar


def test_a_bare_number_is_in_the_unit_of_the_settings() -> None:
    assert parse_concentration("500", "nM") == 0.5
    assert parse_concentration("500") is None
    assert parse_concentration("2,5", "uM", Notation(decimal_comma=True)) == 2.5


@pytest.mark.parametrize("text", ["", "10-30 uM", "0 uM", "-1 uM", "5 %", "5 mg/mL", "high"])
def test_what_is_no_single_concentration(text: str) -> None:
    assert parse_concentration(text) is None


def test_a_bound_is_no_concentration() -> None:
    assert parse_concentration("< 10 uM") is None


def test_the_settings_give_a_concentration_or_a_unit() -> None:
    assert [unit_of_concentrations("k", text) for text in ("10 nM", "mM", "")] == ["nM", "mM", ""]
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.concentration: 'ten' is no concentration"):
        unit_of_concentrations("data.sources.x.concentration", "ten")

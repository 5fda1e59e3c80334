"""No text in a table may be run by a spreadsheet."""

import pytest

from discovery.spreadsheet import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'])
def test_formula_is_escaped(text: str) -> None:
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("value", [-1.5, -3, 0.0, True, "CC(=O)O", "N#N", "", None])
def test_other_values_stay(value: object) -> None:
    assert safe_cell(value) is value


def test_list_and_nan() -> None:
    assert safe_cell(["=a", "b"]) == "'=a; b"
    assert safe_cell(float("nan")) is None

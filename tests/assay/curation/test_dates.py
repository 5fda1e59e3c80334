"""Days of measurements, and the dates that spreadsheets make of names."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.assay.curation.dates import is_spreadsheet_date, parse_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-01-31", date(2024, 1, 31)),
        (" 2024-01-31 13:45:00 ", date(2024, 1, 31)),
        ("2024-01-31T13:45:00Z", date(2024, 1, 31)),
        ("2024-03", date(2024, 3, 1)),
        ("2024", date(2024, 1, 1)),
    ],
)
def test_days_months_and_years(text: str, day: date) -> None:
    assert parse_date(text) == day


@pytest.mark.parametrize("text", ["", "01/02/2024", "31.01.2024", "2024-13-01", "2024-02-30", "1", "n/a", "45000"])
def test_anything_else_is_no_day(text: str) -> None:
    assert parse_date(text) is None


@given(st.text())
def test_no_text_breaks_the_reading_of_days(text: str) -> None:
    assert isinstance(parse_date(text), date | None)


@pytest.mark.parametrize("text", ["2-Sep", "1-Mar", "02-Sep-2024", "Mar-01", "2024-03-01", "2024-03-01 00:00:00"])
def test_dates_that_a_spreadsheet_made(text: str) -> None:
    assert is_spreadsheet_date(text)


@pytest.mark.parametrize("text", ["SEPT2", "MARCH1", "DEC-20", "AB-2-Sep", "CHEMBL2024", "2024", "Marvin-01", ""])
def test_names_that_are_no_dates(text: str) -> None:
    assert not is_spreadsheet_date(text)

"""Days of measurements, and the dates that a spreadsheet makes of names."""

import re
from datetime import date, datetime

_MONTHS = "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec"
_SPREADSHEET = re.compile(
    rf"[0-9]{{1,2}}[- ](?:{_MONTHS})(?:[- ][0-9]{{2,4}})?|(?:{_MONTHS})-[0-9]{{2}}"
    r"|[12][0-9]{3}-[01][0-9]-[0-3][0-9](?:[ T][0-9]{2}:[0-9]{2}(?::[0-9.]+)?)?"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_YEAR_AND_MONTH = re.compile(r"(?:19|20)[0-9]{2}-[01][0-9]")


def parse_date(text: str) -> date | None:
    """The day of `2024-01-31`, `2024-01` or `2024` (their first day), or an ISO date and time; None for other text.

    Days written as 01/02/2024 are not read: they mean different days in different countries.
    """
    text = text.strip()
    if _YEAR.fullmatch(text):
        text = f"{text}-01-01"
    elif _YEAR_AND_MONTH.fullmatch(text):
        text = f"{text}-01"
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        return None


def is_spreadsheet_date(text: str) -> bool:
    """Whether a name is a date that a spreadsheet made of it: SEPT2 becomes 2-Sep (Ziemann et al. 2016)."""
    return _SPREADSHEET.fullmatch(text.strip()) is not None

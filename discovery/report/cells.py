"""Values of table cells as spreadsheets may safely open them."""

import math
from typing import Any

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
"""First characters that make a spreadsheet run a text as a formula (OWASP, CSV injection)."""


def safe_text(text: str) -> str:
    """The text, with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def plain(value: Any) -> Any:
    """A cell's value: lists joined by `; `, NaN as None, everything else as it is."""
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, float) and math.isnan(value):
        return None
    return value


def safe_cell(value: Any) -> Any:
    """A cell for CSV or XLSX: numbers stay numbers, text is made safe, nothing is None."""
    value = plain(value)
    return safe_text(value) if isinstance(value, str) else value

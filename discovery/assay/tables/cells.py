"""Typed values of workbooks and Parquet files as the text that a person would type."""

import json
import math
from datetime import date, datetime, time

import numpy as np

DIGITS = 15
"""Digits of a number that Excel shows; those behind them come from binary arithmetic."""
PLAIN = (1e-15, 1e21)
"""Sizes of numbers that are written out, without an exponent."""


def cell_text(value: object, percent: bool = False) -> str:
    """A cell as a person would type it; nothing for a missing one.

    Whole numbers have no decimal point, a number shown in per cent has its sign, a day at midnight has no time of
    day, truth values are TRUE and FALSE, and the items of a list are parted by a semicolon.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | float):
        return number_text(value * 100) + "%" if percent else number_text(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(timespec="seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list):
        return "; ".join(map(cell_text, value))
    if isinstance(value, dict):
        return json.dumps(value, default=str, ensure_ascii=False)
    return _bytes_text(value) if isinstance(value, bytes) else str(value).strip()


def number_text(value: float) -> str:
    """At most 15 digits, and no exponent unless the number is very large or small; nothing for NaN."""
    if isinstance(value, int):
        return str(value)
    if math.isnan(value):
        return ""
    text = f"{value:.{DIGITS}g}"
    if "e" in text and PLAIN[0] <= abs(value) < PLAIN[1]:
        text = np.format_float_positional(float(text), trim="-")
    return "0" if text == "-0" else text


def _bytes_text(value: bytes) -> str:
    """Text that was stored without a type; anything else in hexadecimal digits, which no later step takes for data."""
    try:
        return value.decode().strip()
    except UnicodeDecodeError:
        return f"hex:{value.hex()}"

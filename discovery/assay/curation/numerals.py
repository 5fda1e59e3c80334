"""Single numbers as people and spreadsheets write them."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from discovery.assay.settings import SourceSettings
from discovery.assay.tables.rows import unpacked_suffix

TYPED = (".xlsx", ".parquet")
"""Kinds of file that store numbers as numbers."""
_SUPERSCRIPTS = str.maketrans(
    "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079\u207b\u207a", "0123456789-+"
)
_RAISED = re.compile("[\u2070\u00b9\u00b2\u00b3\u2074-\u207b]+")
_SIGNS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u200b": None, "\ufeff": None, "\u2019": "'"})
_TIMES_TEN = re.compile(r"\s*[xX\u00d7*\u00b7\u22c5]\s*10\s*(?:\^\s*([+-]?[0-9]+)|([+-][0-9]+))")
_POWER_OF_TEN = re.compile(r"(?<![0-9.,])10\^\s*([+-]?[0-9]+)")
NUMERAL = r"[+-]?(?:[0-9](?:[0-9.,']| (?=[0-9]))*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?"
"""Regular expression of whatever may be a number; `number_of` says whether it is one."""
_DECIMAL = re.compile(r"[0-9]+\.?[0-9]*|\.[0-9]+")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_SPACED = re.compile(r"([0-9]{1,3})((?:[ '][0-9]{3})+)([.,][0-9]+)?")
_ONE_GROUP = re.compile(r"[1-9][0-9]{0,2}\.[0-9]{3}")
_SWAPPED = str.maketrans(".,", ",.")


class Unsure(Enum):
    """Why a numeral has no number."""

    ambiguous = "ambiguous"
    """It can be read as two numbers, such as 1,500."""
    none = "none"


@dataclass(frozen=True)
class Notation:
    """How a table writes its numbers."""

    decimal_comma: bool = False
    typed: bool = False
    """The file itself stores numbers as numbers (a workbook, Parquet), so that a point is a decimal point always."""


def notation_of(source: SourceSettings) -> Notation:
    """How the table of a source writes its numbers."""
    return Notation(source.decimal_comma, unpacked_suffix(source.path) in TYPED)


def tidied(text: str) -> str:
    """The text in plain characters: no special spaces, minus signs or superscripts; powers of ten as 1.2e-7."""
    if not text.isascii():
        text = _RAISED.sub(lambda raised: "^" + raised[0].translate(_SUPERSCRIPTS), text)
        text = unicodedata.normalize("NFKC", text).translate(_SIGNS)
    text = _TIMES_TEN.sub(lambda power: f"e{power[1] or power[2]}", text)
    return _POWER_OF_TEN.sub(r"1e\1", text).strip()


def number_of(numeral: str, notation: Notation) -> float | Unsure:
    """The number of a tidied text that matches NUMERAL.

    Groups of three may be parted by spaces or apostrophes. A comma (with a decimal comma: a point) is taken for a
    thousands separator only where the decimal sign follows: 1,234.5 is a number, 1,500 could be two.
    """
    sign = numeral[0] if numeral[0] in "+-" else ""
    body, e, power = numeral[len(sign) :].lower().partition("e")
    if spaced := _SPACED.fullmatch(body):
        body = spaced[1] + re.sub("[ ']", "", spaced[2]) + (spaced[3] or "")
    if notation.decimal_comma:
        if _DECIMAL.fullmatch(body) and "." in body:
            # a point in a table with decimal commas: 0.5 is half in any case, 1.500 only where numbers are stored
            certain = notation.typed or not _ONE_GROUP.fullmatch(body)
            return float(sign + body + e + power) if certain else Unsure.ambiguous
        body = body.translate(_SWAPPED)
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    if _DECIMAL.fullmatch(body):
        return float(sign + body + e + power)
    return Unsure.ambiguous if re.fullmatch(r"[0-9]+(?:,[0-9]+)+", body) else Unsure.none

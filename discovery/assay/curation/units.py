"""Units of a result, and the scale on which the program keeps it."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from discovery.assay.curation.numerals import tidied
from discovery.assay.schema import Quantity, Relation
from discovery.chem.compound import Problem
from discovery.errors import SettingsError
from discovery.spelling import did_you_mean, quoted

PX = "pX"
PERCENT = "%"
KEEP = "keep"
"""What the settings say of a unit whose numbers stay on their own scale."""

MOLAR = {"M": 1.0, "mM": 1e-3, "uM": 1e-6, "nM": 1e-9, "pM": 1e-12, "fM": 1e-15}
"""Unit -> mol/L."""
RESPONSES = (PERCENT, "% inhibition", "% activation", "% of control")
"""Responses in per cent, which stay apart: 80 % inhibition is 20 % of control."""
_SYNONYMS = {
    **{unit: unit for unit in (*MOLAR, PX)},
    **{unit.replace("M", "mol/L"): unit for unit in MOLAR},
    **{unit.replace("M", "mol/l"): unit for unit in MOLAR},
    **{unit.replace("M", "mol.L-1"): unit for unit in MOLAR},
    **{unit.lower(): unit for unit in ("uM", "nM", "pM")},
    **dict.fromkeys(("px", "p", "-log10(M)", "-log(M)", "-log M", "pIC50", "pEC50", "pKi", "pKd", "pAC50"), PX),
    **dict.fromkeys(("percent", "per cent"), PERCENT),
    **{unit: unit for unit in RESPONSES},
}
"""Other spellings -> the unit; `mm` is not among them, because it could be mM or MM."""
KEPT = {
    "ug/mL": ("ug.mL-1", "mcg/mL"),
    "ng/mL": ("ng.mL-1",),
    "mg/mL": ("mg.mL-1",),
    "mg/L": ("mg.L-1",),
    "g/L": (),
    "mg/kg": ("mg.kg-1",),
    "h": ("hr", "hrs", "hour", "hours"),
    "min": ("mins", "minute", "minutes"),
    "s": ("sec", "second", "seconds"),
    "ms": ("msec", "millisecond", "milliseconds"),
    "mL/min/kg": ("mL.min-1.kg-1",),
    "mL/min/g": ("mL.min-1.g-1",),
    "L/h/kg": ("L/hr/kg", "L.h-1.kg-1"),
    "L/kg": ("L.kg-1",),
    "uL/min/mg": ("uL/min/mg protein", "uL.min-1.mg-1"),
    "uL/min/1e6 cells": ("uL/min/10^6 cells", "uL/min/million cells", "uL.min-1.(10^6cells)-1"),
    "ng.h/mL": ("ng*h/mL", "ng.hr.mL-1", "ng.hr/mL"),
    "1e-6 cm/s": ("10^-6 cm/s", "10-6 cm/s", "10e-6 cm/s", "10'-6 cm/s", "1e-06 cm/s"),
    "1e-7 cm/s": ("10^-7 cm/s", "10-7 cm/s", "10'-7 cm/s"),
    "nm/s": (),
    "degC": ("\u00b0C", "deg C"),
    "fold": ("-fold", "x fold", "fold change"),
    "ratio": (),
    "log": ("log10", "log units", "log unit"),
}
"""Units whose numbers stay on their own scale -> other spellings; capitals do not matter."""
DECIMALS = 6
"""Decimals kept on the pX scale: far finer than any assay, and the same number whatever the unit was."""
_LOG = re.compile(r"log(?:10)?\s*\(\s*(.+?)\s*\)", re.IGNORECASE)


@dataclass(frozen=True)
class Unit:
    """A unit and what its numbers are."""

    name: str
    quantity: Quantity


def _plain(text: str) -> str:
    """One spelling of signs and spaces: `\u00b5M` and `uM` are one unit, and so are `10^-6` and `1e-6`."""
    return " ".join(tidied(text).replace("\u03bc", "u").split())


_KEPT = {_plain(word).lower(): name for name, others in KEPT.items() for word in (name, *others)}


def _built_in(text: str) -> Unit | None:
    """The unit that a text in one spelling means without any setting."""
    if text in _SYNONYMS:
        name = _SYNONYMS[text]
        return Unit(name, Quantity.response if name in RESPONSES else Quantity.potency)
    if name := _KEPT.get(text.lower(), ""):
        return Unit(name, Quantity.property)
    inner = _built_in(_plain(found[1])) if (found := _LOG.fullmatch(text)) else None
    if inner and inner.quantity is not Quantity.potency:
        return Unit(f"log({inner.name})", Quantity.property)
    return None


class Units:
    """The units that a source knows: the built-in ones and those of its settings."""

    def __init__(self, key: str, own: Mapping[str, str]) -> None:
        """`key` is the setting that holds `own`; raises SettingsError for a meaning that is no unit."""
        self._key = key
        self._own = {_plain(word): self._meaning(word, meaning) for word, meaning in own.items()}

    def of(self, text: str) -> Unit | Problem:
        """The unit that a text means, or why it means none."""
        plain = _plain(text)
        unit = self._own.get(plain) or _built_in(plain)
        if unit:
            return unit
        if not plain:
            return Problem("value", "no_unit", "The value has no unit.")
        hint = did_you_mean(plain, [*_SYNONYMS, *_KEPT, *self._own])
        reason = f"The unit {quoted(text)} is not known{hint} Give its meaning, or `keep`, under {self._key}."
        return Problem("value", "unit", reason)

    def check(self, key: str, text: str) -> None:
        """Raises SettingsError where the unit that the setting `key` gives is not known."""
        found = self.of(text) if text else None
        if isinstance(found, Problem):
            raise SettingsError(f"{key}: {found.reason}")

    def apart(self, text: str) -> tuple[str, str]:
        """A value and the unit written after it (`10 uM`, `50%`); the unit is empty where there is none."""
        plain = tidied(text)
        for place in range(1, len(plain)):
            rest = plain[place:].strip()
            ends_number = plain[place - 1].isdigit() or plain[place - 1] in " ."
            if ends_number and rest[:1].isalpha() | (rest[:1] == "%") and isinstance(self.of(rest), Unit):
                return plain[:place].strip(), rest
        return text, ""

    def _meaning(self, word: str, meaning: str) -> Unit:
        if meaning == KEEP:
            return Unit(_plain(word), Quantity.property)
        unit = _built_in(_plain(meaning))
        if unit is None:
            use = f"; use {', '.join(MOLAR)}, {PX}, {PERCENT} or {KEEP}"
            hint = did_you_mean(meaning, [KEEP, *_SYNONYMS, *KEPT], use)
            raise SettingsError(f"{self._key}.{word}: {meaning!r} is no unit{hint}")
        return unit


def to_p(value: float, unit: str) -> float | Problem:
    """-log10 of a concentration in mol/L, rounded to DECIMALS; `unit` is one of MOLAR or `pX`."""
    if unit == PX:
        return round(value, DECIMALS)
    if value <= 0.0:
        return Problem("value", "not_positive", f"A concentration must be above 0, got {value:g} {unit}.")
    return round(-math.log10(value) - math.log10(MOLAR[unit]), DECIMALS)


def flipped(relation: Relation) -> Relation:
    """The relation on the pX scale of one on the concentration scale: a lower concentration is a higher pX."""
    return {Relation.below: Relation.above, Relation.above: Relation.below}.get(relation, relation)

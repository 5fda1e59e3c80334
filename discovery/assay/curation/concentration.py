"""Concentrations at which something was measured, in uM."""

from discovery.assay.curation.numerals import Notation
from discovery.assay.curation.units import MOLAR, Unit, Units
from discovery.assay.curation.values import PLAIN, Value, parse_value
from discovery.errors import SettingsError

_UNITS = Units("", {})
_DIGITS = 6
"""Significant digits kept, so that 10 uM and 0.01 mM are one concentration."""


def parse_concentration(text: str, unit: str = "", notation: Notation = PLAIN) -> float | None:
    """uM of a text such as `10 uM`, a bare number being in `unit`; None where it is no single concentration."""
    body, own = _UNITS.apart(text)
    value, meaning = parse_value(body, notation), _UNITS.of(own or unit)
    if not isinstance(value, Value) or not isinstance(meaning, Unit) or meaning.name not in MOLAR:
        return None
    if value.low != value.high or value.low <= 0.0:
        return None
    return float(f"{value.low * (MOLAR[meaning.name] / MOLAR['uM']):.{_DIGITS}g}")


def unit_of_concentrations(key: str, text: str) -> str:
    """Unit of a concentration in the settings (`10 uM`, or `uM` alone), which bare numbers of its column share.

    Raises SettingsError naming `key` where the text is neither.
    """
    unit = _UNITS.of(_UNITS.apart(text)[1] or text) if text else None
    if text and (not isinstance(unit, Unit) or unit.name not in MOLAR):
        raise SettingsError(f"{key}: {text!r} is no concentration; write it as 10 uM, with one of {', '.join(MOLAR)}")
    return unit.name if isinstance(unit, Unit) else ""

"""Concentrations at which something was measured, in uM."""

from collections.abc import Sequence

from discovery.assay.curation.numerals import Notation, notation_of
from discovery.assay.curation.units import MOLAR, Unit, Units
from discovery.assay.curation.values import PLAIN, Value, parse_value
from discovery.assay.curation.words import says_nothing
from discovery.assay.schema import Relation
from discovery.assay.settings import SourceSettings
from discovery.chem.compound import Problem
from discovery.errors import SettingsError
from discovery.spelling import quoted

_UNITS = Units("", {})
_DIGITS = 6
"""Significant digits kept, so that 10 uM and 0.01 mM are one concentration."""


def parse_concentration(text: str, unit: str = "", notation: Notation = PLAIN) -> float | None:
    """uM of a text such as `10 uM`, a bare number being in `unit`; None where it is no single concentration."""
    body, own = _UNITS.apart(text)
    value, meaning = parse_value(body, notation), _UNITS.of(own or unit)
    if not isinstance(value, Value) or not isinstance(meaning, Unit) or meaning.name not in MOLAR:
        return None
    if value.relation is not Relation.equal or value.low != value.high or value.low <= 0.0:
        return None
    return float(f"{value.low * (MOLAR[meaning.name] / MOLAR['uM']):.{_DIGITS}g}")


def concentrations(words: Sequence[str], name: str, source: SourceSettings) -> list[float | Problem | None]:
    """uM of each text of the source called `name`; None where it says nothing, a Problem where it is something else."""
    unit, notation = unit_of_concentrations("", source.concentration), notation_of(source)
    found: list[float | Problem | None] = []
    for word in words:
        uM = None if says_nothing(word) else parse_concentration(word, unit, notation)
        remedy = f"write it as 10 uM, or the unit of bare numbers in data.sources.{name}.concentration"
        reason = f"The concentration {quoted(word)} cannot be read; {remedy}."
        found.append(Problem("value", "concentration", reason) if uM is None and not says_nothing(word) else uM)
    return found


def unit_of_concentrations(key: str, text: str) -> str:
    """Unit of a concentration in the settings (`10 uM`, or `uM` alone), which bare numbers of its column share.

    Raises SettingsError naming `key` where the text is neither.
    """
    unit = _UNITS.of(_UNITS.apart(text)[1] or text) if text else None
    if text and (not isinstance(unit, Unit) or unit.name not in MOLAR):
        raise SettingsError(f"{key}: {text!r} is no concentration; write it as 10 uM, with one of {', '.join(MOLAR)}")
    return unit.name if isinstance(unit, Unit) else ""

"""Units of a result, and the scale on which the program keeps it."""

import math

from discovery.assay.schema import Relation
from discovery.chem.compound import Problem

PX = "pX"
PERCENT = "%"

MOLAR = {"M": 1.0, "mM": 1e-3, "uM": 1e-6, "nM": 1e-9, "pM": 1e-12, "fM": 1e-15}
"""Unit -> mol/L."""
_SYNONYMS = {
    **{unit.replace("M", "mol/L"): unit for unit in MOLAR},
    **{unit.replace("M", "mol/l"): unit for unit in MOLAR},
    **{unit.replace("M", "mol.L-1"): unit for unit in MOLAR},
    **{unit.lower(): unit for unit in ("uM", "nM", "pM")},
    **dict.fromkeys(("px", "p", "-log10(M)", "-log(M)", "-log M", "pIC50", "pEC50", "pKi", "pKd", "pAC50"), PX),
    **dict.fromkeys(("percent", "per cent", "% of control", "% inhibition", "% activation"), PERCENT),
}
"""Other spellings -> the unit; `mm` is not among them, because it could be mM or MM."""
DECIMALS = 6
"""Decimals kept on the pX scale: far finer than any assay, and the same number whatever the unit was."""


def unit_of(text: str) -> str | Problem:
    """The unit that a text means: one of MOLAR, `pX` or `%`."""
    plain = text.strip().replace("\u00b5", "u").replace("\u03bc", "u")
    unit = _SYNONYMS.get(plain, plain)
    if unit in MOLAR or unit in (PX, PERCENT):
        return unit
    if not plain:
        return Problem("value", "no_unit", "The value has no unit.")
    known = ", ".join([*MOLAR, PX, PERCENT])
    return Problem("value", "unit", f"The unit {text!r} cannot be converted to a molar concentration; known: {known}.")


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

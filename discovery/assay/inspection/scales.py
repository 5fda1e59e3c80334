"""The scale of numbers that do not say it: from a second column that is their logarithm, or from their size."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from discovery.assay.inspection.content import Content

LIKELY_TOP = 300.0
"""Highest concentration that is met in uM; numbers above it are nM."""
_OFFSETS = {12: "pM", 9: "nM", 6: "uM", 3: "mM", 0: "M"}
_TOLERANCE = 0.02
_LEAST = 5
"""Fewest rows from which a logarithm is believed."""
MOST_COLUMNS = 30
"""Number columns among which logarithms are looked for."""


def numbers_in(column: Content, cells: list[str]) -> NDArray[np.float64]:
    """[n] the number of each cell of a column, NaN where there is none."""
    values = column.numbers.values if column.numbers else {}
    return np.array([values.get(cell.strip(), np.nan) for cell in cells])


def logarithms(numbers: Mapping[str, NDArray[np.float64]]) -> dict[str, tuple[str, str]]:
    """Column -> (the column whose negative logarithm it is, molar unit that this means for the other).

    The unit `M` also stands for a plain logarithm, whose other column can be in any unit.
    """
    found: dict[str, tuple[str, str]] = {}
    names = list(numbers)[:MOST_COLUMNS]
    for other in names:
        positive = np.where(numbers[other] > 0, numbers[other], np.nan)
        for name in names:
            if name == other or name in found or other in found:
                continue
            offset = numbers[name] + np.log10(positive)
            good = offset[np.isfinite(offset)]
            if len(good) >= _LEAST and np.nanstd(numbers[name]) > 0.1:
                middle = float(np.median(good))
                whole = round(middle)
                if whole in _OFFSETS and np.mean(np.abs(good - whole) <= _TOLERANCE) >= 0.95:
                    found[name] = (other, _OFFSETS[whole])
    return found


def likely_unit(column: Content, kind: str) -> tuple[str, str]:
    """A unit for concentrations or pX values whose unit nobody states, and in words why it is likely."""
    found = column.numbers
    if found is None:
        return "", ""
    if found.least >= 2.0 and found.most <= 12.5 and found.points > 0.5 * found.count:
        return "pX", f"the numbers lie between {found.least:g} and {found.most:g}, as p{kind} does"
    if found.most > LIKELY_TOP:
        return "nM", f"the numbers reach {found.most:,.6g}: usual for nM, impossibly weak for uM"
    return "uM", f"the numbers reach only {found.most:,.4g}: usual for uM; they may be nM"

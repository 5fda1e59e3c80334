"""How numbers are written in the cells of a column: decimal sign, qualifiers, ranges, per cent."""

import re
from collections import Counter
from dataclasses import dataclass

_PLAIN = r"(?:\d{1,3}(?:[,.\s\u00a0\u2009]\d{3})+(?:[.,]\d+)?|\d+(?:[.,]\d*)?|[.,]\d+)(?:\s*[eE][+\-\u2212]?\d+)?"
_CELL = re.compile(
    rf"(?P<qualifier><=|>=|=<|=>|<<|>>|==|[<>=~\u2264\u2265\u2248]|ca\.|about)?\s*"
    rf"(?P<first>[+\-\u2212]?{_PLAIN})"
    rf"(?:\s*(?P<between>-|\u2013|\u2014|\.\.|to|\u00b1|\+/-|\+-)\s*(?P<second>{_PLAIN}))?\s*(?P<percent>%)?"
)
_DECIMAL_COMMA = re.compile(r"\d*,\d+(?:[eE].*)?")
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+")


@dataclass(frozen=True)
class Numbers:
    """What the numbers of one column look like; shares and counts are of its filled cells."""

    count: int
    """Cells with a number, qualified ones and ranges included."""
    least: float
    most: float
    qualified: int
    ranges: int
    percent: int
    commas: int
    """Cells with a comma that can only be a decimal sign, or could be one (`1,5`)."""
    points: int
    """Cells with a decimal point and no comma."""
    values: dict[str, float]
    """Text of a cell -> its number; the middle of a range."""


def numbers_of(counts: Counter[str]) -> Numbers | None:
    """The numbers among the distinct cells of a column with how often each is there; None where there is none."""
    found = {text: match for text in counts if (match := _CELL.fullmatch(text))}
    values = {text: value for text, match in found.items() if (value := _value(match)) is not None}
    if not values:
        return None

    def cells(group: str, *wanted: str) -> int:
        return sum(counts[t] for t in values if (found[t][group] or "") in wanted or (not wanted and found[t][group]))

    return Numbers(
        count=sum(counts[text] for text in values),
        least=min(values.values()),
        most=max(values.values()),
        qualified=cells("qualifier"),
        ranges=cells("between", "-", "\u2013", "\u2014", "..", "to"),
        percent=cells("percent"),
        commas=sum(counts[text] for text in values if _DECIMAL_COMMA.fullmatch(found[text]["first"].lstrip("+-"))),
        points=sum(counts[text] for text in values if "." in text and "," not in text),
        values=values,
    )


def _value(match: re.Match[str]) -> float | None:
    first = _float(match["first"])
    second = _float(match["second"]) if match["second"] and match["between"] not in ("\u00b1", "+/-", "+-") else None
    if first is None:
        return None
    return (first + second) / 2 if second is not None else first


def _float(text: str) -> float | None:
    """A number with either decimal sign; the last of both signs is the decimal one."""
    plain = re.sub(r"[\s\u00a0\u2009]", "", text.replace("\u2212", "-"))
    if "," in plain and "." in plain:
        thousands, decimal = (",", ".") if plain.rindex(".") > plain.rindex(",") else (".", ",")
        plain = plain.replace(thousands, "").replace(decimal, ".")
    elif plain.count(",") > 1:
        plain = plain.replace(",", "")
    else:
        plain = plain.replace(",", ".")
    try:
        return float(plain)
    except ValueError:
        return None


def only_thousands(counts: Counter[str]) -> bool:
    """Whether every comma could as well part thousands: `1,500` and `12,000`, never `1,5`."""
    with_comma = [text for text in counts if "," in text]
    return bool(with_comma) and all(_GROUPED.fullmatch(text.lstrip("<>=~ +-")) for text in with_comma)

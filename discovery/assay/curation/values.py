"""Values as people write them: qualified, censored, as ranges, with a stated error."""

import math
import re
from dataclasses import dataclass

from discovery.assay.curation.numerals import NUMERAL, Notation, Unsure, number_of, tidied
from discovery.assay.schema import Relation
from discovery.chem.compound import Problem
from discovery.spelling import quoted

RELATIONS = {
    **dict.fromkeys(("", "=", "==", "~", "\u2248", "ca.", "ca", "about"), Relation.equal),
    **dict.fromkeys(("<", "<=", "=<", "<<", "\u2264", "\u2a7d"), Relation.below),
    **dict.fromkeys((">", ">=", "=>", ">>", "\u2265", "\u2a7e"), Relation.above),
}
"""Spelling -> relation."""
_QUALIFIER = re.compile(r"(<=|>=|=<|=>|<<|>>|==|[<>=~\u2264\u2265\u2a7d\u2a7e\u2248]|ca\.|about)\s*(.*)", re.DOTALL)
_SINGLE = re.compile(NUMERAL)
_RANGE = re.compile(rf"({NUMERAL})\s*(?:-|\u2013|\u2014|\.\.\.?|to)\s*({NUMERAL})")
_ERROR = re.compile(rf"({NUMERAL})\s*(?:\u00b1|\+/-|\+-)\s*{NUMERAL}")
_NO_RANGE = re.compile(
    r"(?<![0-9.])10 ?-[3-9]$|[0-9]\.10 ?-(?:[3-9]|1[0-2])$"  # powers of ten; 10-12 is a range
    r"|(?<![0-9.])(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2])$"  # months
)
_DASHED = re.compile("^[\u2013\u2014](?=[0-9.])")
PLAIN = Notation()


@dataclass(frozen=True)
class Value:
    """A number on the scale it was written on; `low` and `high` differ only for a range."""

    relation: Relation
    low: float
    high: float

    def under(self, relation: Relation) -> "Value":
        """The value with another relation; of a range the end that is certain: below 10-20 is below 20."""
        certain = {Relation.below: (self.high, self.high), Relation.above: (self.low, self.low)}
        return Value(relation, *certain.get(relation, (self.low, self.high)))


def parse_relation(text: str) -> Relation | Problem:
    """The relation that a cell names, in quotation marks (as ChEMBL exports it) or not; an empty one means `=`."""
    relation = RELATIONS.get(text.strip().strip("'\"").strip().lower())
    if relation is None:
        return Problem("value", "relation", f"The relation {quoted(text)} is not known; use =, < or >.")
    return relation


def qualified(plain: str) -> tuple[Relation, str]:
    """The relation written before a value in a tidied text, `=` where there is none, and the rest of the text."""
    qualifier = _QUALIFIER.fullmatch(plain)
    return (RELATIONS[qualifier[1]], qualifier[2]) if qualifier else (Relation.equal, plain)


def parse_value(text: str, notation: Notation = PLAIN) -> Value | Problem:
    """Number, qualified number (`<10`), range (`10-20`) or number with an error (`10 +/- 2`, whose error is dropped).

    A text that can be read as two numbers, such as `1,500`, is refused, and so is what may be a power of ten that
    has lost its superscript (`10-6`, `5.10-6`) or a month (`2024-03`).
    """
    plain = tidied(text)
    relation, body = qualified(plain)
    ends = _ends(body, notation)
    if ends is Unsure.ambiguous:
        reason = f"The value {quoted(text)} can be read in two ways; write it without a separator of thousands."
        return Problem("value", "decimal_comma", reason)
    if isinstance(ends, Unsure) or not all(math.isfinite(end) for end in ends):
        return Problem("value", "not_a_number", f"The value {quoted(text)} is not a number.")
    if _NO_RANGE.search(plain):
        reason = f"The value {quoted(text)} may be no range; write a power of ten as 1e-6, a range as 6 to 10."
        return Problem("value", "range", reason)
    return Value(Relation.equal, min(ends), max(ends)).under(relation)


def _ends(body: str, notation: Notation) -> tuple[float, float] | Unsure:
    """Both ends of a range, or a number twice."""
    body = _DASHED.sub("-", body)
    if _SINGLE.fullmatch(body):
        number = number_of(body, notation)
        if not isinstance(number, Unsure):
            return number, number
        if number is Unsure.ambiguous:
            return number
    if found := _ERROR.fullmatch(body):
        number = number_of(found[1], notation)
        return number if isinstance(number, Unsure) else (number, number)
    if found := _RANGE.fullmatch(body):
        low, high = number_of(found[1], notation), number_of(found[2], notation)
        if isinstance(low, Unsure) or isinstance(high, Unsure):
            return Unsure.ambiguous if Unsure.ambiguous in (low, high) else Unsure.none
        return low, high
    return Unsure.none


def combined(column: Relation, value: Relation) -> Relation | Problem:
    """Relation of a value that may have one in its own column and one in its own text."""
    if value == Relation.equal or column == value:
        return column
    if column == Relation.equal:
        return value
    return Problem(
        "value", "relation", f"The relation column says {column.value!r} but the value says {value.value!r}."
    )

"""Numbers as people write them: qualified, censored, as ranges, with a stated error."""

import math
import re
from dataclasses import dataclass

from discovery.assay.schema import Relation
from discovery.chem.compound import Problem

RELATIONS = {
    **dict.fromkeys(("", "=", "==", "~", "\u2248", "ca.", "about"), Relation.equal),
    **dict.fromkeys(("<", "<=", "=<", "<<", "\u2264"), Relation.below),
    **dict.fromkeys((">", ">=", "=>", ">>", "\u2265"), Relation.above),
}
"""Spelling -> relation."""
_PLAIN = r"(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?"
_NUMBER = re.compile(rf"[+-]?{_PLAIN}")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+\.[0-9]+")
_COMMA = re.compile(r"[+-]?[0-9]+(?:,[0-9]+)+")
_RANGE = re.compile(rf"({_PLAIN})\s*(?:-|\u2013|\u2014|\.\.|to)\s*({_PLAIN})")
_ERROR = re.compile(rf"([+-]?{_PLAIN})\s*(?:\u00b1|\+/-|\+-)\s*{_PLAIN}")
_QUALIFIER = re.compile(r"(<=|>=|=<|=>|<<|>>|==|[<>=~\u2264\u2265\u2248]|ca\.|about)\s*(.*)", re.DOTALL)


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
    relation = RELATIONS.get(text.strip().strip("'\"").lower())
    if relation is None:
        return Problem("value", "relation", f"The relation {text!r} is not known; use =, < or >.")
    return relation


def parse_value(text: str) -> Value | Problem:
    """Number, qualified number (`<10`), range (`10-20`) or number with an error (`10 +/- 2`, whose error is dropped).

    A comma is only taken for a thousands separator where a decimal point follows (`1,234.5`): `1,5` and `1,500` could
    each mean two numbers and are refused.
    """
    text = text.strip()
    qualifier = _QUALIFIER.fullmatch(text)
    relation = RELATIONS[qualifier[1]] if qualifier else Relation.equal
    body = qualifier[2] if qualifier else text
    if _COMMA.fullmatch(body):
        return Problem(
            "value", "decimal_comma", f"The value {text!r} can be read in two ways; write it without a comma."
        )
    ends = _ends(body)
    if ends is None or not all(math.isfinite(end) for end in ends):
        return Problem("value", "not_a_number", f"The value {text!r} is not a number.")
    return Value(Relation.equal, min(ends), max(ends)).under(relation)


def _ends(body: str) -> tuple[float, float] | None:
    """Both ends of a range, or a number twice; None where the text is neither."""
    if found := _RANGE.fullmatch(body):
        return float(found[1]), float(found[2])
    if found := _ERROR.fullmatch(body):
        return float(found[1]), float(found[1])
    plain = body.replace(",", "") if _GROUPED.fullmatch(body) else body
    return (float(plain), float(plain)) if _NUMBER.fullmatch(plain) else None


def combined(column: Relation, value: Relation) -> Relation | Problem:
    """Relation of a value that may have one in its own column and one in its own text."""
    if value == Relation.equal or column == value:
        return column
    if column == Relation.equal:
        return value
    return Problem(
        "value", "relation", f"The relation column says {column.value!r} but the value says {value.value!r}."
    )

"""Numbers as people write them: qualified, censored, as ranges, with a stated error."""

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
_PLAIN = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_NUMBER = re.compile(rf"[+-]?{_PLAIN}")
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:,\d{3})+\.\d+")
_COMMA = re.compile(r"[+-]?\d+(?:,\d+)+")
_RANGE = re.compile(rf"({_PLAIN})\s*(?:-|\u2013|\u2014|\.\.|to)\s*({_PLAIN})")
_ERROR = re.compile(rf"([+-]?{_PLAIN})\s*(?:\u00b1|\+/-|\+-)\s*{_PLAIN}")
_QUALIFIER = re.compile(r"(<=|>=|=<|=>|<<|>>|==|[<>=~\u2264\u2265\u2248]|ca\.|about)\s*(.*)", re.DOTALL)


@dataclass(frozen=True)
class Value:
    """A number on the scale it was written on; `low` and `high` differ only for a range."""

    relation: Relation
    low: float
    high: float


def parse_relation(text: str) -> Relation | Problem:
    """The relation that a cell names; an empty one means `=`."""
    relation = RELATIONS.get(text.strip().lower())
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
    if found := _RANGE.fullmatch(body):
        low, high = sorted((float(found[1]), float(found[2])))
        return _censored_range(relation, low, high)
    if found := _ERROR.fullmatch(body):
        return Value(relation, float(found[1]), float(found[1]))
    if _COMMA.fullmatch(body):
        return Problem(
            "value", "decimal_comma", f"The value {text!r} can be read in two ways; write it without a comma."
        )
    if _GROUPED.fullmatch(body):
        body = body.replace(",", "")
    if not _NUMBER.fullmatch(body) or abs(float(body)) == float("inf"):
        return Problem("value", "not_a_number", f"The value {text!r} is not a number.")
    return Value(relation, float(body), float(body))


def _censored_range(relation: Relation, low: float, high: float) -> Value:
    """`<10-20` is below 20, `>10-20` above 10: the end that is certain."""
    if relation == Relation.equal:
        return Value(relation, low, high)
    end = high if relation == Relation.below else low
    return Value(relation, end, end)


def combined(column: Relation, value: Relation) -> Relation | Problem:
    """Relation of a value that may have one in its own column and one in its own text."""
    if value == Relation.equal or column == value:
        return column
    if column == Relation.equal:
        return value
    return Problem(
        "value", "relation", f"The relation column says {column.value!r} but the value says {value.value!r}."
    )

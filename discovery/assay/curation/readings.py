"""What the result cells of one row say: an effect, and a number on its scale where there is one."""

import difflib
from dataclasses import dataclass

from discovery.assay.curation.units import PERCENT, PX, flipped, to_p, unit_of
from discovery.assay.curation.values import Value, combined, parse_relation, parse_value
from discovery.assay.schema import Quantity, Relation
from discovery.assay.settings import CurateSettings, SourceSettings
from discovery.chem.compound import Problem
from discovery.errors import SettingsError
from discovery.target.effect import Effect

BUILT_IN = {
    **{effect.value: effect for effect in Effect},
    **dict.fromkeys(("antagonist", "blocker"), Effect.inhibitor),
    **dict.fromkeys(("agonist", "opener"), Effect.activator),
    "active": Effect.unstated,
    "not active": Effect.inactive,
}
"""Words for effects that need no mapping."""


@dataclass(frozen=True)
class ResultCells:
    """The cells of one row that hold its result, as they were written."""

    effect: str
    flag: str
    standard_type: str
    relation: str
    value: str
    unit: str
    p_value: str


@dataclass(frozen=True)
class Number:
    """A number on the scale on which the program keeps it."""

    quantity: Quantity
    relation: Relation
    value: float
    unit: str
    low: float | None = None
    """Ends of a range, in `unit`; None where the value is none."""
    high: float | None = None


@dataclass(frozen=True)
class Reading:
    """The result of one row."""

    effect: Effect
    standard_type: str
    number: Number | None
    """None: the row only names its effect."""
    note: str = ""
    """Text of a value that is no number, for a person to read."""


class ResultReader:
    """Reads the results of one source; each distinct set of cells is worked out once."""

    def __init__(self, name: str, source: SourceSettings, curate: CurateSettings) -> None:
        self._source = source
        self._curate = curate
        self._name = name
        self._words = {**BUILT_IN, **_effect_words(name, source.effects)}
        self._constant = _effect(f"data.sources.{name}.effect", source.effect) if source.effect else Effect.unstated
        self._known: dict[ResultCells, Reading | Problem] = {}

    def read(self, cells: ResultCells) -> Reading | Problem:
        """The result, or why the row has none."""
        if cells not in self._known:
            self._known[cells] = self._read(cells)
        return self._known[cells]

    def _read(self, cells: ResultCells) -> Reading | Problem:
        word = cells.effect.strip() or cells.flag.strip()
        effect = self._words.get(word.lower()) if word else None
        if word and effect is None:
            key = f"data.sources.{self._name}.effects"
            return Problem("value", "effect", f"The effect {word!r} is not known; give its meaning under {key}.")
        number = _number(cells, self._source.unit)
        standard_type = _standard_type(cells.standard_type)
        if isinstance(number, Problem) and number.code == "not_a_number" and effect is not None:
            return Reading(effect, standard_type, None, note=cells.value.strip())
        if isinstance(number, Problem):
            return number
        if number is None:
            return _flag(effect, standard_type)
        # how strong a response in per cent must be to tell of an effect is for its own row to say
        constant = self._constant if number.quantity == Quantity.potency else Effect.unstated
        return self._possible(number) or Reading(effect or constant, standard_type, number)

    def _possible(self, number: Number) -> Problem | None:
        low, high = self._curate.min_p, self._curate.max_p
        if number.quantity == Quantity.potency and not low <= number.value <= high:
            return Problem("value", "impossible", f"A potency of pX {number.value:g} lies outside {low:g} to {high:g}.")
        return None


def _flag(effect: Effect | None, standard_type: str) -> Reading | Problem:
    if effect is None:
        return Problem("value", "no_result", "The row has neither a value nor an effect.")
    return Reading(effect, standard_type, None)


def _number(cells: ResultCells, constant_unit: str) -> Number | Problem | None:
    """The number of the row: the p value where there is one, else the value in its unit; None where both are empty.

    The relation column describes the value, and the p value only where there is no value.
    """
    relation = parse_relation(cells.relation)
    if isinstance(relation, Problem):
        return relation
    unit = cells.unit.strip() or constant_unit or _implied_unit(cells.standard_type)
    if cells.p_value.strip():
        described = unit_of(unit) if cells.value.strip() else PX
        on_p = relation if described == PX else flipped(relation)
        return _on_scale(cells.p_value, on_p, PX)
    return _on_scale(cells.value, relation, unit) if cells.value.strip() else None


def _on_scale(text: str, column: Relation, unit_text: str) -> Number | Problem:
    """The value of a cell on the pX scale, or in per cent."""
    value = parse_value(text)
    if isinstance(value, Problem):
        return value
    relation, unit = combined(column, value.relation), unit_of(unit_text)
    if isinstance(relation, Problem):
        return relation
    if isinstance(unit, Problem):
        return unit
    value = value.under(relation)
    if unit == PERCENT:
        return _middle(Quantity.response, relation, value.low, value.high, PERCENT)
    return _potency(value, unit)


def _potency(value: Value, unit: str) -> Number | Problem:
    low, high = to_p(value.low, unit), to_p(value.high, unit)
    if isinstance(low, Problem):
        return low
    if isinstance(high, Problem):
        return high
    return _middle(Quantity.potency, value.relation if unit == PX else flipped(value.relation), low, high, PX)


def _middle(quantity: Quantity, relation: Relation, low: float, high: float, unit: str) -> Number:
    """A range becomes its middle on the kept scale (for a concentration: in log space), and its ends are kept."""
    ends = (min(low, high), max(low, high)) if low != high else (None, None)
    return Number(quantity, relation, (low + high) / 2, unit, *ends)


def _standard_type(text: str) -> str:
    """pIC50 -> IC50: the value is kept on the p scale in any case."""
    text = text.strip()
    return text[1:] if text in ("pIC50", "pEC50", "pAC50", "pKi", "pKd") else text


def _implied_unit(standard_type: str) -> str:
    return PX if _standard_type(standard_type) != standard_type.strip() else ""


def _effect_words(name: str, effects: dict[str, str]) -> dict[str, Effect]:
    """The source's own words in lower case; raises SettingsError for an effect that does not exist."""
    return {word.lower(): _effect(f"data.sources.{name}.effects.{word}", text) for word, text in effects.items()}


def _effect(key: str, text: str) -> Effect:
    known = [effect.value for effect in Effect]
    if text not in known:
        near = difflib.get_close_matches(text, known, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else "."
        raise SettingsError(f"{key}: {text!r} is no effect{hint} There are: {', '.join(known)}")
    return Effect(text)

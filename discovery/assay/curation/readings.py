"""What the result cells of one record say: an effect, and a number on its scale where there is one."""

from dataclasses import dataclass, replace

from discovery.assay.curation.numerals import notation_of, tidied
from discovery.assay.curation.units import PX, Unit, Units, flipped, to_p
from discovery.assay.curation.values import Value, combined, parse_relation, parse_value, qualified
from discovery.assay.curation.words import effect_of, effect_words, says_nothing
from discovery.assay.schema import Quantity, Relation
from discovery.assay.settings import CurateSettings, SourceSettings
from discovery.chem.compound import Problem
from discovery.spelling import did_you_mean, quoted
from discovery.target.effect import Effect

P_TYPES = {name.lower(): name[1:] for name in ("pIC50", "pEC50", "pAC50", "pKi", "pKd")}
"""Types whose values are on the p scale, in lower case -> the type of the concentration."""
NO_RESULT = Problem("value", "no_result", "The row has neither a value nor an effect.")
LARGEST = 1e12
"""Size of a response or property above which it is no measurement."""
ROUNDED = 0.1
"""Distance (pX) of a p value from the value beside it up to which they are one, rounded."""
LEAVES_EFFECT = ("not_a_number", "unit", "no_unit")
"""Faults of a number that do not touch the effect which its record names."""


@dataclass(frozen=True)
class ResultCells:
    """The cells of one record that hold its result, as they were written."""

    effect: str = ""
    flag: str = ""
    standard_type: str = ""
    relation: str = ""
    value: str = ""
    unit: str = ""
    p_value: str = ""
    default_unit: str = ""
    """Unit and effect from the settings, for records that name none."""
    default_effect: str = ""


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
    """The result of one record."""

    effect: Effect
    standard_type: str
    number: Number | None
    """None: the record only names its effect."""
    note: str = ""
    """Words of the source that became neither a number nor an effect, for a person to read."""


class ResultReader:
    """Reads the results of one source; raises SettingsError for words and units whose meaning does not exist."""

    def __init__(self, name: str, source: SourceSettings, curate: CurateSettings) -> None:
        self._key = f"data.sources.{name}"
        self._curate = curate
        self._notation = notation_of(source)
        self._units = Units(f"{self._key}.units", source.units)
        self._words = effect_words(f"{self._key}.effects", source.effects)
        self._known: dict[ResultCells, Reading | Problem] = {}
        constants = {f"{self._key}.readouts.{name}.effect": r.effect for name, r in source.readouts.items()}
        for key, effect in {f"{self._key}.effect": source.effect, **constants}.items():
            if effect:
                effect_of(key, effect)
        constants = {f"{self._key}.readouts.{name}.unit": r.unit for name, r in source.readouts.items()}
        for key, unit in {f"{self._key}.unit": source.unit, **constants}.items():
            self._units.check(key, unit)

    def read(self, cells: ResultCells) -> Reading | Problem:
        """The result, or why the record has none; each distinct set of cells is worked out once."""
        if cells not in self._known:
            self._known[cells] = self._read(cells)
        return self._known[cells]

    def _read(self, cells: ResultCells) -> Reading | Problem:
        named = self._effect(cells)
        if isinstance(named, Problem):
            return named
        standard_type = _standard_type(cells.standard_type)
        said = self._value_as_word(cells)
        if said is not None and says_nothing(cells.p_value):
            return Reading(said, standard_type, None, cells.value.strip() if named not in (None, said) else "")
        number = self._number(cells)
        if isinstance(number, Problem) and named is not None and number.code in LEAVES_EFFECT:
            unit = "" if number.code == "not_a_number" else cells.unit
            return Reading(named, standard_type, None, f"{cells.value.strip()} {unit.strip()}".strip())
        if isinstance(number, Problem):
            return number
        # words beside a result that are no effect, such as inconclusive, are for a person to read
        note = cells.flag.strip() if named is None else ""
        if number is not None:
            # how strong a response in per cent must be to tell of an effect is for its own row to say
            default = cells.default_effect if number.quantity is Quantity.potency else ""
            effect = named or said or Effect(default or Effect.unstated)
            another = "" if effect is said else self._another_value(cells, number)
            note = "; ".join(filter(None, (note, another)))
            return self._possible(number) or Reading(effect, standard_type, number, note)
        if named is not None:
            return Reading(named, standard_type, None, cells.value.strip())
        return NO_RESULT if says_nothing(note) else self._unknown_effect(note)

    def _effect(self, cells: ResultCells) -> Effect | Problem | None:
        """The effect that the record names; a word in the column of effects must be known."""
        word = cells.effect.strip()
        if not says_nothing(word) or word.lower() in self._words:
            return self._words.get(word.lower()) or self._unknown_effect(word)
        return self._words.get(cells.flag.strip().lower())

    def _unknown_effect(self, word: str) -> Problem:
        hint = did_you_mean(word, self._words, ";")
        reason = f"The effect {quoted(word)} is not known{hint} give its meaning under {self._key}.effects."
        return Problem("value", "effect", reason)

    def _value_as_word(self, cells: ResultCells) -> Effect | None:
        """The effect that stands where a value was expected: inactive, or 1 and 0 where the settings explain them."""
        effect = self._words.get(cells.value.strip().lower())
        if effect is None:
            return None
        number = isinstance(parse_value(cells.value, self._notation), Value)
        return None if number and _unit_text(cells) else effect

    def _number(self, cells: ResultCells) -> Number | Problem | None:
        """The p value where there is one, else the value in its unit; None where neither says anything."""
        on_p = not says_nothing(cells.p_value)
        if not on_p and says_nothing(cells.value):
            return None
        relation = parse_relation(cells.relation)
        if isinstance(relation, Problem):
            return relation
        if not on_p:
            stated = self._units.of(cells.unit)
            if _is_p_type(cells) and isinstance(stated, Unit) and stated.name != PX:
                reason = f"A {cells.standard_type.strip()} has no unit, but the row says {quoted(cells.unit)}."
                return Problem("value", "unit_differs", reason)
            return self._of_value(cells, relation)
        return self._p_number(cells, relation)

    def _p_number(self, cells: ResultCells, column: Relation) -> Number | Problem:
        """The p value under the relation of the value beside it, with the ends of that where it is a range about it.

        The relation column describes the value, and the p value only where there is no value.
        """
        relation = self._relation_of_p(cells, column)
        if isinstance(relation, Problem):
            return relation
        number = self._on_scale(cells.p_value, relation, PX, "")
        if isinstance(number, Problem) and number.code == "relation":
            told = f"contradicts the value beside it, by which it is {relation.value!r}"
            return replace(number, reason=f"The p value {quoted(cells.p_value)} {told}.")
        if isinstance(number, Problem) or number.relation is not Relation.equal or number.low is not None:
            return number
        beside = self._of_value(cells, column)
        if isinstance(beside, Problem) or beside.low is None or beside.high is None or not _fits(number, beside):
            return number
        return replace(number, low=min(beside.low, number.value), high=max(beside.high, number.value))

    def _relation_of_p(self, cells: ResultCells, column: Relation) -> Relation | Problem:
        """What the relation of a value, in its column or in its own text, says of the p value beside it."""
        _, written = self._units.apart(cells.value)
        unit = self._units.of(PX if says_nothing(cells.value) else written or _unit_text(cells))
        is_response = isinstance(unit, Unit) and unit.quantity is Quantity.response
        relation = combined(column, Relation.equal if is_response else qualified(tidied(cells.value))[0])
        if isinstance(relation, Problem) or (isinstance(unit, Unit) and unit.name == PX):
            return relation
        return flipped(relation)

    def _of_value(self, cells: ResultCells, column: Relation) -> Number | Problem:
        """The number in the value's own cell."""
        return self._on_scale(cells.value, column, cells.unit.strip(), _unit_text(replace(cells, unit="")))

    def _another_value(self, cells: ResultCells, number: Number) -> str:
        """What the value says where it does not fit the p value beside it, which was taken."""
        if says_nothing(cells.p_value) or says_nothing(cells.value):
            return ""
        other = self._of_value(cells, Relation.equal)
        if isinstance(other, Problem):
            return cells.value.strip() if other.code == "not_a_number" else ""
        if other.quantity is not Quantity.potency or _fits(number, other):
            return ""
        return f"the p value {cells.p_value.strip()} was taken, not {cells.value.strip()} {_unit_text(cells)}"

    def _on_scale(self, text: str, column: Relation, stated: str, default: str) -> Number | Problem:
        """The value of a cell on the scale of its unit, which stands after it, in its own column or in the settings."""
        body, written = self._units.apart(text)
        value = self._value(body)
        if isinstance(value, Problem):
            return value
        relation, unit = combined(column, value.relation), self._units.of(written or stated or default)
        if isinstance(relation, Problem):
            return relation
        if isinstance(unit, Problem):
            return unit
        if written and stated and self._units.of(stated) != unit:
            reason = f"The value {quoted(text)} has another unit than its column of units says, {stated!r}."
            return Problem("value", "unit_differs", reason)
        value = value.under(relation)
        if unit.quantity is Quantity.potency:
            return _potency(value, unit.name)
        return _middle(unit.quantity, relation, value.low, value.high, unit.name)

    def _value(self, text: str) -> Value | Problem:
        value = parse_value(text, self._notation)
        if isinstance(value, Problem) and value.code == "decimal_comma" and not self._notation.decimal_comma:
            remedy = f"{value.reason} If commas are decimal commas here, set {self._key}.decimal_comma=true."
            return replace(value, reason=remedy)
        return value

    def _possible(self, number: Number) -> Problem | None:
        low, high = self._curate.min_p, self._curate.max_p
        if number.quantity is not Quantity.potency and abs(number.value) > LARGEST:
            return Problem("value", "impossible", f"A value of {number.value:g} {number.unit} cannot be measured.")
        if number.quantity is Quantity.potency and not low <= number.value <= high:
            return Problem("value", "impossible", f"A potency of pX {number.value:g} lies outside {low:g} to {high:g}.")
        return None


def _fits(number: Number, other: Number) -> bool:
    """Whether a p value is the potency beside it, or within that one's ends, as far as rounding goes."""
    low, high = (other.value if end is None else end for end in (other.low, other.high))
    return other.quantity is Quantity.potency and low - ROUNDED <= number.value <= high + ROUNDED


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
    return P_TYPES.get(text.strip().lower(), text.strip())


def _unit_text(cells: ResultCells) -> str:
    """The unit of the value: of its column, implied by a type such as pIC50, or of the settings."""
    return cells.unit.strip() or (PX if _is_p_type(cells) else cells.default_unit)


def _is_p_type(cells: ResultCells) -> bool:
    return cells.standard_type.strip().lower() in P_TYPES

"""What the cells of one column look like, before anybody says what the column means."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from discovery.assay.inspection.numbers import Numbers, numbers_of
from discovery.assay.inspection.vocabulary import NO, ORGANISMS, YES
from discovery.assay.schema import Relation

INCHIKEY = re.compile(r"[A-Z]{14}-[A-Z]{10}-[A-Z]")
WELL = re.compile(r"[A-Z]{1,2}0?[0-9]{1,2}")
DATE = re.compile(
    r"(?:19|20)\d\d-\d\d?-\d\d?(?:[T ].*)?|\d\d?[./-]\d\d?[./-](?:19|20)?\d\d|\d\d?[ -][A-Za-z]{3,9}[ -](?:19|20)?\d\d"
)
YEAR = re.compile(r"(?:19|20)\d\d")
EXCEL_DATE = re.compile(r"\d\d?-[A-Z][a-z]{2}|[A-Z][a-z]{2}-\d\d|(?:19|20)\d\d-\d\d-\d\d(?:[T ]00:00:00)?")
STRUCTURE_TEXT = re.compile(r"[A-Za-z0-9@+\-\[\]()\\/=#$%.:*~|,^&; ]+")
UNIPROT = re.compile(r"(?:[OPQ][0-9][A-Z0-9]{3}[0-9]|[A-NR-Z](?:[0-9][A-Z][A-Z0-9]{2}){1,2}[0-9])(?:-\d+)?")
RESULT_TYPE = re.compile(
    r"p?(?:[IEAXGLCTSD]C|ED|GI|LD)_?\d\d|p?(?:AC|IC|EC)50|p?K[iIdDbB]|Potency|Activity|Inhibition|%.*|MIC.*"
)
_RELATIONS = frozenset(("=", "==", "~", "<=", "=<", "<<", ">=", "=>", ">>", *(relation.value for relation in Relation)))
_SPLIT = frozenset(("train", "training", "validation", "valid", "val", "test", "dev"))
_UNIT = re.compile(
    r"(?:[fpnumkM\u00b5\u03bc]?(?:M|mol/[lL]|mol\.L-1)|%|percent|pX|[fpnum\u00b5\u03bc]?g[/. ]?[ukm]?[lL](?:-1)?"
    r"|-?log.*|.*/.*|.*-1|hr?|min|s|deg.*)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Content:
    """The cells of one column."""

    name: str
    rows: int
    counts: Counter[str]
    """Distinct filled cells, stripped -> how often each is there."""

    @cached_property
    def filled(self) -> int:
        return self.counts.total()

    @property
    def examples(self) -> list[str]:
        """Up to three cells, the first of the table."""
        return list(self.counts)[:3]

    @cached_property
    def numbers(self) -> Numbers | None:
        return numbers_of(self.counts)

    @property
    def is_number(self) -> bool:
        """Most filled cells are numbers; the others may be words such as `inactive`."""
        return self.numbers is not None and self.numbers.count >= 0.6 * self.filled

    @property
    def is_yes_no(self) -> bool:
        """Every cell says yes or no."""
        return bool(self.counts) and all(text.lower() in (*YES, *NO) for text in self.counts)

    @cached_property
    def structure_share(self) -> float:
        """Share of the cells that could be a SMILES or an InChI by their letters, or hold a connection table."""
        return self._share(_could_be_structure)

    def matches(self, pattern: re.Pattern[str]) -> float:
        """Share of the filled cells that a pattern matches as a whole."""
        return self._share(lambda text: pattern.fullmatch(text) is not None)

    def fits(self, field: str) -> bool:
        """Whether the cells can be what a setting of `columns` holds."""
        if not self.filled:
            return False
        test = _TESTS.get(field)
        return test is None or test(self)

    def _share(self, test: Callable[[str], bool]) -> float:
        return sum(count for text, count in self.counts.items() if test(text)) / self.filled if self.filled else 0.0


def content_of(name: str, cells: list[str]) -> Content:
    """The content of a column of n cells."""
    counts = Counter(text for cell in cells if (text := cell.strip()))
    return Content(name, len(cells), counts)


def _could_be_structure(text: str) -> bool:
    if "M  END" in text or text.startswith("InChI="):
        return True
    return bool(STRUCTURE_TEXT.fullmatch(text)) and any(letter in text for letter in "CNOScnos")


def _all_in(words: frozenset[str], share: float) -> "Callable[[Content], bool]":
    return lambda column: column._share(lambda text: text.strip("'\"=").lower() in words or text in words) >= share


def _relations(column: Content) -> bool:
    return column._share(lambda text: text.strip("'\"") in _RELATIONS) >= 0.9


def _flags(column: Content) -> bool:
    return column.is_yes_no or (
        not column.is_number and column._share(lambda text: text.lower() in (*YES, *NO, "inconclusive")) >= 0.3
    )


def _years(column: Content) -> bool:
    return max(column.matches(DATE), column.matches(YEAR)) >= 0.8


def _p_scale(column: Content) -> bool:
    """Numbers that can be pX; a p value of statistics lies between 0 and 1."""
    found = column.numbers
    return found is not None and column.is_number and found.most > 1.0 and found.least >= -2.0 and found.most <= 16.0


def _words(column: Content) -> bool:
    """Few different words that are no numbers: a vocabulary, not free text."""
    return not column.is_number and len(column.counts) <= 40


def _looks_like_names(column: Content) -> bool:
    """Labels of compounds: not measurements with decimals, and no structures."""
    found = column.numbers
    decimal = found is not None and column.is_number and found.points > 0
    return not decimal and not column.is_yes_no and column.matches(INCHIKEY) < 0.5


_TESTS: dict[str, Callable[[Content], bool]] = {
    "smiles": lambda column: column.structure_share >= 0.6,
    "name": _looks_like_names,
    "target": lambda column: not column.is_number,
    "uniprot": lambda column: column.matches(UNIPROT) >= 0.6,
    "organism": lambda column: not column.is_number,
    "assay": lambda column: not column.is_number or len(column.counts) <= 200,
    "effect": _words,
    "standard_type": lambda column: not column.is_number,
    "relation": _relations,
    "value": lambda column: column.is_number and not column.is_yes_no,
    "unit": lambda column: not column.is_number and column.matches(_UNIT) >= 0.5,
    "p_value": _p_scale,
    "flag": _flags,
    "concentration": lambda column: column._share(lambda text: text[:1].isdigit()) >= 0.6,
    "date": _years,
    "comment": lambda column: not column.is_number,
    "split": _all_in(_SPLIT, 0.9),
}
"""Setting in `columns` -> what its cells must look like."""

RECOGNISED: dict[str, Callable[[Content], bool]] = {
    "relation": _relations,
    "split": _all_in(_SPLIT, 1.0),
    "organism": _all_in(ORGANISMS, 0.8),
    "uniprot": lambda column: column.matches(UNIPROT) >= 0.9 and len(column.name) > 1,
    "standard_type": lambda column: column.matches(RESULT_TYPE) >= 0.9,
    "date": lambda column: column.matches(DATE) >= 0.9,
}
"""Setting -> cells by which a column is recognised whatever it is called."""

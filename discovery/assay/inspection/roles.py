"""Which column is the structure, the name, the target ...: by what it is called and by what its cells look like."""

import re
from collections.abc import Mapping
from difflib import get_close_matches

from discovery.assay.inspection.content import EXCEL_DATE, INCHIKEY, RECOGNISED, Content
from discovery.assay.inspection.headers import bare_name, plain_name
from discovery.assay.inspection.vocabulary import FIELD_NAMES

ORDER = (
    *("relation", "p_value", "value", "unit", "standard_type", "target", "uniprot", "organism", "assay"),
    *("name", "batch", "concentration", "plate", "split", "date", "effect", "flag", "comment", "reference"),
)
"""Settings of `columns` in the order in which columns are given out; the structure comes before them."""
LISTS = 200
"""Cells of a column that are looked at for lists."""
_CODE = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9_.-]{3,30}")
SHORT = 6
"""Mean length of a cell below which letters alone do not make a structure: `N` is ammonia, and also a no."""


def structure_candidates(contents: Mapping[str, Content]) -> list[str]:
    """Columns whose cells could be structures, those that are called so first; `InChIKey` is none."""
    able = [column for column in contents.values() if column.structure_share >= 0.6 and not column.matches(INCHIKEY)]
    called = [column for column in able if _rank("smiles", column.name) >= 0]
    called.sort(key=lambda column: (column.filled < 0.5 * column.rows, _rank("smiles", column.name)))
    long = [column for column in able if column not in called and _mean_length(column) >= SHORT]
    return [column.name for column in (*called, *long)]


def assign(contents: Mapping[str, Content], given: Mapping[str, str]) -> dict[str, str]:
    """Setting of `columns` -> column; `given` are those that the settings name rightly, and stay as they are."""
    found = dict(given)
    for field in ORDER:
        if field not in found and (best := _best(field, contents, set(found.values()))):
            found[field] = best
    return found


def nearest(wanted: str, field: str, names: list[str], guessed: str) -> str:
    """The column that a misspelt name of a setting means: the nearest in spelling, else the one guessed; or nothing."""
    plain = {plain_name(name): name for name in names}
    near = get_close_matches(plain_name(wanted), plain, n=1, cutoff=0.75)
    inside = [name for key, name in plain.items() if plain_name(wanted) and plain_name(wanted) in key.split(" (")[0]]
    if near:
        return plain[near[0]]
    return guessed or (inside[0] if len(inside) == 1 and field else "")


def list_column(contents: Mapping[str, Content]) -> tuple[str, str]:
    """The column whose cells list several compounds by their codes, and what parts them; both empty without one."""
    for column in contents.values():
        for separator in (":", ";", "|", ","):
            lists = {text: count for text, count in column.counts.items() if separator in text}
            codes = [code for text in list(lists)[:LISTS] for code in text.split(separator)]
            if sum(lists.values()) >= 0.3 * column.filled > 0 and all(_CODE.fullmatch(code.strip()) for code in codes):
                return column.name, separator
    return "", ""


def excel_dates(column: Content) -> int:
    """Cells that Excel has turned into dates: `2-Sep` stood for SEPT2, `1-Mar` for MARCH1."""
    return sum(count for text, count in column.counts.items() if EXCEL_DATE.fullmatch(text))


def _best(field: str, contents: Mapping[str, Content], taken: set[str]) -> str:
    free = [column for name, column in contents.items() if name not in taken and column.filled]
    called = [column for column in free if _rank(field, column.name) >= 0 and column.fits(field)]
    if called:
        fullest = max(column.filled for column in called)
        return min(called, key=lambda c: (field == "name" and c.filled < 0.5 * fullest, _rank(field, c.name))).name
    if field in RECOGNISED:
        return next((column.name for column in free if RECOGNISED[field](column)), "")
    return ""


def _rank(field: str, name: str) -> int:
    """Place among the names of a setting, what stands in brackets left out; -1 for none of them."""
    known = FIELD_NAMES[field]
    return next((known.index(text) for text in (plain_name(name), bare_name(name)) if text in known), -1)


def _mean_length(column: Content) -> float:
    return sum(len(text) for text in column.counts) / max(len(column.counts), 1)

"""What a column holds, in words for a chemist."""

from collections.abc import Mapping

from discovery.assay.inspection.content import INCHIKEY, Content
from discovery.assay.inspection.headers import bare_name
from discovery.assay.inspection.roles import excel_dates
from discovery.assay.inspection.vocabulary import COMPUTED
from discovery.assay.schema import Quantity
from discovery.chem.compound import Compound, Problem

LABELS = {
    "smiles": "structure",
    "name": "compound name",
    "batch": "batch",
    "target": "target",
    "uniprot": "UniProt accession",
    "organism": "organism",
    "assay": "assay",
    "effect": "effect",
    "standard_type": "type of result",
    "relation": "relation",
    "value": "value",
    "unit": "unit",
    "p_value": "value as pX",
    "flag": "activity in words",
    "concentration": "concentration",
    "plate": "plate",
    "date": "date",
    "comment": "comment",
    "reference": "reference",
    "split": "part of the split",
}
"""Setting of `columns` -> what a chemist calls it."""
RESULTS = {
    Quantity.potency: ("potency", "potencies"),
    Quantity.response: ("response", "responses"),
    Quantity.property: ("number in a unit of its own", "numbers in units of their own"),
    Quantity.flag: ("result in words", "results in words"),
}
NO_AMOUNT = ("name", "plate", "batch", "date")
"""Settings of columns whose numbers are labels."""
FEW = 5
"""Most different cells that are all listed."""
WIDTH = 28
"""Characters of an example that are shown."""


def counted(count: int, one: str, several: str = "") -> str:
    """`1 row`, `1,200 rows`."""
    return f"{count:,} {one if count == 1 else several or one + 's'}"


def describe(column: Content, field: str) -> str:
    """What the cells of a column look like; `field` is the setting of `columns` it is for, or empty."""
    if not column.filled:
        return "empty"
    empty = f"; {counted(column.rows - column.filled, 'cell')} empty" if column.filled < column.rows else ""
    slips = excel_dates(column) if field in ("name", "target") else 0
    excel = f"; {counted(slips, 'cell')} turned into dates by Excel (export again, as text)" if slips else ""
    return _cells(column, field) + empty + excel


def describe_structures(column: Content, found: Mapping[str, Compound | Problem]) -> str:
    """How many structures can be read, and how many of those are salts or mixtures."""
    if not column.filled:
        return "empty"
    results = [(found[text], count) for text, count in column.counts.items() if text in found]
    bad = sum(count for result, count in results if isinstance(result, Problem))
    salts = sum(count for result, count in results if isinstance(result, Compound) and result.salts)
    looked = sum(count for _, count in results)
    parts = [f"{_kind(column)}, {counted(len(column.counts), 'different one')}"]
    parts.append("all can be read" if not bad else f"{bad:,} of {looked:,} cannot be read")
    if salts:
        parts.append(f"{counted(salts, 'salt or mixture', 'salts or mixtures')} (the parent is kept)")
    if column.filled < column.rows:
        parts.append(f"{counted(column.rows - column.filled, 'cell')} empty")
    return "; ".join(parts)


def is_computed(column: Content) -> bool:
    """Whether nothing is lost with a column, because its cells are worked out from the structure."""
    return bare_name(column.name) in COMPUTED or column.matches(INCHIKEY) >= 0.5


def _kind(column: Content) -> str:
    texts = list(column.counts)[:20]
    if any("M  END" in text for text in texts):
        return "connection tables"
    return "InChI" if texts and all(text.startswith("InChI=") for text in texts) else "SMILES"


def _cells(column: Content, field: str) -> str:
    if column.is_number and not column.is_yes_no and len(column.counts) > 1 and field not in NO_AMOUNT:
        return _numbers(column)
    if len(column.counts) <= FEW:
        ranked = column.counts.most_common()
        return ", ".join(f"{shown(text)} ({count:,})" for text, count in ranked)
    return f"{len(column.counts):,} different, such as {', '.join(map(shown, column.examples))}"


def _numbers(column: Content) -> str:
    found = column.numbers
    assert found is not None
    parts = [f"numbers, {found.least:,.6g} to {found.most:,.6g}"]
    parts += [f"{found.qualified:,} with < or >"] if found.qualified else []
    parts += [counted(found.ranges, "range")] if found.ranges else []
    parts += [f"{found.percent:,} with %"] if found.percent else []
    parts += [f"{found.commas:,} with a decimal comma"] if found.commas else []
    if others := [text for text in column.counts if text not in found.values]:
        parts.append(f"{counted(column.filled - found.count, 'word')} such as {shown(others[0])}")
    return "; ".join(parts)


def shown(text: str) -> str:
    """A cell as an example: one line, cut."""
    line = " ".join(text.split())
    return f"'{line}'" if len(line) <= WIDTH else f"'{line[: WIDTH - 3]}...'"

"""Which columns hold results: one value a row, several readouts side by side, or words for activity."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from discovery.assay.curation.units import PERCENT, PX
from discovery.assay.inspection.content import Content
from discovery.assay.inspection.headers import Header, bare_name, header_of, plain_name
from discovery.assay.inspection.scales import likely_unit, logarithms, numbers_in
from discovery.assay.inspection.vocabulary import COMPUTED
from discovery.assay.settings import ReadoutSettings

RESULT_FIELDS = ("value", "p_value", "flag", "relation", "unit", "standard_type")


@dataclass
class Results:
    """Where the results are, and what the table does not say about them itself."""

    columns: dict[str, str] = field(default_factory=dict)
    """Setting of `columns` -> column, where a row has one result."""
    readouts: dict[str, ReadoutSettings] = field(default_factory=dict)
    """Result columns of a wide table."""
    constants: dict[str, str] = field(default_factory=dict)
    """Setting of the source -> text that holds for all rows: unit, standard_type, concentration, target, assay."""
    doubts: dict[str, str] = field(default_factory=dict)
    """Setting -> why a person should look at it."""
    logarithms: dict[str, str] = field(default_factory=dict)
    """Column -> the column whose negative logarithm it is; nothing is lost with it."""


def results_of(
    contents: Mapping[str, Content], cells: Mapping[str, list[str]], taken: Mapping[str, str], stem: Header
) -> Results:
    """The results among the columns that nothing else is in; `stem` is what the file's name says."""
    free = {n: c for n, c in contents.items() if n not in taken.values() and not _is_computed(n)}
    free = {n: c for n, c in free.items() if header_of(n).is_result or not _is_counter(c)}
    numeric = [n for n, c in contents.items() if c.is_number and not c.is_yes_no and not _is_computed(n)]
    logs = logarithms({name: numbers_in(contents[name], cells[name]) for name in numeric})
    plain = {name: other for name, (other, unit) in logs.items() if _only_logarithm(name, other, unit)}
    if "value" in taken or "p_value" in taken:
        return _long(contents, taken, logs, plain, stem)
    headers = {n: header_of(n) for n, c in free.items() if c.is_number and not c.is_yes_no and n not in plain}
    labelled = {n: h for n, h in headers.items() if h.is_result} or _unlabelled(headers, free, taken)
    flags = [] if labelled or "flag" in taken else [n for n, c in free.items() if c.is_yes_no and len(c.counts) > 1]
    groups = _groups(labelled, logs)
    if len(groups) == 1:
        return _single(contents, groups[0], headers, logs, plain, stem)
    if len(flags) == 1:
        return Results({"flag": flags[0]}, logarithms=plain)
    relations = [name for name, column in contents.items() if column.fits("relation")]
    readouts = {_key(g[-1]): _readout(g, headers, contents, relations) for g in groups}
    readouts |= {_key(n): ReadoutSettings(flag=n, target=header_of(n).target or n, assay=n) for n in flags}
    return Results(readouts=readouts, logarithms=plain, doubts=_unit_doubts(readouts, contents))


def _long(
    contents: Mapping[str, Content],
    taken: Mapping[str, str],
    logs: Mapping[str, tuple[str, str]],
    plain: dict[str, str],
    stem: Header,
) -> Results:
    """One result a row, in a column that is called so; another column may be its logarithm."""
    results = Results(logarithms=plain)
    value = taken.get("value")
    if value is None:
        return results
    partner = next((n for n, (other, unit) in logs.items() if other == value and n not in plain and unit != "M"), "")
    if partner and "p_value" not in taken:
        results.columns["p_value"] = partner
    header = header_of(value)
    if "unit" not in taken:
        _describe(results, contents[value], header, stem, logs.get(partner, ("", ""))[1])
    return results


def _single(
    contents: Mapping[str, Content],
    group: list[str],
    headers: Mapping[str, Header],
    logs: Mapping[str, tuple[str, str]],
    plain: dict[str, str],
    stem: Header,
) -> Results:
    """One result a row: its column, with a second one where a value also stands as pX."""
    results = Results(logarithms=plain)
    p_columns = [name for name in group if headers[name].unit == PX or name in logs]
    values = [name for name in group if name not in p_columns]
    if p_columns:
        results.columns["p_value"] = p_columns[0]
    if values:
        results.columns["value"] = values[0]
        unit = logs[p_columns[0]][1] if p_columns and p_columns[0] in logs else ""
        _describe(results, contents[values[0]], headers[values[0]], stem, unit)
    kind = next((headers[name].kind for name in group if headers[name].kind), stem.kind)
    if kind:
        results.constants["standard_type"] = kind
    target = next((headers[name].target for name in group if headers[name].target), "")
    if target and any(headers[name].is_result for name in group):
        results.constants["target"] = target
    return results


def _describe(results: Results, column: Content, header: Header, stem: Header, unit: str) -> None:
    """Unit, concentration and type of a value, said by its header, by a logarithm of it, or likely by its size."""
    kind = header.kind or stem.kind
    if header.unit or unit:
        results.constants["unit"] = header.unit or unit
    elif column.numbers and column.numbers.percent > 0.5 * column.numbers.count:
        results.constants["unit"] = PERCENT
    elif _is_molar(kind):
        results.constants["unit"], results.doubts["unit"] = likely_unit(column, kind)
    else:
        results.constants["unit"] = plain_name(column.name)
        results.doubts["unit"] = "nothing says the unit, so the numbers are kept as they are; or: nM, uM, pX, %"
    if header.concentration:
        results.constants["concentration"] = header.concentration
    if results.constants["unit"] == PERCENT and column.numbers and column.numbers.most <= 1.5:
        results.doubts["unit"] = f"the numbers reach only {column.numbers.most:g}: fractions rather than per cent?"


def _unlabelled(
    headers: Mapping[str, Header], free: Mapping[str, Content], taken: Mapping[str, str]
) -> dict[str, Header]:
    """Number columns whose names say nothing, where no other column could be the result."""
    if "flag" in taken or any(column.is_yes_no and len(column.counts) > 1 for column in free.values()):
        return {}
    return dict(headers)


def _groups(labelled: Mapping[str, Header], logs: Mapping[str, tuple[str, str]]) -> list[list[str]]:
    """Columns of one and the same result together: a value, and its pX."""
    groups: list[list[str]] = []
    for name in labelled:
        of = logs[name][0] if name in logs else next((n for n, (other, _) in logs.items() if other == name), "")
        group = next((g for g in groups if of in g), None)
        if group is None:
            groups.append([name])
        else:
            group.append(name)
    return groups


def _readout(
    group: list[str], headers: Mapping[str, Header], contents: Mapping[str, Content], relations: list[str]
) -> ReadoutSettings:
    """One readout of a wide table."""
    value = next((name for name in group if headers[name].unit != PX), "")
    p_value = next((name for name in group if name != value), "")
    header = headers[value or p_value]
    unit = header.unit if value else ""
    if value and not unit:
        unit = likely_unit(contents[value], header.kind)[0] if _is_molar(header.kind) else plain_name(value)
    start = bare_name(value or p_value)
    return ReadoutSettings(
        value=value,
        p_value=p_value,
        relation=next((name for name in relations if plain_name(name).startswith(start)), ""),
        target=header.target or (value or p_value),
        assay=header.assay or re.sub(r"\s*[(\[].*", "", value or p_value).strip(),
        standard_type=header.kind,
        unit=unit,
        concentration=header.concentration,
    )


def _unit_doubts(readouts: Mapping[str, ReadoutSettings], contents: Mapping[str, Content]) -> dict[str, str]:
    """Units of readouts that no header states."""
    unsaid = [(key, r) for key, r in readouts.items() if r.value and not header_of(r.value).unit]
    return {
        f"readouts.{key}.unit": (likely_unit(contents[readout.value], readout.standard_type)[1])
        if _is_molar(readout.standard_type)
        else "nothing says the unit, so the numbers are kept as they are"
        for key, readout in unsaid
    }


def _only_logarithm(name: str, other: str, unit: str) -> bool:
    """A logarithm without a scale of its own: of numbers in nM, say, without the 9."""
    return unit == "M" and header_of(name).unit != PX and header_of(other).unit != "M"


def _is_molar(kind: str) -> bool:
    """Whether a type of result is a concentration, such as IC50 or Ki."""
    return bool(re.fullmatch(r"[A-Z]{2}\d\d|K[a-z]|MIC\d*", kind))


def _is_computed(name: str) -> bool:
    return bare_name(name) in COMPUTED


def _is_counter(column: Content) -> bool:
    """Row numbers: whole numbers that follow on one another."""
    if not (column.is_number and column.filled == column.rows == len(column.counts) and column.rows > 2):
        return False
    values = list(column.numbers.values.values()) if column.numbers else []
    return all(after - before == 1 for before, after in pairwise(values))


def _key(name: str) -> str:
    """A name for a readout that needs no quotation marks on a command line."""
    return re.sub(r"[^A-Za-z0-9]+", "_", name.replace("\u00b5", "u").replace("%", "percent ")).strip("_") or "readout"

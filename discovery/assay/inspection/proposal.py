"""Settings that fit a table, from what its columns look like; what the settings already say rightly stays."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace

from discovery.assay.curation.units import KEEP, PERCENT, Units
from discovery.assay.curation.words import BUILT_IN, says_nothing
from discovery.assay.inspection.content import WELL, Content
from discovery.assay.inspection.first_rows import FirstRows
from discovery.assay.inspection.headers import Header, header_of, plain_name, target_in
from discovery.assay.inspection.results import RESULT_FIELDS, Results, results_of
from discovery.assay.inspection.roles import assign, list_column
from discovery.assay.inspection.vocabulary import EFFECT_STEMS, NO, YES
from discovery.assay.kinds import AssayRole
from discovery.assay.settings import ColumnSettings, HitDirection, HitSettings, SourceSettings
from discovery.chem.compound import Problem
from discovery.target.effect import Effect

MOST_READOUTS = 6
"""Most readouts that are listed one by one; more of one kind are named by a pattern."""
REMAINS = ("viability", "growth", "survival", "control", "ctrl", "remaining", "residual activity")
"""Responses that a hit lowers."""


@dataclass(frozen=True)
class Proposal:
    """Settings for one table, and what a person should look at in them."""

    source: SourceSettings
    doubts: dict[str, str]
    """Setting of the source, such as `unit` or `columns.name` -> what is not sure about it."""
    logarithms: dict[str, str]
    """Column -> the column whose negative logarithm it is."""


def given_columns(source: SourceSettings) -> dict[str, str]:
    """Setting of `columns` -> column, of those that are set."""
    return {f.name: name for f in fields(ColumnSettings) if (name := getattr(source.columns, f.name))}


def propose(table: FirstRows, structure: str) -> Proposal:
    """Settings for a table whose structures stand in the column `structure` (empty: in none)."""
    source, contents = table.source, table.contents
    given = {field: name for field, name in given_columns(source).items() if name in contents}
    if structure and "smiles" not in given:
        given["smiles"] = structure
    listing, separator = ("", "") if given.get("smiles") or source.separator else list_column(contents)
    if listing:
        given["name"], source = listing, replace(source, separator=separator)
    taken = assign(contents, given)
    stem = header_of(re.sub(r"\.\w{1,5}", "", source.path.name))
    wide = bool(source.readouts or source.targets_in_columns)
    found = Results() if wide else results_of(contents, table.cells, taken, stem)
    if wide or found.readouts:
        taken = {field: name for field, name in taken.items() if field not in RESULT_FIELDS or field == "standard_type"}
    taken |= found.columns
    doubts = dict(found.doubts)
    draft = _with_results(source, taken, found, table)
    if not _has_results(draft):
        doubts["background"] = "no results were found: without them these compounds only serve as a background"
        draft = replace(draft, background=True)
    draft = _with_target(draft, stem, doubts)
    draft = _with_words(draft, contents, doubts)
    draft = _with_units(draft, contents, doubts)
    draft = _with_plates(draft, contents, doubts)
    return Proposal(draft, doubts, found.logarithms)


def _with_results(source: SourceSettings, taken: Mapping[str, str], found: Results, table: FirstRows) -> SourceSettings:
    columns = {"smiles": ""} | dict(taken)
    if table.is_structure_file:
        columns["smiles"] = ColumnSettings().smiles
        if columns.get("name") == "title":
            columns["name"] = ""
    constants = {
        field: text
        for field, text in found.constants.items()
        if field not in taken and not getattr(source, field) and field != "target"
    }
    readouts, pattern = dict(source.readouts), source.targets_in_columns
    if len(found.readouts) > MOST_READOUTS and all(readout.flag for readout in found.readouts.values()):
        others = [n for n, c in table.contents.items() if n not in taken.values() and c.filled and not c.is_yes_no]
        pattern = (f"(?!(?:{'|'.join(map(re.escape, others))})$)" if others else "") + ".+"
    elif found.readouts:
        readouts = dict(found.readouts)
    target = source.target or ("" if "target" in taken else found.constants.get("target", ""))
    draft = replace(
        source,
        target=target,
        columns=ColumnSettings(**columns),
        readouts=readouts,
        targets_in_columns=pattern,
        decimal_comma=source.decimal_comma or _decimal_comma(table, taken, found),
    )
    for field, text in constants.items():
        setattr(draft, field, text)
    if unit := header_of(draft.columns.concentration).unit:
        draft.concentration = draft.concentration or unit  # which the bare numbers of that column are in
    return draft


def _decimal_comma(table: FirstRows, taken: Mapping[str, str], found: Results) -> bool:
    """More cells of the result columns have a decimal comma than a point."""
    results = {taken.get("value", ""), taken.get("p_value", "")}
    results |= {name for r in found.readouts.values() for name in (r.value, r.p_value)}
    numbers = [c.numbers for name, c in table.contents.items() if name in results and c.numbers]
    commas, points = sum(n.commas for n in numbers), sum(n.points for n in numbers)
    return commas > points


def _with_target(source: SourceSettings, stem: Header, doubts: dict[str, str]) -> SourceSettings:
    """A target for every row, out of the file's name where the table has none."""
    readouts = source.readouts.values()
    named = source.target or source.columns.target or source.targets_in_columns or source.background
    if named or (readouts and all(readout.target for readout in readouts)):
        for key, readout in source.readouts.items():
            if not target_in(readout.target) and re.search(r"[\s%]", readout.target):
                doubts.setdefault(f"readouts.{key}.target", "taken from the column's name: put the gene symbol")
        return source
    doubts["target"] = "guessed from the file's name: put the gene symbol, such as KCNH2, or what else is measured"
    return replace(source, target=stem.target or target_in(source.path.name) or "unknown")


def _with_words(source: SourceSettings, contents: Mapping[str, Content], doubts: dict[str, str]) -> SourceSettings:
    """Meanings of the table's own words for effects."""
    columns = [source.columns.effect, source.columns.flag, *(readout.flag for readout in source.readouts.values())]
    if source.targets_in_columns:
        columns += [
            name for name, c in contents.items() if re.fullmatch(source.targets_in_columns, name) and c.is_yes_no
        ]
    known = {word.lower() for word in (*BUILT_IN, *source.effects)}
    effects = dict(source.effects)
    for name in columns:
        for word in contents[name].counts if name in contents else ():
            if word.lower() in known or (says_nothing(word) and word not in NO):
                continue
            effects[word] = meaning = _meaning(word)
            known.add(word.lower())
            if (
                meaning == "unstated"
                and word.lower() not in YES
                and not any(s in word.lower() for s, _ in EFFECT_STEMS)
            ):
                doubts[f"effects.{word}"] = "the meaning of this word is not known: inhibitor, activator, inactive ...?"
    return replace(source, effects=dict(sorted(effects.items())))


def _meaning(word: str) -> str:
    lower = word.lower()
    if lower in NO or lower in YES:
        return Effect.inactive.value if lower in NO else Effect.unstated.value
    return next((effect for stem, effect in EFFECT_STEMS if stem in lower), Effect.unstated.value)


def _with_units(source: SourceSettings, contents: Mapping[str, Content], doubts: dict[str, str]) -> SourceSettings:
    """`keep` for units that cannot be converted."""
    known = Units("units", source.units)
    words = [source.unit, *(readout.unit for readout in source.readouts.values())]
    if source.columns.unit in contents:
        words += contents[source.columns.unit].counts
    units = dict(source.units)
    for word in words:
        if not word or not isinstance(problem := known.of(word), Problem):
            continue
        units[word] = KEEP
        guessed = word == source.unit and "unit" in doubts
        if not guessed and (near := re.search(r"did you mean '(.+?)'", problem.reason)):
            doubts[f"units.{word}"] = f"kept on its own scale; or is it {near[1]}?"
    return replace(source, units=units)


def _with_plates(source: SourceSettings, contents: Mapping[str, Content], doubts: dict[str, str]) -> SourceSettings:
    """Hit calls for per cent values that stand plate by plate."""
    plate = contents.get(source.columns.plate)
    wells = any(c.matches(WELL) >= 0.9 and plain_name(c.name).endswith(("well", "position")) for c in contents.values())
    if source.hits or source.unit != PERCENT or not source.columns.value or not (plate or wells):
        return source
    lowered = any(word in plain_name(source.columns.value) for word in REMAINS)
    hits = HitSettings(direction=HitDirection.below if lowered else HitDirection.above)
    doubts["hits"] = "hits are called plate by plate, at 3 robust standard deviations; leave it out for no calls"
    role = AssayRole.primary if source.role is AssayRole.unstated else source.role
    return replace(source, hits=hits, role=role)


def _has_results(source: SourceSettings) -> bool:
    named = source.columns
    single = named.value or named.p_value or named.flag or named.effect
    return bool(single or source.readouts or source.targets_in_columns)

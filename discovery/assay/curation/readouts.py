"""Which columns of a table hold results: one set for most tables, several for a wide one."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, fields

from discovery.assay.curation.units import MOLAR, PX
from discovery.assay.settings import ColumnSettings, ReadoutSettings, SourceSettings
from discovery.errors import SettingsError
from discovery.spelling import enumerated

IN_COLUMNS = ("value", "p_value", "flag", "relation")
"""Fields of a readout that name a column."""
RESULTS = ("value", "p_value", "flag")
"""Those of them that are a result."""
CONSTANTS = tuple(f.name for f in fields(ReadoutSettings) if f.name not in IN_COLUMNS)


@dataclass(frozen=True)
class Readout:
    """One result column of a wide table."""

    key: str
    """Setting that describes it."""
    columns: dict[str, str]
    """Field -> column of the table."""
    constants: dict[str, str]
    """Field -> text that holds for all its results, whatever other columns say."""


def readouts_of(name: str, source: SourceSettings, columns: Sequence[str]) -> list[Readout]:
    """The readouts of a wide table with these columns; none where every row has one result.

    Raises SettingsError where a readout has no result, no column is named after a target, or results of two columns
    would be averaged although nothing says that they are replicates.
    """
    key = f"data.sources.{name}"
    found = [_readout(f"{key}.readouts.{inner}", f"{name}.{inner}", r, source) for inner, r in source.readouts.items()]
    if source.targets_in_columns:
        found += _target_columns(f"{key}.targets_in_columns", source, columns)
    named = [field for field in IN_COLUMNS if getattr(source.columns, field)]
    _check_apart(found, source)
    if found and named:
        raise SettingsError(f"{key}.columns.{named[0]}: leave it out, the readouts say which columns hold results")
    return found


def names_targets(source: SourceSettings) -> bool:
    """Whether every result of the source can have a target."""
    readouts = source.readouts.values()
    in_readouts = bool(readouts) and all(readout.target for readout in readouts)
    return bool(source.target or source.columns.target or source.targets_in_columns or in_readouts)


def names_results(source: SourceSettings) -> bool:
    """Whether any column of the source is said to hold results."""
    in_columns = any(getattr(source.columns, field) for field in (*RESULTS, "effect"))
    return bool(in_columns or source.readouts or source.targets_in_columns)


def _readout(key: str, assay: str, readout: ReadoutSettings, source: SourceSettings) -> Readout:
    columns = {field: getattr(readout, field) for field in IN_COLUMNS if getattr(readout, field)}
    if not any(field in columns for field in RESULTS):
        raise SettingsError(f"{key}: name the column with its results in {key}.value, {key}.p_value or {key}.flag")
    constants = {field: getattr(readout, field) for field in CONSTANTS if getattr(readout, field)}
    if not source.assay and not source.columns.assay:
        # two readouts of one target are two assays, and replicates of one another only where the settings say so
        constants.setdefault("assay", assay)
    return Readout(key, columns, constants)


def _check_apart(readouts: Sequence[Readout], source: SourceSettings) -> None:
    """Raises SettingsError for two columns of one target and assay whose type nobody states."""
    if source.standard_type or source.columns.standard_type:
        return
    seen: dict[tuple[str, ...], str] = {}
    for readout in readouts:
        if "standard_type" in readout.constants or not {"value", "p_value"} & set(readout.columns):
            continue
        scale = PX if "p_value" in readout.columns else readout.constants.get("unit", source.unit)
        told = [readout.constants.get(field, "") for field in ("target", "assay", "effect", "concentration")]
        first = seen.setdefault((PX if scale in MOLAR else scale, *told), readout.key)
        if first != readout.key:
            remedy = "give each its assay or standard_type (the same, if they are replicates)"
            raise SettingsError(f"{readout.key}: its results would be averaged with those of {first}; {remedy}")


def _target_columns(key: str, source: SourceSettings, columns: Sequence[str]) -> list[Readout]:
    """A readout for each column that matches and that no other setting uses."""
    try:
        pattern = re.compile(source.targets_in_columns)
    except re.error as error:
        raise SettingsError(f"{key}: {source.targets_in_columns!r} is no regular expression: {error}") from error
    used = {getattr(source.columns, field.name) for field in fields(ColumnSettings)} | {"title"}
    used |= {getattr(readout, field) for readout in source.readouts.values() for field in IN_COLUMNS}
    matches = [(name, match) for name in columns if name not in used and (match := pattern.fullmatch(name))]
    if not matches:
        have = enumerated(columns)
        raise SettingsError(f"{key}: no column of {source.path} matches {source.targets_in_columns!r}. It has: {have}")
    named = [(name, match[1] if pattern.groups else name) for name, match in matches]
    first: dict[str, str] = {}
    for name, target in named:
        if first.setdefault(target, name) != name:
            both = f"{first[target]!r} and {name!r}"
            raise SettingsError(f"{key}: the columns {both} are of one target, {target!r}; make them readouts instead")
    return [Readout(key, {"value": name}, {"target": target}) for name, target in named]

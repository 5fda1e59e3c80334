"""Structures that stand in another file than the results, found by the name of the compound."""

import re
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from discovery.assay.settings import StructureSettings
from discovery.assay.tables.records import STRUCTURES, column, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.errors import InputError, SettingsError


@dataclass(frozen=True)
class NamedStructures:
    """What one file says about the structures of compounds."""

    file: str
    structures: dict[str, str]
    """Name -> structure text, as it stands in the file; never empty."""
    rejected: pa.Table
    """Schema REJECTED: records of the file that could not be read."""
    notes: list[dict[str, Any]] = field(default_factory=list)


def read_structures(key: str, settings: StructureSettings) -> NamedStructures:
    """Read the file that `key`, the full name of its settings, describes.

    Of several structures with one name the first is taken, and it is noted how many names that concerns. Raises
    SettingsError for a file or column that is not there, or a name pattern without exactly one group, and InputError
    for a file that cannot be read.
    """
    if not settings.path.is_file():
        raise SettingsError(f"{key}.path: {settings.path} is not a file")
    alone = unpacked_suffix(settings.path) in STRUCTURES
    name_column = settings.name or ("title" if alone else "")
    if not name_column:
        raise SettingsError(f"{key}.name: name the column of {settings.path} by which compounds are found")
    pattern = _pattern(f"{key}.name_pattern", settings.name_pattern)
    found: dict[str, str] = {}
    several: set[str] = set()
    rejected, records = [], 0
    for chunk in read_records(settings.path, sheet=settings.sheet, encoding=settings.encoding, key=key):
        names = column(chunk, name_column, settings.path, f"{key}.name")
        texts = column(chunk, "smiles" if alone else settings.smiles, settings.path, f"{key}.smiles")
        rejected.append(chunk.rejected)
        for name, text in zip(names, texts, strict=True):
            match = pattern.fullmatch(name.strip()) if pattern else None
            wanted = match[1] if match else name.strip()
            if text.strip() and wanted and found.setdefault(wanted, text) != text:
                several.add(wanted)
        records += len(names) + chunk.rejected.num_rows
    if records == 0:
        raise InputError(f"{key}.path: {settings.path} holds no records: export it again, with its rows")
    return NamedStructures(
        settings.path.name, found, pa.concat_tables(rejected), _notes(settings.path.name, len(found), len(several))
    )


def _pattern(key: str, text: str) -> re.Pattern[str] | None:
    if not text:
        return None
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise SettingsError(f"{key}: {text!r} is no regular expression: {error}") from error
    if pattern.groups != 1:
        raise SettingsError(f"{key}: {text!r} must have one group, in round brackets, around the name")
    return pattern


def _notes(file: str, names: int, several: int) -> list[dict[str, Any]]:
    if not several:
        return []
    text = f"{several:,} of {names:,} names have several structures, of which the first was taken"
    return [{"file": file, "line": 1, "text": text, "rows": several}]

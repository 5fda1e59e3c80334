"""The tables of a data set as columns of text, one record a result, before anything is interpreted."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.curation.collector import Collector
from discovery.assay.curation.concentration import unit_of_concentrations
from discovery.assay.curation.readouts import names_results, names_targets
from discovery.assay.curation.structure_file import NamedStructures, read_structures
from discovery.assay.curation.text_column import TextColumn, TextColumnBuilder
from discovery.assay.curation.values import RELATIONS
from discovery.assay.inputs import file_labels
from discovery.assay.settings import SourceSettings
from discovery.assay.tables.records import STRUCTURES, read_records
from discovery.assay.tables.rows import unpacked_suffix
from discovery.errors import InputError, SettingsError
from discovery.limits import above_zero, at_least

CHUNK = 10_000
"""Rows that are read at a time."""


@dataclass(frozen=True)
class SourceTable:
    """All records of one source; a row gives one record, or one for each of its results or compounds."""

    name: str
    file: str
    """Name of the file, with its folders where another source has one of that name."""
    lines: NDArray[np.int64]
    """[n] line of the row that each record comes from."""
    cells: dict[str, TextColumn]
    """Every name of COLUMNS and DEFAULTS -> [n] texts, constants filled in; `assay` is never empty."""
    rejected: pa.Table
    """Schema REJECTED: records that could not be read, in the file itself or in the one with its structures."""
    rows: int
    """Rows of the file, and those of the file with its structures that could not be read."""
    sheet: str = ""
    notes: list[dict[str, Any]] = field(default_factory=list)
    """`file`, `line`, `text` and `rows` (how many it concerns) of what a person should know."""

    def __len__(self) -> int:
        return len(self.lines)


def read_sources(
    sources: Mapping[str, SourceSettings], most: int = 0, named_by_assay: bool = False
) -> dict[str, SourceTable]:
    """Read all sources; a file with structures that several share is read once, and its faults are the first one's.

    `named_by_assay`: a table need not name targets, because the assay table does.
    Raises SettingsError and InputError as `read_source` does.
    """
    known: dict[tuple[Any, ...], NamedStructures] = {}
    labels = file_labels(source.path for source in sources.values())
    tables = {}
    for name, source in sources.items():
        _check(name, source, named_by_assay)
        structures = None
        if source.structures is not None:
            same = astuple(source.structures)
            if same in known:
                structures = replace(known[same], rejected=known[same].rejected.slice(0, 0), notes=[])
            else:
                known[same] = structures = read_structures(f"data.sources.{name}.structures", source.structures)
        tables[name] = _read(name, source, structures, most, labels)
    return tables


def read_source(name: str, source: SourceSettings, most: int = 0) -> SourceTable:
    """Read one source, or only the first `most` rows of its table.

    Raises SettingsError when its settings name no target, a file or column that is not there, or a constant that has
    no meaning; InputError when a file as a whole cannot be read.
    """
    return read_sources({name: source}, most)[name]


def _read(
    name: str, source: SourceSettings, structures: NamedStructures | None, most: int, labels: Mapping[Path, str]
) -> SourceTable:
    collector, file = Collector(name, source), labels[source.path]
    rejected, rows, sheet = [], 0, ""
    chunks = read_records(source.path, most or CHUNK, source.sheet, source.encoding, f"data.sources.{name}")
    for chunk in islice(chunks, 1 if most else None):
        collector.add(chunk)
        place = chunk.rejected.schema.get_field_index("file")
        rejected.append(chunk.rejected.set_column(place, "file", pa.repeat(file, chunk.rejected.num_rows)))
        rows += len(chunk) + chunk.rejected.num_rows
        sheet = chunk.sheet
    if rows == 0:
        raise InputError(f"data.sources.{name}.path: {source.path} holds no records: export it again, with its rows")
    lines, cells = collector.lines(), collector.cells()
    notes: list[dict[str, Any]] = []
    if source.separator:
        lines, cells = _one_compound_each(source, lines, cells)
    if structures is not None:
        cells["smiles"] = _looked_up(cells["name"], structures)
        rejected.append(structures.rejected)
        rows += structures.rejected.num_rows
        notes = structures.notes
    return SourceTable(name, file, lines, cells, pa.concat_tables(rejected), rows, sheet, notes)


def _check(name: str, source: SourceSettings, named_by_assay: bool) -> None:
    """Raises SettingsError for what can be said before a file is opened."""
    key = f"data.sources.{name}"
    if not source.path.is_file():
        raise SettingsError(f"{key}.path: {source.path} is not a file")
    if not (source.background or named_by_assay or names_targets(source)):
        raise SettingsError(
            f"{key}.target: name the target of all rows, the column with it in {key}.columns.target, or in data.assays "
            "a table of assays with their targets"
        )
    if not source.background and not names_results(source):
        raise SettingsError(f"{key}.columns.value: name the column with the results (or of p_value, flag or effect)")
    titled = unpacked_suffix(source.path) in STRUCTURES
    if source.structures is not None and not source.columns.name and not titled:
        raise SettingsError(f"{key}.columns.name: name the column by which compounds are found in {key}.structures")
    if source.relation.strip() not in RELATIONS:
        raise SettingsError(f"{key}.relation: {source.relation!r} is no relation; use =, < or >")
    unit_of_concentrations(f"{key}.concentration", source.concentration)
    if source.hits is not None:
        above_zero(source.hits, f"{key}.hits", "threshold")
        at_least(3, source.hits, f"{key}.hits", "min_wells")
    for inner, readout in source.readouts.items():
        unit_of_concentrations(f"{key}.readouts.{inner}.concentration", readout.concentration)


def _one_compound_each(
    source: SourceSettings, lines: NDArray[np.int64], cells: dict[str, TextColumn]
) -> tuple[NDArray[np.int64], dict[str, TextColumn]]:
    """The records with every compound of a list in one of its own; an empty list leaves its record as it is.

    The lists are names where the structures are found by name, and structures otherwise.
    """
    listing = "smiles" if source.structures is None else "name"
    column, builder = cells[listing], TextColumnBuilder()
    lists = [
        builder.codes_of([part.strip() for part in word.split(source.separator) if part.strip()] or [""])
        for word in column.words
    ]
    rows = np.repeat(np.arange(len(lines)), np.array([len(codes) for codes in lists], np.int64)[column.codes])
    codes = [lists[code] for code in column.codes.tolist()]
    parted = {name: texts.take(rows) for name, texts in cells.items()}
    parted[listing] = TextColumn(builder.words, np.concatenate([np.zeros(0, np.int32), *codes]))
    return lines[rows], parted


def _looked_up(names: TextColumn, found: NamedStructures) -> TextColumn:
    """The structure of each name; empty for one that the file does not have."""
    return names.mapped(lambda name: found.structures.get(name.strip(), ""))

"""The assay table of a company: what it states of its assays."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.assay.curation.assay_words import direction_of, format_of, role_of
from discovery.assay.curation.sources import SourceTable
from discovery.assay.curation.text_column import TextColumn, TextColumnBuilder
from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.assay.tables.records import Records, column, read_records
from discovery.assay.tables.workbook import filled_sheets
from discovery.errors import InputError, SettingsError

KEY = "data.assays"
FIELDS = ("assay", "target", "uniprot", "organism", "format", "direction", "role", "follows")
"""Columns with a meaning, whatever the case of their letters; any other is a covariate."""


@dataclass(frozen=True)
class StatedAssay:
    """One row of the assay table; what it does not state is empty or `unstated`."""

    file: str
    line: int
    assay: str
    target: str
    uniprot: str
    organism: str
    format: AssayFormat
    direction: str
    """Effect that the assay looks for."""
    role: AssayRole
    follows: str
    covariates: dict[str, str]
    """Cells of the other columns that are not empty."""

    def concerns(self, target: str, organism: str) -> bool:
        """Whether the row is about measurements of this target and organism."""
        return self.target in ("", target) and self.organism in ("", organism)


def load_assays(path: Path | None) -> list[StatedAssay]:
    """Rows of the assay table; None: none.

    Raises SettingsError when the file or its column `assay` is not there, InputError for a row that cannot be used.
    """
    if path is None:
        return []
    if not path.is_file():
        raise SettingsError(f"{KEY}: {path} is not a file")
    if path.suffix.lower() == ".xlsx" and len(sheets := filled_sheets(path)) > 1:
        have = ", ".join(map(repr, sheets))
        raise InputError(f"{KEY}: {path} has more than one sheet with data ({have}): save the one with assays as .csv")
    rows = [row for chunk in read_records(path, key=KEY) for row in _rows(chunk, path)]
    if not rows:
        raise InputError(f"{KEY}: {path} holds no assays: export it again, with its rows")
    seen: set[tuple[str, str, str]] = set()
    for row in rows:
        key = (row.assay, row.target, row.organism)
        if key in seen:
            again = f"states the assay {row.assay!r} a second time: leave one of its lines out"
            raise InputError(f"{KEY}: {path} line {row.line} {again}")
        seen.add(key)
    return rows


def completed(table: SourceTable, stated: Sequence[StatedAssay]) -> SourceTable:
    """The records with the target and organism of their assay, where their own cells are empty.

    Only what the assay table states in one way for an assay is filled in.
    """
    cells = dict(table.cells)
    for field in ("target", "organism"):
        given: dict[str, set[str]] = {}
        for row in stated:
            given.setdefault(row.assay, set()).add(getattr(row, field))
        words = {assay: min(texts) for assay, texts in given.items() if len(texts) == 1}
        assay = cells["assay"]
        cells[field] = _filled(cells[field], [words.get(word.strip(), "") for word in assay.words], assay.codes)
    return replace(table, cells=cells)


def _filled(own: TextColumn, texts: list[str], codes: NDArray[np.int32]) -> TextColumn:
    """The cells of a column; where they are empty, the text that the record's code [n] stands for."""
    builder = TextColumnBuilder()
    mine, others = builder.codes_of(own.words), builder.codes_of(texts)
    empty = np.array([not word.strip() for word in own.words], np.bool_)
    return TextColumn(builder.words, np.where(empty[own.codes], others[codes], mine[own.codes]))


def _rows(chunk: Records, path: Path) -> list[StatedAssay]:
    for fault in chunk.rejected.to_pylist():
        raise InputError(f"{KEY}: {path} line {fault['line']}: {fault['reason']}")
    names = {name.strip().lower(): name for name in chunk.columns}
    if "assay" not in names:
        column(chunk, "assay", path, KEY)
    _check_names(names, path)
    cells = {field: chunk.columns[names[field]] if field in names else [""] * len(chunk) for field in FIELDS}
    others = {name: texts for plain, name in names.items() if plain not in FIELDS for texts in [chunk.columns[name]]}
    return [
        _row(
            path,
            line,
            {field: cells[field][place].strip() for field in FIELDS},
            {name: texts[place].strip() for name, texts in others.items() if texts[place].strip()},
        )
        for place, line in enumerate(chunk.lines)
    ]


def _check_names(names: dict[str, str], path: Path) -> None:
    """Raises InputError for a column whose name is nearly that of a field: it would silently be a covariate."""
    for plain, name in names.items():
        near = difflib.get_close_matches(plain, FIELDS, n=1, cutoff=0.85)
        if plain not in FIELDS and near and near[0] not in names:
            raise InputError(f"{KEY}: {path} has the column {name!r}; did you mean {near[0]!r}? Rename it")


def _row(path: Path, line: int, cells: dict[str, str], covariates: dict[str, str]) -> StatedAssay:
    place = f"{KEY}: {path} line {line}"
    if not cells["assay"]:
        raise InputError(f"{place} names no assay: fill its cell or leave the line out")
    return StatedAssay(
        path.name,
        line,
        cells["assay"],
        cells["target"],
        cells["uniprot"],
        cells["organism"],
        format_of(cells["format"], place),
        direction_of(cells["direction"], place),
        role_of(cells["role"], place),
        cells["follows"],
        covariates,
    )

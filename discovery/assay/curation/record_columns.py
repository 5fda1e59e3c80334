"""The usable records of one source as a table, and what a person should know of how they were read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.curation.concentration import concentrations
from discovery.assay.curation.dates import parse_date
from discovery.assay.curation.faults import SPLITS
from discovery.assay.curation.readings import Reading
from discovery.assay.curation.record_table import RECORDS
from discovery.assay.curation.sources import SourceTable
from discovery.assay.curation.text_column import TextColumn, combinations
from discovery.assay.curation.words import says_nothing
from discovery.assay.schema import Quantity, Relation
from discovery.assay.settings import SourceSettings
from discovery.chem.compound import Problem

MOST_NOTES = 100
"""Distinct texts of one kind that a source notes; further ones are counted together."""
_AS_WRITTEN = ("organism", "assay", "reference", "batch", "plate")


@dataclass(frozen=True)
class Usable:
    """The k records of a source that can be used."""

    rows: NDArray[np.int64]
    """[k] their places among all records of the source."""
    compounds: TextColumn
    """[k] InChIKeys."""
    targets: TextColumn
    """[k]"""
    readings: list[Reading]
    """[r] distinct results."""
    reading: NDArray[np.int64]
    """[k] place of each record's result."""


def record_table(table: SourceTable, source: SourceSettings, usable: Usable) -> tuple[pa.Table, list[dict[str, Any]]]:
    """Schema RECORDS of the usable records, and notes of words, dates and concentrations that could not be read."""
    cells = {name: texts.take(usable.rows) for name, texts in table.cells.items()}
    concentration, odd_concentrations = _concentrations(cells["concentration"], table.name, source)
    date, odd_dates = _dates(cells["date"])
    read = _results(usable.readings)
    columns = {
        **{name: column.take(pa.array(usable.reading)) for name, column in read.items()},
        "compound": usable.compounds.to_arrow(),
        "target": usable.targets.to_arrow(),
        **{name: cells[name].mapped(str.strip).to_arrow() for name in _AS_WRITTEN},
        "split": cells["split"].mapped(lambda word: SPLITS[word.strip().lower()]).to_arrow(),
        **{name: pa.repeat(getattr(table, name), len(usable.rows)) for name in ("file", "sheet")},
        "source": pa.repeat(table.name, len(usable.rows)),
        "comment": _comments(cells["comment"], usable),
        "date": date,
        "line": pa.array(table.lines[usable.rows]),
    }
    # a potency is no result at one concentration, whatever the table says of those that were tested
    potency = pc.equal(columns["quantity"], Quantity.potency.value)
    columns["concentration"] = pc.if_else(potency, pa.scalar(None, pa.float64()), concentration)
    lines = table.lines[usable.rows]
    written = TextColumn([reading.note for reading in usable.readings], usable.reading.astype(np.int32))
    notes = [
        *_notes(table.file, lines, written, written.words, "{}"),
        *_notes(table.file, lines, cells["date"], odd_dates, "the date {!r} was left out"),
        *_notes(table.file, lines, cells["concentration"], odd_concentrations, "the concentration {!r} was left out"),
    ]
    return pa.table({name: columns[name] for name in RECORDS.names}, schema=RECORDS), notes


def _results(readings: Sequence[Reading]) -> dict[str, pa.Array]:
    """The columns [r] that come from a reading."""
    numbers = [reading.number for reading in readings]
    return {
        "effect": pa.array([reading.effect.value for reading in readings], pa.string()),
        "quantity": pa.array([n.quantity.value if n else Quantity.flag.value for n in numbers], pa.string()),
        "standard_type": pa.array([reading.standard_type for reading in readings], pa.string()),
        "relation": pa.array([n.relation.value if n else Relation.equal.value for n in numbers], pa.string()),
        "unit": pa.array([n.unit if n else "" for n in numbers], pa.string()),
        "value": pa.array([n.value if n else None for n in numbers], pa.float64()),
        "low": pa.array([n.low if n else None for n in numbers], pa.float64()),
        "high": pa.array([n.high if n else None for n in numbers], pa.float64()),
    }


def _concentrations(texts: TextColumn, name: str, source: SourceSettings) -> tuple[pa.Array, list[str]]:
    """[k] uM, null where unknown; and the words that are no concentration."""
    found = concentrations(texts.words, name, source)
    odd = [word for word, uM in zip(texts.words, found, strict=True) if isinstance(uM, Problem)]
    known = [None if isinstance(uM, Problem) else uM for uM in found]
    return pa.array(known, pa.float64()).take(pa.array(texts.codes)), odd


def _dates(texts: TextColumn) -> tuple[pa.Array, list[str]]:
    """[k] days, null where unknown; and the words that are none."""
    found = [parse_date(word) for word in texts.words]
    odd = [word for word, day in zip(texts.words, found, strict=True) if day is None and not says_nothing(word)]
    return pa.array(found, pa.date32()).take(pa.array(texts.codes)), odd


def _comments(comments: TextColumn, usable: Usable) -> pa.Array:
    """[k] the remarks of the source, and the words of its results that became neither number nor effect."""
    notes = TextColumn([reading.note for reading in usable.readings], usable.reading.astype(np.int32))
    first, member = combinations([comments, notes])
    texts = [(comments[row].strip(), notes[row]) for row in first.tolist()]
    return pa.array(["; ".join(filter(None, pair)) for pair in texts], pa.string()).take(pa.array(member))


def _notes(
    file: str, lines: NDArray[np.int64], texts: TextColumn, noted: Sequence[str], words: str
) -> list[dict[str, Any]]:
    """One note for each text of `noted` that stands in a record, by the first line; `words` says what became of it."""
    wanted = set(noted) - {""}
    of_note = np.array([word in wanted for word in texts.words], np.bool_)
    rows = np.flatnonzero(of_note[texts.codes]) if len(texts.words) else np.zeros(0, np.int64)
    _, first, count = np.unique(texts.codes[rows], return_index=True, return_counts=True)
    order = np.argsort(first, kind="stable")
    notes = [
        {"file": file, "line": int(lines[row]), "text": words.format(texts[int(row)]), "rows": int(number)}
        for row, number in zip(rows[first[order[:MOST_NOTES]]], count[order[:MOST_NOTES]], strict=True)
    ]
    if len(order) > MOST_NOTES:
        more = order[MOST_NOTES:]
        text = words.format(f"{len(more):,} further texts")
        notes.append(
            {"file": file, "line": int(lines[rows[first[more[0]]]]), "text": text, "rows": int(count[more].sum())}
        )
    return notes

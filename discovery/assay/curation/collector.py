"""From chunks of rows to records: a row has one record, or in a wide table one for each of its results."""

from dataclasses import fields

import numpy as np
from numpy.typing import NDArray

from discovery.assay.curation.readouts import RESULTS, Readout, readouts_of
from discovery.assay.curation.text_column import TextColumn, TextColumnBuilder
from discovery.assay.curation.words import says_nothing
from discovery.assay.settings import ColumnSettings, SourceSettings
from discovery.assay.tables.records import STRUCTURES, Records, column
from discovery.assay.tables.rows import unpacked_suffix

COLUMNS = tuple(f.name for f in fields(ColumnSettings))
DEFAULTS = {"default_unit": "unit", "default_effect": "effect"}
"""Columns of a source that no file has -> setting with what holds where a record names none."""
CONSTANTS = ("target", "uniprot", "organism", "standard_type", "relation", "concentration")
"""Columns whose empty cells the source's setting of the same name fills."""


class Collector:
    """Takes the chunks of one source in turn; raises SettingsError for a column that the file does not have."""

    def __init__(self, name: str, source: SourceSettings) -> None:
        self._name = name
        self._source = source
        self._key = f"data.sources.{name}"
        self._own_words = frozenset(word.strip().lower() for word in source.effects)
        self._builders = {field: TextColumnBuilder() for field in (*COLUMNS, *DEFAULTS)}
        self._codes: dict[str, list[NDArray[np.int32]]] = {field: [] for field in self._builders}
        self._lines: list[NDArray[np.int64]] = []

    def add(self, chunk: Records) -> None:
        """The records of the next chunk, in the order of its rows."""
        picks = self._picks(chunk)
        rows = np.concatenate([rows for rows, _ in picks])
        order = np.argsort(rows, kind="stable")
        self._lines.append(np.asarray(chunk.lines, np.int64)[rows[order]])
        for field in self._builders:
            self._codes[field].append(self._field(field, chunk, picks)[order])

    def lines(self) -> NDArray[np.int64]:
        """[n] of all records so far."""
        return np.concatenate(self._lines)

    def cells(self) -> dict[str, TextColumn]:
        """Field -> [n] cells of all records so far."""
        return {
            field: TextColumn(builder.words, np.concatenate(self._codes[field]))
            for field, builder in self._builders.items()
        }

    def _picks(self, chunk: Records) -> list[tuple[NDArray[np.int64], Readout | None]]:
        """Rows with a result in each readout; those without any result make up the last one."""
        every = np.arange(len(chunk))
        picks: list[tuple[NDArray[np.int64], Readout | None]] = []
        rest = np.ones(len(chunk), np.bool_)
        for readout in readouts_of(self._name, self._source, list(chunk.columns)):
            has = np.zeros(len(chunk), np.bool_)
            for field in RESULTS:
                if field in readout.columns:
                    texts = self._texts(chunk, field, readout)
                    has[[row for row, text in enumerate(texts) if text and not self._is_blank(text)]] = True
            picks.append((every[has], readout))
            rest &= ~has
        return [*picks, (every[rest], None)]

    def _is_blank(self, text: str) -> bool:
        return says_nothing(text) and text.strip().lower() not in self._own_words

    def _texts(self, chunk: Records, field: str, readout: Readout) -> list[str]:
        suffix = f".{field}" if ".readouts." in readout.key else ""
        return column(chunk, readout.columns[field], self._source.path, readout.key + suffix)

    def _field(
        self, field: str, chunk: Records, picks: list[tuple[NDArray[np.int64], Readout | None]]
    ) -> NDArray[np.int32]:
        """[r] codes of one field, readout by readout."""
        encode = self._builders[field].codes_of
        shared = self._shared(field, chunk)
        parts = []
        for rows, readout in picks:
            if readout is not None and field in readout.columns:
                texts = self._texts(chunk, field, readout)
                parts.append(encode(texts[row] for row in rows.tolist()))
            elif readout is not None and (constant := _constant(field, readout)) is not None:
                parts.append(np.full(len(rows), encode([constant])[0]))
            else:
                parts.append(shared[rows])
        return np.concatenate(parts)

    def _shared(self, field: str, chunk: Records) -> NDArray[np.int32]:
        """[rows] codes of what a row says of all its results."""
        encode = self._builders[field].codes_of
        wanted, constant = self._column_name(field), self._source_constant(field)
        if not wanted:
            return np.full(len(chunk), encode([constant])[0])
        texts = column(chunk, wanted, self._source.path, f"{self._key}.columns.{field}")
        return encode(text if text.strip() else constant for text in texts) if constant else encode(texts)

    def _source_constant(self, field: str) -> str:
        if field == "assay":
            return self._source.assay or self._name
        text: str = getattr(self._source, DEFAULTS.get(field, field)) if field in (*CONSTANTS, *DEFAULTS) else ""
        return text

    def _column_name(self, field: str) -> str:
        """Name of the column in the file; the structures of an SDF or SMILES file and their titles need no setting."""
        if field in DEFAULTS:
            return ""
        named: str = getattr(self._source.columns, field)
        if field == "smiles" and self._source.structures is not None:
            return ""
        if unpacked_suffix(self._source.path) in STRUCTURES and field == "smiles":
            return "smiles"
        if unpacked_suffix(self._source.path) in STRUCTURES and field == "name":
            return named or "title"
        return named


def _constant(field: str, readout: Readout) -> str | None:
    """What a readout says of one field; None where the row or the source says it."""
    if field in DEFAULTS:
        return readout.constants.get(DEFAULTS[field])
    if field == "unit" and "unit" in readout.constants:
        return ""  # its unit stands among the defaults, and the table's column of units is about other columns
    if field == "effect":
        return None
    return readout.constants.get(field)

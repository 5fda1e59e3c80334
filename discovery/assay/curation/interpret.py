"""From the text cells of one source to records: each is usable, or rejected with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.assay.curation.concentration import concentrations
from discovery.assay.curation.faults import Faults, name_fault, rejected_table, split_fault, target_fault
from discovery.assay.curation.readings import Reading, ResultCells, ResultReader
from discovery.assay.curation.record_columns import Usable, record_table
from discovery.assay.curation.record_table import RECORDS
from discovery.assay.curation.sources import SourceTable
from discovery.assay.curation.text_column import TextColumn, combinations
from discovery.assay.schema import Quantity
from discovery.assay.settings import SourceSettings
from discovery.chem.compound import Compound, Problem

RESULT_CELLS = tuple(f.name for f in fields(ResultCells))


class CompoundUse(NamedTuple):
    """A compound as some records of a source have it."""

    compound: Compound
    name: str
    """What the source calls it."""
    original: str
    """The structure as it stood in the source."""
    batch: str


@dataclass(frozen=True)
class Interpreted:
    """The records of one source, divided."""

    records: pa.Table
    """Schema RECORDS: the k usable ones; none of a background, which has no results."""
    uses: list[CompoundUse]
    """Every distinct compound, name, structure and batch of the usable records, also of a background."""
    used: int
    """Records that were not rejected: k, or the usable ones of a background."""
    rejected: pa.Table
    """Schema REJECTED: all other records, those that could not be read included, by file and line."""
    notes: list[dict[str, Any]]
    """`file`, `line` (the first), `text` and `rows` (how many) of what was read otherwise than it was written."""


def interpret(
    table: SourceTable, source: SourceSettings, reader: ResultReader, structures: Mapping[str, Compound | Problem]
) -> Interpreted:
    """Divide the records of a source; `structures` has the compound or problem of every stripped structure text."""
    smiles, targets = table.cells["smiles"], _targets(table, source)
    found = [structures[text.strip()] for text in smiles.words]
    faults = Faults(len(table))
    faults.add(found, smiles.codes)
    if source.structures is not None:
        faults.say_which_name(source.structures.path.name, table.cells["name"])
    faults.add([name_fault(name) for name in table.cells["name"].words], table.cells["name"].codes)
    if source.background:
        good = faults.good()
        uses = _uses(table, found, good)
        return Interpreted(RECORDS.empty_table(), uses, len(good), rejected_table(table, faults), table.notes)
    first, member = combinations([table.cells[name] for name in RESULT_CELLS])
    readings = [reader.read(ResultCells(*(table.cells[name][row] for name in RESULT_CELLS))) for row in first.tolist()]
    faults.add(readings, member)
    faults.add([target_fault(target, table.name) for target in targets.words], targets.codes)
    faults.add([split_fault(word) for word in table.cells["split"].words], table.cells["split"].codes)
    tested = table.cells["concentration"]
    at_one = np.array([_is_at_a_concentration(reading) for reading in readings], np.bool_)[member]
    # results at concentrations that are not known would be averaged as replicates
    faults.add([None, *concentrations(tested.words, table.name, source)], np.where(at_one, tested.codes + 1, 0))
    good = faults.good()
    keys = TextColumn([c.inchikey if isinstance(c, Compound) else "" for c in found], smiles.codes)
    usable = [place for place, reading in enumerate(readings) if isinstance(reading, Reading)]
    place_of = np.zeros(len(readings), np.int64)
    place_of[usable] = np.arange(len(usable))
    kept = [reading for reading in readings if isinstance(reading, Reading)]
    part = Usable(good, keys.take(good), targets.take(good), kept, place_of[member[good]])
    records, notes = record_table(table, source, part)
    uses = _uses(table, found, good)
    return Interpreted(records, uses, len(good), rejected_table(table, faults), [*table.notes, *notes])


def _is_at_a_concentration(reading: Reading | Problem) -> bool:
    """Whether a result is a number that depends on the concentration at which it was measured."""
    number = reading.number if isinstance(reading, Reading) else None
    return number is not None and number.quantity is not Quantity.potency


def _targets(table: SourceTable, source: SourceSettings) -> TextColumn:
    """[n] targets in the words of the settings."""
    return table.cells["target"].mapped(lambda text: source.targets.get(text.strip(), text.strip()))


def _uses(table: SourceTable, found: list[Compound | Problem], good: NDArray[np.int64]) -> list[CompoundUse]:
    """The distinct uses of compounds among the records `good`."""
    smiles, name, batch = (table.cells[field].take(good) for field in ("smiles", "name", "batch"))
    first, _ = combinations([smiles, name, batch])
    uses = []
    for row in first.tolist():
        compound = found[smiles.codes[row]]
        if isinstance(compound, Compound):
            uses.append(CompoundUse(compound, name[row].strip(), smiles[row], batch[row].strip()))
    return uses

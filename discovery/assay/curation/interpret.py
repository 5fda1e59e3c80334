"""From the text cells of one source to records: each row is usable, or rejected with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import pyarrow as pa

from discovery.assay.curation.readings import Reading, ResultCells, ResultReader
from discovery.assay.curation.record_table import RECORDS
from discovery.assay.curation.sources import SourceTable
from discovery.assay.schema import REJECTED, Quantity, Relation
from discovery.assay.settings import SourceSettings
from discovery.chem.compound import Compound, Problem

NO_TARGET = Problem("curate", "no_target", "The row names no target.")
RESULT_CELLS = tuple(f.name for f in fields(ResultCells))


@dataclass(frozen=True)
class Interpreted:
    """The rows of one source, divided."""

    records: pa.Table
    """Schema RECORDS: the k usable rows; none of a background, whose rows have no result."""
    compounds: list[Compound]
    """[k], also of a background."""
    names: list[str]
    """[k] what the source calls the compound."""
    originals: list[str]
    """[k] the structure as it stood in the source."""
    rejected: pa.Table
    """Schema REJECTED: all other rows, those that could not be read included, by line."""
    notes: list[dict[str, Any]]
    """`file`, `line` and `text` of values that are words; their rows are usable by the effect they name."""

    @property
    def used(self) -> int:
        """Rows that were not rejected."""
        return len(self.compounds)


def interpret(
    table: SourceTable, source: SourceSettings, reader: ResultReader, structures: Mapping[str, Compound | Problem]
) -> Interpreted:
    """Divide the rows of a source; `structures` has the compound or problem of every stripped structure text."""
    found = [structures[text.strip()] for text in table.cells["smiles"]]
    if source.background:
        return _background(table, found)
    targets = [source.targets.get(text.strip(), text.strip()) for text in table.cells["target"]]
    cells = zip(*(table.cells[name] for name in RESULT_CELLS), strict=True)
    readings = [reader.read(ResultCells(*texts)) for texts in cells]
    good: list[tuple[int, Compound, Reading]] = []
    bad: list[tuple[int, Problem]] = []
    for row, (compound, target, reading) in enumerate(zip(found, targets, readings, strict=True)):
        if isinstance(compound, Problem):
            bad.append((row, compound))
        elif not target:
            bad.append((row, NO_TARGET))
        elif isinstance(reading, Problem):
            bad.append((row, reading))
        else:
            good.append((row, compound, reading))
    return Interpreted(
        _records(table, targets, good),
        [compound for _, compound, _ in good],
        [table.cells["name"][row].strip() for row, _, _ in good],
        [table.cells["smiles"][row] for row, _, _ in good],
        pa.concat_tables([table.rejected, _rejected(table, bad)]).sort_by("line"),
        [{"file": table.file, "line": table.lines[row], "text": r.note} for row, _, r in good if r.note],
    )


def _background(table: SourceTable, found: list[Compound | Problem]) -> Interpreted:
    """Compounds without results; a row is rejected only for its structure."""
    good = [(row, compound) for row, compound in enumerate(found) if isinstance(compound, Compound)]
    bad = [(row, problem) for row, problem in enumerate(found) if isinstance(problem, Problem)]
    return Interpreted(
        RECORDS.empty_table(),
        [compound for _, compound in good],
        [table.cells["name"][row].strip() for row, _ in good],
        [table.cells["smiles"][row] for row, _ in good],
        pa.concat_tables([table.rejected, _rejected(table, bad)]).sort_by("line"),
        [],
    )


def _records(table: SourceTable, targets: list[str], good: list[tuple[int, Compound, Reading]]) -> pa.Table:
    rows = [row for row, _, _ in good]
    numbers = [reading.number for _, _, reading in good]

    def texts(name: str) -> list[str]:
        return [table.cells[name][row].strip() for row in rows]

    columns = {
        "compound": [compound.inchikey for _, compound, _ in good],
        "target": [targets[row] for row in rows],
        "organism": texts("organism"),
        "assay": texts("assay"),
        "effect": [reading.effect.value for _, _, reading in good],
        "quantity": [number.quantity.value if number else Quantity.flag.value for number in numbers],
        "standard_type": [reading.standard_type for _, _, reading in good],
        "relation": [number.relation.value if number else Relation.equal.value for number in numbers],
        "unit": [number.unit if number else "" for number in numbers],
        "concentration": [None] * len(rows),
        "split": texts("split"),
        "source": [table.name] * len(rows),
        "file": [table.file] * len(rows),
        "sheet": [""] * len(rows),
        "value": [number.value if number else None for number in numbers],
        "low": [number.low if number else None for number in numbers],
        "high": [number.high if number else None for number in numbers],
        "reference": texts("reference"),
        "batch": texts("batch"),
        "plate": texts("plate"),
        "comment": texts("comment"),
        "date": [None] * len(rows),
        "line": [table.lines[row] for row in rows],
    }
    return pa.table(columns, schema=RECORDS)


def _rejected(table: SourceTable, bad: list[tuple[int, Problem]]) -> pa.Table:
    columns = {
        "file": [table.file] * len(bad),
        "sheet": [""] * len(bad),
        "line": [table.lines[row] for row, _ in bad],
        "id": [table.cells["name"][row].strip() for row, _ in bad],
        "structure": [table.cells["smiles"][row] for row, _ in bad],
        "stage": [problem.stage for _, problem in bad],
        "code": [problem.code for _, problem in bad],
        "reason": [problem.reason for _, problem in bad],
    }
    return pa.table(columns, schema=REJECTED)

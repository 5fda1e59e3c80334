"""Why records are rejected: the first fault of each, in the order in which its cells are looked at."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from discovery.arrow import sort_table
from discovery.assay.curation.dates import is_spreadsheet_date
from discovery.assay.curation.sources import SourceTable
from discovery.assay.curation.text_column import TextColumn
from discovery.assay.schema import REJECTED
from discovery.chem.compound import Problem
from discovery.spelling import did_you_mean, quoted

NO_TARGET = Problem("curate", "no_target", "The row names no target.")
SPLITS = {
    **dict.fromkeys(("train", "training"), "train"),
    **dict.fromkeys(("validation", "valid", "val"), "validation"),
    "test": "test",
    "": "",
}
"""Words for the part of a split, in lower case -> the part."""
SHOWN = 300
"""Characters of a connection table that a reject keeps; its line says where the rest is."""


class Faults:
    """The first fault of each of n records."""

    def __init__(self, count: int) -> None:
        self._problems: list[Problem] = []
        self._first = np.full(count, -1, np.int64)

    def add(self, found: Sequence[object], member: NDArray[np.int64] | NDArray[np.int32]) -> None:
        """Whatever of `found` is a Problem is the fault of the records [n] that have its place as `member`."""
        places = np.full(len(found), -1, np.int64)
        for place, problem in enumerate(found):
            if isinstance(problem, Problem):
                places[place] = len(self._problems)
                self._problems.append(problem)
        self._first = np.where(self._first >= 0, self._first, places[member])

    def say_which_name(self, file: str, names: TextColumn) -> None:
        """Records whose missing structure was looked for in another file say what was looked for."""
        codes = [place for place, problem in enumerate(self._problems) if problem.code == "no_structure"]
        missing = np.isin(self._first, codes)
        reasons = []
        for name in names.words:
            known = f"The compound {quoted(name)} is not in {file}, or has no structure there."
            reason = known if name.strip() else f"The row names no compound to look for in {file}."
            reasons.append(Problem("structure", "no_structure", reason))
        self._first[missing] = len(self._problems) + names.codes[missing]
        self._problems += reasons

    def good(self) -> NDArray[np.int64]:
        """Records without a fault."""
        return np.flatnonzero(self._first < 0)

    def bad(self) -> tuple[NDArray[np.int64], list[Problem], NDArray[np.int64]]:
        """Records with a fault, all problems, and the place of each record's problem among them."""
        bad = np.flatnonzero(self._first >= 0)
        return bad, self._problems, self._first[bad]


def name_fault(name: str) -> Problem | None:
    """A compound's name that a spreadsheet turned into a date."""
    if not is_spreadsheet_date(name):
        return None
    reason = f"The name {quoted(name)} is a date that a spreadsheet made of it; export the column as text."
    return Problem("curate", "excel_date", reason)


def target_fault(target: str, source: str) -> Problem | None:
    """A target that is missing, or that a spreadsheet turned into a date."""
    if not target:
        return NO_TARGET
    if not is_spreadsheet_date(target):
        return None
    key = f"data.sources.{source}.targets"
    reason = f"The target {quoted(target)} is a date that a spreadsheet made of its name; give the name under {key}."
    return Problem("curate", "excel_date", reason)


def split_fault(word: str) -> Problem | None:
    """A word for a part of a split that is none."""
    word = word.strip()
    if word.lower() in SPLITS:
        return None
    hint = did_you_mean(word, SPLITS, "; use train, validation or test.")
    return Problem("curate", "split", f"The part {quoted(word)} of a split is not known{hint}")


def rejected_table(table: SourceTable, faults: Faults) -> pa.Table:
    """Schema REJECTED: the unreadable records and those with a fault, by file and line."""
    bad, problems, place = faults.bad()
    structures = table.cells["smiles"].take(bad).mapped(lambda text: text[:SHOWN] if "\n" in text else text)
    places = pa.array(place)
    columns = {
        "file": pa.repeat(table.file, len(bad)),
        "sheet": pa.repeat(table.sheet, len(bad)),
        "line": pa.array(table.lines[bad]),
        "id": table.cells["name"].take(bad).mapped(str.strip).to_arrow(),
        "structure": structures.to_arrow(),
        "stage": pa.array([problem.stage for problem in problems], pa.string()).take(places),
        "code": pa.array([problem.code for problem in problems], pa.string()).take(places),
        "reason": pa.array([problem.reason for problem in problems], pa.string()).take(places),
    }
    rejected = pa.concat_tables([table.rejected, pa.table(columns, schema=REJECTED)])
    return sort_table(rejected, "file", "sheet", "line")

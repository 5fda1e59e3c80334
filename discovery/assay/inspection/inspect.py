"""A look at the tables of a data set: what they hold, what the settings make of it, and which settings would fit."""

from dataclasses import dataclass

from discovery.assay.inspection.first_rows import FirstRows, read_first
from discovery.assay.inspection.proposal import Proposal, given_columns, propose
from discovery.assay.inspection.roles import nearest, structure_candidates
from discovery.assay.inspection.structures import Structures
from discovery.assay.inspection.trial import Trial, attempt
from discovery.assay.settings import CurateSettings, SourceSettings
from discovery.chem.compound import Compound

SAMPLE = 30
"""Cells of a column that are read as structures to see whether it holds structures."""
READABLE = 0.5
"""Share of them from which it does."""


@dataclass(frozen=True)
class Inspection:
    """One table, its settings as they are and as they could be."""

    name: str
    """Of the source in the settings."""
    given: SourceSettings
    table: FirstRows
    misnamed: dict[str, tuple[str, str]]
    """Setting of `columns` -> the column it names, which is not there, and the one that it may mean (or empty)."""
    now: Trial
    """With the settings as they are."""
    proposal: Proposal
    then: Trial
    """With the settings proposed."""
    structures: Structures
    serves: bool = False
    """The table only holds the structures of others."""

    @property
    def improves(self) -> bool:
        """Whether the proposal uses rows that the settings as they are do not."""
        return self.then.used > self.now.used or (bool(self.now.error) and self.then.used > 0)


def inspect_source(name: str, source: SourceSettings, curate: CurateSettings, structures: Structures) -> Inspection:
    """Look at one table; raises InputError where its file cannot be read at all."""
    table = read_first(source)
    proposal = propose(table, _structure_column(table, structures))
    now = attempt(name, source, curate, structures)
    then = now if proposal.source == source else attempt(name, proposal.source, curate, structures)
    return Inspection(name, source, table, _misnamed(table, source, proposal), now, proposal, then, structures)


def _structure_column(table: FirstRows, structures: Structures) -> str:
    """The column with structures that can be read, or nothing."""
    if table.is_structure_file:
        return "smiles"
    candidates = {name: list(table.contents[name].counts) for name in structure_candidates(table.contents)}
    likely = list(candidates.values())[:1]  # mostly right, and then all of it will be needed: workers start once
    found = structures.of({text for texts in (*likely, *(t[:SAMPLE] for t in candidates.values())) for text in texts})
    for name, texts in candidates.items():
        sample = texts[:SAMPLE]
        if sum(isinstance(found[text], Compound) for text in sample) >= READABLE * len(sample):
            return name
    return ""


def _misnamed(table: FirstRows, source: SourceSettings, proposal: Proposal) -> dict[str, tuple[str, str]]:
    """Columns that the settings name and the table does not have; structure files need none for their structures."""
    wrong = {field: name for field, name in given_columns(source).items() if name not in table.cells}
    names = list(table.cells)
    return {
        field: (name, nearest(name, field, names, getattr(proposal.source.columns, field)))
        for field, name in wrong.items()
    }

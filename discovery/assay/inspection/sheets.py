"""A workbook with several sheets as several tables, and tables that find their structures in another one."""

import re
from collections.abc import Sequence
from dataclasses import replace

from discovery.assay.inspection.inspect import Inspection
from discovery.assay.inspection.trial import attempt
from discovery.assay.settings import CurateSettings, SourceSettings, StructureSettings
from discovery.assay.tables.workbook import filled_sheets

SHARED = 0.5
"""Share of the names of one table that another must have to hold its structures."""


def one_each(name: str, source: SourceSettings) -> dict[str, SourceSettings]:
    """The source, or one source a sheet where its workbook has several and the settings name none."""
    if source.path.suffix.lower() != ".xlsx" or source.sheet:
        return {name: source}
    titles = filled_sheets(source.path)
    if len(titles) < 2:
        return {name: source}
    return {f"{name}_{_plain(title)}": replace(source, sheet=title) for title in titles}


def linked(found: Sequence[Inspection], curate: CurateSettings) -> list[Inspection]:
    """The tables; one without structures finds them by name in another, which is then no table of its own.

    A table that only serves others with structures is left as it is, and has no proposal (`serves`).
    """
    results = [_with_structures(inspection, found, curate) for inspection in found]
    used = {
        (r.proposal.source.structures.path, r.proposal.source.structures.sheet)
        for r in results
        if r.proposal.source.structures
    }
    return [replace(r, serves=(r.given.path, r.given.sheet) in used and r.proposal.source.background) for r in results]


def _with_structures(inspection: Inspection, found: Sequence[Inspection], curate: CurateSettings) -> Inspection:
    source = inspection.proposal.source
    names = _names(inspection)
    if source.columns.smiles or source.structures or not names:
        return inspection
    for other in found:
        held = other.proposal.source
        if not held.columns.smiles or len(names & _names(other)) < SHARED * len(names):
            continue
        where = StructureSettings(held.path, held.sheet, held.encoding, held.columns.smiles, held.columns.name)
        draft = replace(source, structures=where)
        then = attempt(inspection.name, draft, curate, inspection.structures)
        return replace(inspection, proposal=replace(inspection.proposal, source=draft), then=then)
    return inspection


def _names(inspection: Inspection) -> set[str]:
    column = inspection.proposal.source.columns.name or ("title" if inspection.table.is_structure_file else "")
    return set(inspection.table.contents[column].counts) if column in inspection.table.contents else set()


def _plain(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_") or "sheet"

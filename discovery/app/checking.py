"""`discovery ingest check=true`: what the tables hold, what the settings make of them, and which settings would fit."""

import re
from collections.abc import Iterator
from dataclasses import replace

from discovery.app.places import CONFIGS
from discovery.app.settings import IngestSettings
from discovery.assay.inspection.explain import explained
from discovery.assay.inspection.headers import plain_name
from discovery.assay.inspection.inspect import Inspection, inspect_source
from discovery.assay.inspection.settings_text import differences, yaml_lines
from discovery.assay.inspection.sheets import linked, one_each
from discovery.assay.inspection.structures import Structures
from discovery.assay.settings import DataSettings, SourceSettings

OWN_FOLDER = "mine"
"""Folder that the instructions name for a person's own configuration files."""


def checked(settings: IngestSettings) -> str:
    """The whole check as text; nothing is written.

    Raises InputError for a file that cannot be read under any setting.
    """
    structures = Structures(settings.standardize, settings.data.curate.workers)
    curate = settings.data.curate
    sources = {n: s for name, source in settings.data.sources.items() for n, s in one_each(name, source).items()}
    found = linked([inspect_source(name, source, curate, structures) for name, source in sources.items()], curate)
    blocks = ["\n".join(explained(inspection)) for inspection in found]
    return "\n\n".join([*blocks, "\n".join(_proposed(settings.data, found))])


def _proposed(data: DataSettings, found: list[Inspection]) -> Iterator[str]:
    """The proposed settings as a file to save, or that there is nothing to propose."""
    if not any(inspection.improves for inspection in found):
        yield "There is nothing better to propose. Nothing was written; to ingest, put out=curated for check=true."
        return
    name = _file_name(data, found)
    sources: dict[str, SourceSettings] = {}
    remarks: dict[str, str] = {}
    for inspection in found:
        if inspection.serves:
            continue
        key = name if inspection.name == "table" else inspection.name.removeprefix("table_")
        sources[key] = inspection.proposal.source if inspection.improves else inspection.given
        remarks |= {f"sources.{key}.{place}": text for place, text in inspection.proposal.doubts.items()}
    proposed = replace(data, name=name, sources=sources)
    yield f"Proposed settings. Nothing was written. To use them, save the lines below as {OWN_FOLDER}/data/{name}.yaml,"
    yield "look at each CHECK in them, and run"
    yield f"  discovery ingest data={name} --config-dir {OWN_FOLDER} check=true     (to look again)"
    yield f"  discovery ingest data={name} --config-dir {OWN_FOLDER} out=curated"
    yield ""
    yield "# ---- begin ----"
    yield "defaults: [data_schema]"
    yield ""
    yield from yaml_lines(differences(proposed, DataSettings()), remarks)
    yield "# ---- end ----"


def _file_name(data: DataSettings, found: list[Inspection]) -> str:
    """A name for the configuration file that no shipped one has; of a `table`, the file's own."""
    stem = found[0].given.path.name.split(".")[0] if data.name == "table" else data.name
    name = re.sub(r"[^a-z0-9]+", "_", plain_name(stem)).strip("_") or "own"
    return f"{name}_own" if (CONFIGS / "data" / f"{name}.yaml").exists() else name

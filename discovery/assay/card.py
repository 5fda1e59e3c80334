"""The card of a data set: what came in and what became of it, in figures that add up, and what it was made with."""

import json
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from discovery import __version__
from discovery.assay.curation.curate import Curation
from discovery.chem.policy import policy_version
from discovery.errors import InputError, InternalError

CARD = "card.json"
FORMAT_VERSION = 2
STAGES = ("rows", "records", "used", "repeats", "background", "rejected", "rejected_by_stage")
PARTS = ("inputs", "reserved", "settings", "standardisation", "versions", "measurements", "compounds", "conflicts")
"""What a card has beside its hash and its stages, and those read it that look back at a data set."""
PACKAGES = ("rdkit", "chembl_structure_pipeline", "pyarrow")


def make_card(curation: Curation, content: str, settings: dict[str, Any], reference_hash: str) -> dict[str, Any]:
    """The card of a curation whose content has the hash `content`.

    `stages` has the counts: the `rows` of all files gave `records` (results), each of which is `used` in a measurement,
    `background` (a compound without a result), or rejected, by stage and code. Of those used, `repeats` are copies or
    replicates of another, with which they make one measurement.
    """
    return {
        "format_version": FORMAT_VERSION,
        "content_hash": content,
        "rows_in": curation.rows_in,
        **curation.summary,
        "stages": _stages(curation),
        "settings": settings,
        "standardisation": {"policy_version": policy_version(), "reference_hash": reference_hash},
        "versions": {"discovery": __version__, **{name: version(name) for name in PACKAGES}},
    }


def read_card(folder: Path) -> dict[str, Any]:
    """The card of the data set in a folder; raises InputError where there is none that this program can read."""
    path = folder / CARD
    if not path.is_file():
        raise InputError(f"{folder} holds no curated data set (no {CARD}): make one with `discovery ingest`")
    try:
        card: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        stated, _ = card.get("format_version"), card["content_hash"]
        complete = {*PARTS} <= card.keys() and {*STAGES} <= card.get("stages", {}).keys()
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{path} is no card of a data set: run `discovery ingest` again") from error
    if stated != FORMAT_VERSION or not complete:
        raise InputError(f"{folder} was written by another version of discovery: run `discovery ingest` again")
    return card


def _stages(curation: Curation) -> dict[str, Any]:
    used = len(pc.list_flatten(curation.measurements["lines"]))
    stages = {
        "rows": curation.rows_in,
        "records": curation.records_in,
        "used": used,
        "repeats": used - curation.measurements.num_rows,
        "background": curation.records_background,
        "rejected": curation.rejected.num_rows,
        "rejected_by_stage": _by_stage(curation.rejected),
    }
    if used + stages["background"] + stages["rejected"] != stages["records"]:
        raise InternalError(f"the counts of the data set do not add up: {stages}")
    return stages


def _by_stage(rejected: pa.Table) -> dict[str, dict[str, int]]:
    """Stage -> code -> rejects."""
    counts = Counter(zip(rejected["stage"].to_pylist(), rejected["code"].to_pylist(), strict=True))
    found: dict[str, dict[str, int]] = {}
    for (stage, code), count in sorted(counts.items()):
        found.setdefault(stage, {})[code] = count
    return found

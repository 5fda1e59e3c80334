"""The table of assays: what each is, and what it holds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.curation.assay_counts import KEY, assay_counts
from discovery.assay.curation.assay_file import KEY as FILE_KEY
from discovery.assay.curation.assay_file import StatedAssay
from discovery.assay.curation.assay_words import DIRECTIONS, guessed_format
from discovery.assay.curation.hits import hit_rule
from discovery.assay.curation.proteins import Accessions
from discovery.assay.groups import combinations, distinct_texts, size
from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.assay.schema import ASSAYS, Quantity
from discovery.assay.settings import DataSettings, SourceSettings
from discovery.errors import InputError
from discovery.spelling import did_you_mean, enumerated

Word = TypeVar("Word", bound=str)
Key = tuple[str, str, str]
"""Assay, target and organism."""


def assay_table(
    measurements: pa.Table, data: DataSettings, stated: Sequence[StatedAssay], accessions: Accessions
) -> pa.Table:
    """Assays (schema ASSAYS) of flagged measurements.

    What the assay table states counts before what the sources state, and that before what the name of an assay tells.
    """
    group = combinations(measurements, list(KEY))
    count = size(group)
    columns = assay_counts(measurements, group, count)
    keys = list(zip(*(columns[name].to_pylist() for name in KEY), strict=True))
    screened = pc.if_else(pc.equal(measurements["quantity"], Quantity.response.value), measurements["source"], "")
    sources = columns["sources"].to_pylist()
    screens = distinct_texts(screened, group, count).to_pylist()
    by_name: dict[str, list[StatedAssay]] = {}
    for row in stated:
        by_name.setdefault(row.assay, []).append(row)
    rows = [
        _described(key, mine, screen, data.sources, by_name.get(key[0], []), accessions)
        for key, mine, screen in zip(keys, sources, screens, strict=True)
    ]
    for name in (name for name in ASSAYS.names if name not in columns):
        columns[name] = pa.array([row[name] for row in rows], ASSAYS.field(name).type)
    return pa.table({name: columns[name] for name in ASSAYS.names}, schema=ASSAYS)


def _described(
    key: Key,
    names: list[str],
    screens: list[str],
    sources: Mapping[str, SourceSettings],
    stated: list[StatedAssay],
    accessions: Accessions,
) -> dict[str, Any]:
    """What is stated of one assay; of several rows of the assay table the most particular one counts."""
    assay, target, organism = key
    mine = [sources[name] for name in names]
    rows = sorted(
        (row for row in stated if row.concerns(target, organism)),
        key=lambda row: (row.target == "", row.organism == ""),
    )
    rules = [hit_rule(hits) for name in screens if (hits := sources[name].hits) is not None]
    form = _first((*(row.format for row in rows), *(source.format for source in mine)), AssayFormat.unstated)
    guess = guessed_format(assay) if form is AssayFormat.unstated else AssayFormat.unstated
    role = _first((*(row.role for row in rows), *(source.role for source in mine)), AssayRole.unstated)
    return {
        "uniprot": _first((row.uniprot for row in rows), accessions.of.get((target, organism), "")),
        "format": guess if form is AssayFormat.unstated else form,
        "format_guessed": guess is not AssayFormat.unstated,
        "direction": _first((row.direction for row in rows), _common_direction(mine)),
        "role": AssayRole.primary if role is AssayRole.unstated and rules else role,
        "follows": _first((row.follows for row in rows), ""),
        "covariates": sorted({name: text for row in reversed(rows) for name, text in row.covariates.items()}.items()),
        "hit_rule": "; ".join(dict.fromkeys(rules)),
    }


def _first(words: Iterable[Word], otherwise: Word) -> Word:
    """The first word that says something."""
    return next((word for word in words if word not in ("", "unstated")), otherwise)


def _common_direction(sources: list[SourceSettings]) -> str:
    """The direction that all sources of an assay give for their potencies, or nothing."""
    effects = {source.effect for source in sources}
    return effects.pop() if len(effects) == 1 and effects <= set(DIRECTIONS) else ""


def unmeasured(stated: Sequence[StatedAssay], assays: pa.Table) -> list[dict[str, Any]]:
    """Notes (`file`, `line`, `text`, `rows`) of what the assay table states of assays that are not in `assays`.

    Raises InputError where none of its assays is, which no list of a company's assays explains.
    """
    measured: dict[str, list[tuple[str, str]]] = {}
    for assay, target, organism in zip(*(assays[name].to_pylist() for name in KEY), strict=True):
        measured.setdefault(assay, []).append((target, organism))
    known = sorted({*measured, *(row.assay for row in stated)})
    notes = []
    for row in stated:
        here = measured.get(row.assay, [])
        if not any(row.concerns(*place) for place in here):
            what = ", ".join(filter(None, (row.assay, row.target if here else "", row.organism if here else "")))
            near = "" if here else did_you_mean(row.assay, measured, "")
            notes.append(_note(row, f"nothing was measured of the assay {what}{near}"))
        elif row.follows and row.follows not in known:
            notes.append(_note(row, f"there is no assay {row.follows} to follow{did_you_mean(row.follows, known, '')}"))
    if stated and not any(row.assay in measured for row in stated):
        have = enumerated(sorted(measured))
        hint = did_you_mean(stated[0].assay, measured)
        raise InputError(f"{FILE_KEY}: {stated[0].file} names no assay that was measured{hint} The tables have: {have}")
    return notes


def _note(row: StatedAssay, text: str) -> dict[str, Any]:
    return {"file": row.file, "line": row.line, "text": text, "rows": 1}

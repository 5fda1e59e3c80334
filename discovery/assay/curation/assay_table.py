"""The table of assays: what each is, and what it holds."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from discovery.assay.curation.assay_counts import KEY, assay_counts
from discovery.assay.curation.assay_file import StatedAssay
from discovery.assay.curation.assay_words import DIRECTIONS, guessed_format
from discovery.assay.curation.groups import combinations, distinct_texts, size
from discovery.assay.curation.hits import hit_rule
from discovery.assay.curation.proteins import Accessions
from discovery.assay.kinds import AssayFormat, AssayRole
from discovery.assay.schema import ASSAYS, Quantity
from discovery.assay.settings import DataSettings, SourceSettings
from discovery.errors import InputError

Word = TypeVar("Word", bound=str)
Key = tuple[str, str, str]
"""Assay, target and organism."""


def assay_table(
    measurements: pa.Table, data: DataSettings, stated: Sequence[StatedAssay], accessions: Accessions
) -> pa.Table:
    """Assays (schema ASSAYS) of flagged measurements.

    What the assay table states counts before what the sources state, and that before what the name of an assay tells.
    Raises InputError when the assay table states something of which no measurement was made.
    """
    group = combinations(measurements, list(KEY))
    count = size(group)
    columns = assay_counts(measurements, group, count)
    keys = list(zip(*(columns[name].to_pylist() for name in KEY), strict=True))
    _check(stated, keys)
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


def _check(stated: Sequence[StatedAssay], keys: list[Key]) -> None:
    """Raises InputError when a row of the assay table is about no measurement, or follows no assay that is there."""
    places: dict[str, list[tuple[str, str]]] = {}
    for assay, target, organism in keys:
        places.setdefault(assay, []).append((target, organism))
    known = sorted({*places, *(row.assay for row in stated)})
    for row in stated:
        if row.assay not in places:
            raise InputError(f"{row.place}: no measurement is of the assay {row.assay!r}{_near(row.assay, places)}")
        if not any(row.concerns(*place) for place in places[row.assay]):
            have = "; ".join(", ".join(filter(None, place)) for place in places[row.assay])
            asked = ", ".join(filter(None, (row.target, row.organism)))
            raise InputError(f"{row.place}: no measurement of {row.assay!r} has {asked}. There are: {have}")
        if row.follows and row.follows not in known:
            raise InputError(f"{row.place}: there is no assay {row.follows!r} to follow{_near(row.follows, known)}")


def _near(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else "; correct the name or leave the line out"

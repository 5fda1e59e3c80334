"""Measurements of one compound and target that do not fit together: flagged, kept, and listed for people."""

from itertools import groupby
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.curation.claims import PAIR, claims_of, contrary, far_apart, outliers, slips
from discovery.assay.curation.comments import doubtful
from discovery.assay.groups import combinations, holds, listed, ranks
from discovery.assay.schema import MEASUREMENTS, Flag, Quantity, Relation
from discovery.assay.settings import CurateSettings

RULE = (
    "Every measurement stays, under the name of its assay; only replicates of one assay are averaged. Labels resolve a "
    "conflict when they are made. Activity: evidence for an effect wins over evidence against it, and what was "
    "measured on the target itself over what was measured on its family. Potency: the mean of the exact values (pX) of "
    "a compound and target; without any, the highest lower bound; without that, the lowest upper bound. Primary "
    "screens make labels of their own, and counter-screens none of their target. A flag takes no label away."
)
"""How labels resolve conflicts, in plain words."""

CONFLICTS = pa.schema(
    [
        ("compound", pa.string()),
        ("name", pa.string()),  # first of its names, or empty
        ("smiles", pa.string()),
        ("target", pa.string()),
        ("kind", pa.string()),  # values, effects, or values and effects
        ("low", pa.float64()),  # lowest and highest recorded potency (pX) in conflict; null without any
        ("high", pa.float64()),
        ("gap", pa.float64()),  # high - low where values differ, else null
        ("values", pa.list_(pa.string())),  # one entry a measurement in conflict, as are all lists below
        ("effects", pa.list_(pa.string())),
        ("assays", pa.list_(pa.string())),
        ("organisms", pa.list_(pa.string())),
        ("references", pa.list_(pa.string())),  # several of one measurement stand in one entry, parted by "; "
        ("sources", pa.list_(pa.string())),
    ]
)
"""One row a compound and target with a conflict; an entry that is not known is empty."""


class Curated(Protocol):
    """What holds curated compounds and measurements: a curation or a data set."""

    @property
    def compounds(self) -> pa.Table: ...
    @property
    def measurements(self) -> pa.Table: ...


def flag(measurements: pa.Table, settings: CurateSettings) -> pa.Table:
    """The measurements (schema MEASUREMENTS) with `conflict` set and `flags` completed; no value is changed.

    Two potencies contradict each other when they, or the ranges that they allow, lie more than the conflict gap apart;
    two effects when one says inactive and the other not, or one inhibitor and the other activator. An outlier is far
    from the median of its pair both in robust standard deviations and by more than the conflict gap, so that close
    agreement of the others makes none.
    """
    claims, gap = claims_of(measurements), settings.conflict_gap
    alone = np.arange(len(measurements))
    organism = ranks(measurements["organism"])
    named = pc.not_equal(measurements["organism"], "").to_numpy()
    references = pa.chunked_array([pc.binary_join(measurements["references"], "\n").combine_chunks()])
    origin = combinations(
        pa.table({"source": measurements["source"], "references": references}), ["source", "references"]
    )
    values, effects = far_apart(claims, alone, gap), contrary(claims, alone)
    stated = claims.only(named)
    before = {name: holds(measurements["flags"], name.value) for name in Flag}
    found = {
        Flag.values_differ: values,
        Flag.effects_differ: effects,
        Flag.organisms_differ: named & (far_apart(stated, organism, gap) | contrary(stated, organism)),
        Flag.sources_differ: far_apart(claims, origin, gap) | contrary(claims, origin),
        Flag.doubted: _doubted(measurements["comments"]),
        Flag.unit_slip: slips(claims.value, claims.pair, settings.slip_tolerance),
        Flag.outlier: outliers(claims.value, claims.pair, settings.outlier_z, gap),
    }
    told = {name.value: found.get(name, False) | before[name] for name in sorted(Flag)}
    flags = listed(np.stack(list(told.values()), axis=1), list(told))
    columns = {name: measurements[name] for name in MEASUREMENTS.names}
    return pa.table(columns | {"conflict": pa.array(values | effects), "flags": flags}, schema=MEASUREMENTS)


def conflict_table(dataset: Curated) -> pa.Table:
    """Conflicts (schema CONFLICTS) of a data set whose measurements are flagged, the widest gap first."""
    rows = dataset.measurements.filter(dataset.measurements["conflict"]).to_pylist()
    rows.sort(key=_pair)
    keys = pa.array(sorted({row["compound"] for row in rows}), pa.string())
    concerned = dataset.compounds.filter(pc.is_in(dataset.compounds["compound"], keys)).to_pylist()
    compounds = {row["compound"]: row for row in concerned}
    found = [_conflict(compounds[key[0]], list(group)) for key, group in groupby(rows, key=_pair)]
    found.sort(key=lambda row: (-(row["gap"] or 0.0), row["name"], row["compound"], row["target"]))
    return pa.Table.from_pylist(found, schema=CONFLICTS)


def _doubted(comments: pa.ChunkedArray) -> NDArray[np.bool_]:
    """[m] whether a comment of the source says that the value may be wrong."""
    distinct = pc.unique(pc.list_flatten(comments)).to_pylist()
    return holds(comments, *(text for text in distinct if doubtful(text)))


def _pair(row: dict[str, Any]) -> tuple[str, ...]:
    return tuple(row[name] for name in PAIR)


def _conflict(compound: dict[str, Any], rows: list[dict[str, Any]]) -> dict[str, Any]:
    told = {flag for row in rows for flag in row["flags"]}
    kinds = [word for word in ("values", "effects") if f"{word}_differ" in told]
    potencies = [row["value"] for row in rows if row["quantity"] == Quantity.potency and row["value"] is not None]
    return {
        "compound": compound["compound"],
        "name": next(iter(compound["names"]), ""),
        "smiles": compound["smiles"],
        "target": rows[0]["target"],
        "kind": " and ".join(kinds),
        "low": min(potencies, default=None),
        "high": max(potencies, default=None),
        "gap": round(max(potencies) - min(potencies), 6) if "values" in kinds else None,
        "values": [_written(row) for row in rows],
        "effects": [row["effect"] for row in rows],
        "assays": [row["assay"] for row in rows],
        "organisms": [row["organism"] for row in rows],
        "references": ["; ".join(row["references"]) for row in rows],
        "sources": [row["source"] for row in rows],
    }


def _written(row: dict[str, Any]) -> str:
    """The value with its relation and unit, such as `> 5 pX`; empty for a flag."""
    if row["value"] is None:
        return ""
    sign = "" if row["relation"] == Relation.equal else f"{row['relation']} "
    return f"{sign}{row['value']:.4g} {row['unit']}"

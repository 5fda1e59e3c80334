"""Replicates become one measurement."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.curation.claims import outliers, slips
from discovery.assay.curation.record_table import IDENTITY, KEY
from discovery.assay.groups import combinations, distinct_texts, joint, listed, size
from discovery.assay.schema import MEASUREMENTS, Flag, Quantity, Relation
from discovery.assay.settings import CurateSettings

DECIMALS = 6
"""Decimals of a pooled value: those of its replicates."""


def aggregate(records: pa.Table, settings: CurateSettings) -> pa.Table:
    """Measurements (schema MEASUREMENTS) of records (schema CALLED, or RECORDS without hit calls), sorted by their key.

    Exact values are averaged on their own scale, which for a potency is the log scale; of censored ones the tightest
    bound is kept. Where a replicate is a range, `low` and `high` are the means of the ends. A record that repeats
    another one, reference included, is a copy and counts once. A measurement is flagged where its own replicates hold
    an outlier or a probable slip of units; no conflict with another one is looked for yet.
    """
    key = combinations(records, KEY)
    identity = joint(key, combinations(records, IDENTITY[len(KEY) :]))
    order = np.lexsort((records["line"].to_numpy(), identity))
    member, identity = key[order], identity[order]
    records = records.take(pa.array(order))
    fresh = np.diff(identity, prepend=-1) != 0
    starts = np.flatnonzero(np.diff(member, prepend=-1))
    count = len(starts)
    columns = {name: records[name].take(pa.array(starts)) for name in KEY}
    columns |= _pooled(records, member, fresh, starts)
    columns |= {
        "conflict": pa.array(np.zeros(count, np.bool_)),
        "flags": _flags(records, member, fresh, settings),
        "references": distinct_texts(records["reference"], member, count),
        "batches": distinct_texts(records["batch"], member, count),
        "comments": distinct_texts(records["comment"], member, count),
        "date": _earliest(records["date"], starts),
        "lines": _sorted_lines(records["line"].to_numpy(), member, count),
    }
    return pa.table({name: columns[name] for name in MEASUREMENTS.names}, schema=MEASUREMENTS)


def _pooled(
    records: pa.Table, member: NDArray[np.int64], fresh: NDArray[np.bool_], starts: NDArray[np.int64]
) -> dict[str, pa.Array]:
    """Columns n, value, spread, low and high [count], null where there is none."""
    count = len(starts)
    number = np.bincount(member[fresh], minlength=count)
    value = records["value"].to_numpy()

    def mean(values: NDArray[np.float64]) -> NDArray[np.float64]:
        total = np.bincount(member[fresh], weights=values[fresh], minlength=count)
        return np.round(total / np.maximum(number, 1), DECIMALS)

    relation = pc.take(records["relation"], pa.array(starts))
    below, above = (pc.equal(relation, side.value).to_numpy() for side in (Relation.below, Relation.above))
    middle = mean(value)
    squares = np.bincount(member[fresh], weights=(value - middle[member])[fresh] ** 2, minlength=count)
    deviation = np.round(np.sqrt(squares / np.maximum(number - 1, 1)), DECIMALS)
    ends = [records[name].to_numpy() for name in ("low", "high")]
    ranged = np.bincount(member[np.isfinite(ends[0])], minlength=count) > 0
    low, high = (np.where(ranged, mean(np.where(np.isfinite(end), end, value)), np.nan) for end in ends)
    tightest = np.select([below, above], [_each(np.fmin, value, starts), _each(np.fmax, value, starts)], middle)
    found = {
        "value": tightest + 0.0,  # 1 M is pX 0, not -0
        "spread": np.where((number > 1) & ~below & ~above, deviation, np.nan),
        "low": low,
        "high": high,
    }
    columns = {name: pa.array(values, from_pandas=True) for name, values in found.items()}
    return columns | {"n": pa.array(number, pa.int32())}


def _each(extreme: np.ufunc, value: NDArray[np.float64], starts: NDArray[np.int64]) -> NDArray[np.float64]:
    """[count] the extreme value of each run."""
    return np.asarray(extreme.reduceat(value, starts), np.float64) if len(starts) else np.zeros(0)


def _flags(
    records: pa.Table, member: NDArray[np.int64], fresh: NDArray[np.bool_], settings: CurateSettings
) -> pa.Array:
    """[count] what the plates said, which is the same of all replicates, and what the replicates say of each other."""
    potency = pc.and_(
        pc.equal(records["quantity"], Quantity.potency.value), pc.equal(records["relation"], Relation.equal.value)
    )
    value = np.where(fresh & potency.to_numpy(), records["value"].to_numpy(), np.nan)
    said = {
        Flag.outlier: outliers(value, member, settings.outlier_z, settings.conflict_gap),
        Flag.unit_slip: slips(value, member, settings.slip_tolerance),
    }
    if "call" in records.column_names:
        said |= {name: pc.equal(records["call"], name.value).to_numpy() for name in (Flag.hit, Flag.no_hit_call)}
    count = size(member)
    names = sorted(said)
    found = np.stack([np.bincount(member[said[name]], minlength=count) > 0 for name in names], axis=1)
    return listed(found, [name.value for name in names])


def _earliest(dates: pa.ChunkedArray, starts: NDArray[np.int64]) -> pa.Array:
    """[count] first day of each run, null where none of its days is known."""
    unknown = np.iinfo(np.int32).max
    days = pc.fill_null(dates.cast(pa.int32()), unknown).to_numpy()
    first = np.minimum.reduceat(days, starts) if len(starts) else days
    return pa.array(first, pa.int32(), mask=first == unknown).cast(pa.date32())


def _sorted_lines(lines: NDArray[np.int64], member: NDArray[np.int64], count: int) -> pa.Array:
    """[count] ascending lines of each group."""
    offsets = offsets_of(np.bincount(member, minlength=count))
    ordered = lines[np.lexsort((lines, member))]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(ordered))

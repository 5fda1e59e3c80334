"""Replicates become one measurement, and measurements that contradict each other are flagged."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.curation.record_table import IDENTITY, KEY, RECORDS
from discovery.assay.schema import MEASUREMENTS, Quantity, Relation
from discovery.target.effect import Effect


def aggregate(records: pa.Table) -> pa.Table:
    """Measurements (schema MEASUREMENTS, no conflict flagged yet) of records (schema RECORDS), sorted by their key.

    Exact values are averaged on their own scale, which for a potency is the log scale; of censored ones the tightest
    bound is kept. A record that repeats another one, reference included, is a copy and counts once.
    """
    records = records.sort_by([(name, "ascending") for name in RECORDS.names])
    starts = _starts(records, KEY)
    member = np.repeat(np.arange(len(starts)), np.diff([*starts, len(records)]))
    fresh = np.zeros(len(records), np.bool_)
    fresh[_starts(records, IDENTITY)] = True
    value, spread = _pooled(records, member, fresh, len(starts))
    columns = {name: records[name].take(pa.array(starts)) for name in KEY}
    columns |= {
        "n": pa.array(np.bincount(member[fresh], minlength=len(starts)), pa.int32()),
        "value": pa.array(value, from_pandas=True),
        "spread": pa.array(spread, from_pandas=True),
        "low": pa.nulls(len(starts), pa.float64()),
        "high": pa.nulls(len(starts), pa.float64()),
        "conflict": pa.array(np.zeros(len(starts), np.bool_)),
        "flags": pa.array([[]] * len(starts), pa.list_(pa.string())),
        "references": _distinct(records["reference"], member, len(starts)),
        "batches": _distinct(records["batch"], member, len(starts)),
        "comments": _distinct(records["comment"], member, len(starts)),
        "date": pa.nulls(len(starts), pa.date32()),
        "lines": _sorted_lines(records["line"].to_numpy(), member, len(starts)),
    }
    return pa.table({name: columns[name] for name in MEASUREMENTS.names}, schema=MEASUREMENTS)


def flag_conflicts(measurements: pa.Table, gap: float) -> pa.Table:
    """The measurements with `conflict` set where one of the same compound and target contradicts it.

    Two potencies contradict each other when they, or the ranges that censored ones allow, lie more than `gap` apart;
    two effects when one says inactive and the other not, or one inhibitor and the other activator.
    """
    pair = _codes(measurements, ["compound", "target"])
    conflict = _far_apart(measurements, pair, gap) | _contrary(measurements, pair)
    place = measurements.schema.get_field_index("conflict")
    return measurements.set_column(place, "conflict", pa.array(conflict))


def _starts(table: pa.Table, names: list[str]) -> NDArray[np.int64]:
    """First row of each run of rows that agree in all the named columns; null agrees with null."""
    if len(table) == 0:
        return np.zeros(0, np.int64)
    new = np.zeros(len(table), np.bool_)
    new[0] = True
    for name in names:
        codes = _dense(table[name])
        new[1:] |= codes[1:] != codes[:-1]
    return np.flatnonzero(new)


def _dense(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """[n] a number for each distinct value; null has its own."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    return np.asarray(encoded.indices.to_numpy(), np.int64)


def _codes(table: pa.Table, names: list[str]) -> NDArray[np.int64]:
    """[n] a number for each distinct combination of the named columns."""
    stacked = np.stack([_dense(table[name]) for name in names], axis=1)
    return np.unique(stacked, axis=0, return_inverse=True)[1].reshape(-1).astype(np.int64)


def _pooled(
    records: pa.Table, member: NDArray[np.int64], fresh: NDArray[np.bool_], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Value and spread [count] of each group, NaN where there is none."""
    value = records["value"].to_numpy()
    relation = np.array(records["relation"].to_pylist(), dtype=np.str_)
    number = np.bincount(member[fresh], minlength=count)
    mean = np.round(np.bincount(member[fresh], weights=value[fresh], minlength=count) / number, 6)
    lowest, highest = np.full(count, np.inf), np.full(count, -np.inf)
    np.fmin.at(lowest, member, value)
    np.fmax.at(highest, member, value)
    first = np.searchsorted(member, np.arange(count))
    pooled = np.select([relation[first] == Relation.below, relation[first] == Relation.above], [lowest, highest], mean)
    squares = np.bincount(member[fresh], weights=(value - mean[member])[fresh] ** 2, minlength=count)
    deviation = np.round(np.sqrt(squares / np.maximum(number - 1, 1)), 6)
    alone = np.where(number == 1, np.nan, deviation)
    return pooled, np.where(relation[first] == Relation.equal, alone, np.nan)


def _distinct(texts: pa.ChunkedArray, member: NDArray[np.int64], count: int) -> pa.Array:
    """[count] sorted distinct non-empty texts of each group."""
    groups: list[set[str]] = [set() for _ in range(count)]
    for group, text in zip(member.tolist(), texts.to_pylist(), strict=True):
        if text:
            groups[group].add(text)
    return pa.array([sorted(group) for group in groups], pa.list_(pa.string()))


def _sorted_lines(lines: NDArray[np.int64], member: NDArray[np.int64], count: int) -> pa.Array:
    """[count] ascending lines of each group."""
    offsets = offsets_of(np.bincount(member, minlength=count))
    ordered = lines[np.lexsort((lines, member))]
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), pa.array(ordered))


def _far_apart(measurements: pa.Table, pair: NDArray[np.int64], gap: float) -> NDArray[np.bool_]:
    """[m] whether another potency of the pair lies more than `gap` away."""
    value = measurements["value"].to_numpy()
    relation = np.array(measurements["relation"].to_pylist(), dtype=np.str_)
    potency = pc.equal(measurements["quantity"], Quantity.potency.value).to_numpy() & np.isfinite(value)
    low = np.where(potency & (relation != Relation.below), value, -np.inf)
    high = np.where(potency & (relation != Relation.above), value, np.inf)
    pairs = int(pair.max(initial=-1)) + 1
    highest_low, lowest_high = np.full(pairs, -np.inf), np.full(pairs, np.inf)
    np.maximum.at(highest_low, pair, low)
    np.minimum.at(lowest_high, pair, high)
    return np.asarray((highest_low[pair] - high > gap) | (low - lowest_high[pair] > gap))


def _contrary(measurements: pa.Table, pair: NDArray[np.int64]) -> NDArray[np.bool_]:
    """[m] whether another measurement of the pair names a contrary effect."""
    effect = np.array(measurements["effect"].to_pylist(), dtype=np.str_)
    pairs = int(pair.max(initial=-1)) + 1

    def seen(mine: NDArray[np.bool_]) -> NDArray[np.bool_]:
        return np.bincount(pair[mine], minlength=pairs)[pair] > 0

    inactive, inhibits, activates = (effect == e for e in (Effect.inactive, Effect.inhibitor, Effect.activator))
    pairs_of_contraries = [(inactive, ~inactive), (~inactive, inactive), (inhibits, activates), (activates, inhibits)]
    return np.asarray(np.any([mine & seen(other) for mine, other in pairs_of_contraries], axis=0))

"""One hash of everything curated, whatever the order of the rows it was made from, and wherever they lay."""

import hashlib
import json
from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PROVENANCE = ("file", "sheet", "lines")
"""Columns that say where a measurement came from; they are no part of the hash."""
CHUNK = 50_000
"""Rows whose text is in memory at a time."""
KEPT_BITS = 40
"""Bits of a number that count: means of the same values in another order, or logarithms of another machine, may differ
in the last of the 53."""


def content_hash(tables: Mapping[str, pa.Table]) -> str:
    """SHA-256 (hexadecimal) of the tables' values, by name; the order of rows does not matter, their number does.

    Takes 32 bytes a row beside one chunk's text.
    """
    digest = hashlib.sha256()
    for name, table in sorted(tables.items()):
        values = table.drop_columns([column for column in PROVENANCE if column in table.column_names])
        digest.update(json.dumps([name, values.column_names, values.num_rows]).encode())
        for row in sorted(_row_digests(values)):
            digest.update(row)
    return digest.hexdigest()


def _row_digests(table: pa.Table) -> list[bytes]:
    digests = []
    for start in range(0, table.num_rows, CHUNK):
        columns = [_texts(column.combine_chunks()) for column in table.slice(start, CHUNK).columns]
        rows = pc.binary_join_element_wise(*columns, "", null_handling="replace", null_replacement="~")
        digests += [hashlib.sha256(row.as_buffer()).digest() for row in rows]
    return digests


def _texts(column: pa.Array) -> pa.Array:
    """One text a row, null for null; each says where it ends, so that no two rows run together to the same text."""
    kind = column.type
    if pa.types.is_map(kind):
        pairs = [None if row is None else json.dumps(sorted(row)) for row in column.to_pylist()]
        return _ended(pa.array(pairs, pa.string()))
    if pa.types.is_list(kind):
        items = pa.ListArray.from_arrays(*_list_parts(column))
        joined = pc.binary_join(items, "")
        return _ended(pc.if_else(column.is_valid(), joined, None))
    if pa.types.is_floating(kind):
        return _ended(_numbers(column))
    return _ended(column if pa.types.is_string(kind) else column.cast(pa.string()))


def _list_parts(column: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Offsets and texts of a list column, whose items may be of any type; a null list has no items."""
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy()
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return pa.array(offsets, pa.int32()), _texts(column.flatten())


def _numbers(column: pa.Array) -> pa.Array:
    """The numbers, rounded to KEPT_BITS, as the digits of their binary form."""
    fraction, exponent = np.frexp(column.to_numpy(zero_copy_only=False))
    fraction, carried = np.frexp(np.round(np.ldexp(fraction, KEPT_BITS)) + 0.0)  # + 0 turns -0 into 0
    parts = (fraction.view(np.int64), exponent + carried)
    digits = pc.binary_join_element_wise(*(pa.array(part).cast(pa.string()) for part in parts), "e")
    return pc.if_else(column.is_valid(), digits, None)


def _ended(texts: pa.Array) -> pa.Array:
    """`5:hello` for `hello`; null stays null."""
    return pc.binary_join_element_wise(pc.binary_length(texts).cast(pa.string()), texts, ":")

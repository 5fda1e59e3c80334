"""Arithmetic over the rows of a table that belong together, without a Python object a row."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.arrays import offsets_of

ROBUST = 1.4826
"""Makes the median absolute deviation of normal noise its standard deviation."""


def ranks(column: pa.ChunkedArray) -> NDArray[np.int64]:
    """[n] a number for each distinct value, in the order of the values; null has its own, the last."""
    encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
    order = pc.sort_indices(encoded.dictionary).to_numpy()
    rank = np.empty(len(order), np.int64)
    rank[order] = np.arange(len(order))
    return np.asarray(rank[encoded.indices.to_numpy()], np.int64)


def joint(*codes: NDArray[np.int64]) -> NDArray[np.int64]:
    """[n] a number from 0 for each distinct combination of codes [n], in the order of the first, second, ... code."""
    whole = np.zeros(len(codes[0]), np.int64)
    for code in codes:
        if code.max(initial=0) > 0:
            wider = whole * (int(code.max()) + 1) + code
            whole = np.unique(wider, return_inverse=True)[1].astype(np.int64)
    return whole


def combinations(table: pa.Table, names: list[str]) -> NDArray[np.int64]:
    """[n] a number from 0 for each distinct combination of the named columns, in their order; null equals null."""
    return joint(*(ranks(table[name]) for name in names))


def size(group: NDArray[np.int64]) -> int:
    """How many groups there are, when they are numbered from 0."""
    return int(group.max(initial=-1)) + 1


def medians(value: NDArray[np.float64], group: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    """[count] median of the values of each group, NaN of a group without any."""
    ordered = value[np.lexsort((value, group))]
    number = np.bincount(group, minlength=count)
    start = offsets_of(number)[:-1]
    filled = np.flatnonzero(number)
    result = np.full(count, np.nan)
    lower = ordered[start[filled] + (number[filled] - 1) // 2]
    upper = ordered[start[filled] + number[filled] // 2]
    result[filled] = (lower + upper) / 2
    return result


def distinct_texts(texts: pa.ChunkedArray, group: NDArray[np.int64], count: int) -> pa.Array:
    """[count] sorted distinct non-empty texts of each group."""
    encoded = texts.combine_chunks().dictionary_encode()
    vocabulary = encoded.dictionary.take(pc.sort_indices(encoded.dictionary))
    told = np.flatnonzero(pc.fill_null(pc.not_equal(texts, ""), False).to_numpy())
    pairs = np.unique(group[told] * (len(vocabulary) + 1) + ranks(texts)[told])
    owner, text = np.divmod(pairs, len(vocabulary) + 1)
    offsets = offsets_of(np.bincount(owner, minlength=count))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), vocabulary.take(pa.array(text)))


def listed(wanted: NDArray[np.bool_], names: list[str]) -> pa.Array:
    """[n] for each row of a matrix [n, k] the names of its true columns, in their order."""
    offsets = offsets_of(wanted.sum(axis=1))
    texts = pa.array(names, pa.string()).take(pa.array(np.nonzero(wanted)[1]))
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), texts)


def holds(lists: pa.ChunkedArray, *texts: str) -> NDArray[np.bool_]:
    """[n] whether each list has one of these texts."""
    flat, owner = pc.list_flatten(lists), pc.list_parent_indices(lists)
    found = np.zeros(len(lists), np.bool_)
    found[owner.filter(pc.is_in(flat, pa.array(texts, pa.string()))).to_numpy()] = True
    return found


def is_word(table: pa.Table, name: str, word: str) -> NDArray[np.bool_]:
    """[n] whether a column holds this word."""
    return np.asarray(pc.equal(table[name], str(word)).to_numpy(), np.bool_)

"""Arrow tables in memory, handled in the thread that asks.

A thread of Arrow's pool that still holds memory of Python's (bytes, or an array of numpy's) when the interpreter ends
aborts the process, after all its work is done: https://github.com/apache/arrow/issues/34314, and 50482.
"""

from collections.abc import Sequence

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def parquet_bytes(table: pa.Table, repeated: Sequence[str] | None = None) -> bytes:
    """A table as the content of a Parquet file.

    `repeated` names the columns of few distinct values, which a dictionary makes small; none given, each is tried.
    """
    sink = pa.BufferOutputStream()
    names = True if repeated is None else [name for name in repeated if name in table.column_names]
    pq.write_table(table, sink, compression="zstd", use_dictionary=names)
    content: bytes = sink.getvalue().to_pybytes()
    return content


def parquet_table(content: bytes, columns: Sequence[str] | None = None) -> pa.Table:
    """The table, or these columns of it, that a Parquet file with this content has; raises pyarrow.ArrowException."""
    return pq.ParquetFile(pa.BufferReader(content)).read(columns=columns, use_threads=False)


def sort_table(table: pa.Table, *columns: str) -> pa.Table:
    """The rows in ascending order of the columns."""
    return table.take(pc.sort_indices(table, sort_keys=[(name, "ascending") for name in columns]))

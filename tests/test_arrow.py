"""Tables in memory: sorted and read as Arrow's own functions do, but in the thread that asks."""

import pyarrow as pa
import pytest

from discovery.arrow import parquet_bytes, parquet_table, sort_table

TABLE = pa.table({"file": ["b", "a", None, "b", "a"], "line": [2, 9, 1, 1, 9], "text": ["1", "2", "3", "4", "5"]})


def test_rows_are_sorted_by_all_columns_and_keep_their_order_where_these_tie() -> None:
    assert sort_table(TABLE, "file", "line")["text"].to_pylist() == ["2", "5", "4", "1", "3"]


@pytest.mark.parametrize("repeated", [None, [], ["file", "elsewhere"]])
def test_a_table_comes_back_whole_or_with_the_columns_asked(repeated: list[str] | None) -> None:
    content = parquet_bytes(TABLE, repeated)
    assert parquet_table(content).equals(TABLE)
    assert parquet_table(content, ["text"]).equals(TABLE.select(["text"]))

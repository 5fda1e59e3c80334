"""The usable rows of all sources as one table, from which measurements are made."""

import pyarrow as pa

RECORDS = pa.schema(
    [
        ("compound", pa.string()),
        ("target", pa.string()),
        ("organism", pa.string()),
        ("assay", pa.string()),
        ("effect", pa.string()),
        ("quantity", pa.string()),
        ("standard_type", pa.string()),
        ("relation", pa.string()),
        ("unit", pa.string()),
        ("concentration", pa.float64()),  # uM; null where unknown
        ("split", pa.string()),
        ("source", pa.string()),
        ("file", pa.string()),
        ("sheet", pa.string()),
        ("value", pa.float64()),  # null for a flag
        ("low", pa.float64()),  # null unless the value was a range
        ("high", pa.float64()),
        ("reference", pa.string()),
        ("batch", pa.string()),
        ("plate", pa.string()),
        ("comment", pa.string()),
        ("date", pa.date32()),
        ("line", pa.int64()),
    ]
)
"""One row a result of a source that can be used."""

KEY = RECORDS.names[: RECORDS.names.index("value")]
"""Records that agree in all of these are replicates."""

IDENTITY = RECORDS.names[: RECORDS.names.index("line")]
"""Records that agree in all of these are copies of one another and count once."""

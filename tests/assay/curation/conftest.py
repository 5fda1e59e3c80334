"""Records, of which measurements are made."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.curation.record_table import RECORDS

RECORD: dict[str, Any] = {
    **dict.fromkeys(RECORDS.names, ""),
    **dict.fromkeys(("concentration", "low", "high", "date")),
    "compound": "A",
    "target": "RYR2",
    "assay": "binding",
    "effect": "inhibitor",
    "quantity": "potency",
    "standard_type": "IC50",
    "relation": "=",
    "unit": "pX",
    "source": "table",
    "file": "a.csv",
    "value": 6.0,
}


@pytest.fixture(scope="session")
def records() -> Callable[..., pa.Table]:
    """Makes records (schema RECORDS) that are like RECORD but for the changes given, each on a line of its own."""

    def make(*changes: dict[str, Any]) -> pa.Table:
        rows = [{**RECORD, "line": line, **change} for line, change in enumerate(changes, start=2)]
        return pa.Table.from_pylist(rows, schema=RECORDS)

    return make

"""Data sets made row by row: what the tests of the data report read."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED

MEASUREMENT = {
    "target": "RYR2",
    "organism": "human",
    "assay": "imaging",
    "effect": "unstated",
    "quantity": "potency",
    "standard_type": "IC50",
    "relation": "=",
    "value": 6.0,
    "unit": "pX",
    "n": 1,
    "conflict": False,
    "flags": [],
    "references": [],
    "batches": [],
    "comments": [],
    "split": "",
    "source": "table",
    "file": "table.csv",
    "sheet": "",
    "lines": [2],
}
ASSAY = {
    "assay": "imaging",
    "target": "RYR2",
    "organism": "human",
    "uniprot": "",
    "format": "calcium_imaging",
    "format_guessed": True,
    "direction": "",
    "role": "dose_response",
    "follows": "",
    "covariates": [],
    "sources": ["table"],
    "standard_types": ["IC50"],
    "hit_rule": "",
    "measurements": 3,
    "compounds": 3,
    "potencies": 3,
    "censored": 0,
    "active": 2,
    "inactive": 1,
    "replicate_df": 0,
    "conflicts": 0,
}
REJECT = {
    "file": "table.csv",
    "sheet": "",
    "line": 7,
    "id": "R7",
    "structure": "C1CC",
    "stage": "structure",
    "code": "unreadable",
    "reason": "The structure cannot be read.",
}
Rows = Iterable[Mapping[str, Any]]


def rows(defaults: Mapping[str, Any], given: Rows, schema: pa.Schema) -> pa.Table:
    blank = dict.fromkeys(schema.names)
    return pa.Table.from_pylist([{**blank, **defaults, **row} for row in given], schema=schema)


def make(
    measurements: Rows = (), assays: Rows = (), rejected: Rows = (), compounds: Rows = (), background: int = 0
) -> AssayDataset:
    """A data set; a measurement names its compound by SMILES, which stands for the key too."""
    measured = rows(MEASUREMENT, measurements, MEASUREMENTS)
    extra = {row["compound"]: dict(row) for row in compounds}
    keys = sorted({*measured["compound"].to_pylist(), *extra})
    blank = {"names": [], "batches": [], "originals": [], "salts": [], "forms": []}
    listed = [{"compound": key, "smiles": key, "skeleton": key, **blank, **extra.get(key, {})} for key in keys]
    left_out = rows(REJECT, rejected, REJECTED)
    used = sum(len(lines) for lines in measured["lines"].to_pylist())
    counts = {"records": used + background + left_out.num_rows, "used": used, "background": background}
    return AssayDataset(
        compounds=pa.Table.from_pylist(listed, schema=COMPOUNDS),
        measurements=measured,
        assays=rows(ASSAY, assays, ASSAYS),
        proteins=PROTEINS.empty_table(),
        rejected=left_out,
        card={
            "content_hash": "9f2c" * 16,
            "stages": {"rows": counts["records"], **counts, "rejected": left_out.num_rows},
            "sources": {
                "table": {
                    "file": "table.csv",
                    "sha256": "77ab" * 16,
                    "rows": counts["records"],
                    "structures": counts["records"],
                    "repeated": 0,
                    "used": used,
                }
            },
            "inputs": {"data.sources.table.path": {"file": "table.csv", "sha256": "77ab" * 16}},
            "settings": {"data": {"name": "made"}},
            "versions": {"rdkit": "2026.3.6"},
        },
    )


@pytest.fixture(scope="session")
def made() -> Callable[..., AssayDataset]:
    """Makes a data set of the given rows, each completed with what most rows have."""
    return make

"""Small data sets of screens and what follows them."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import ASSAYS, COMPOUNDS, MEASUREMENTS, PROTEINS, REJECTED


def dataset(assays: list[dict[str, str]], *rows: dict[str, Any]) -> AssayDataset:
    """A data set of flags, unless a row says otherwise, on RYR2."""
    keys = sorted({row["compound"] for row in rows})
    compounds = [{"compound": key, "smiles": "C", "skeleton": key} for key in keys]
    plain = {"effect": "unstated", "quantity": "flag", "relation": "=", "target": "RYR2", "organism": ""}
    described = [{"target": "RYR2", "organism": "", "follows": "", **row} for row in assays]
    return AssayDataset(
        pa.Table.from_pylist(compounds, schema=COMPOUNDS),
        pa.Table.from_pylist([{**plain, **row} for row in rows], schema=MEASUREMENTS),
        pa.Table.from_pylist(described, schema=ASSAYS),
        PROTEINS.empty_table(),
        REJECTED.empty_table(),
        {},
    )


@pytest.fixture(scope="session")
def screen_data() -> Callable[..., AssayDataset]:
    """Makes a data set of assays and measurements."""
    return dataset

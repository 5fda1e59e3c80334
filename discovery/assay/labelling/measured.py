"""The measurement table as parallel arrays, which labels are computed from."""

from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.groups import combinations, holds
from discovery.assay.kinds import AssayRole
from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.assay.schema import Flag, Relation
from discovery.target.endpoint import Endpoint

RELATION_CODES = {Relation.below: BELOW, Relation.equal: EQUAL, Relation.above: ABOVE}


@dataclass(frozen=True)
class Measured:
    """m measurements."""

    compound: NDArray[np.int64]
    """[m] row in the table of compounds."""
    target: NDArray[np.str_]
    """[m]"""
    effect: NDArray[np.str_]
    """[m] Effect."""
    quantity: NDArray[np.str_]
    """[m] Quantity."""
    relation: NDArray[np.int8]
    """[m] BELOW, EQUAL or ABOVE."""
    value: NDArray[np.float64]
    """[m] in the measurement's unit; NaN for a flag."""
    assay: NDArray[np.int64]
    """[m] row in the table of assays; -1 for one that is not described there."""
    role: NDArray[np.str_]
    """[m] AssayRole of the assay."""
    hit: NDArray[np.bool_]
    """[m] responses that their plates call a hit."""
    unit: NDArray[np.str_]
    """[m] of the value; empty for a flag."""
    readout: NDArray[np.int64]
    """[m] a number for each unit, type and concentration: values that share it can be held against one another."""

    def keep(self, wanted: NDArray[np.bool_]) -> "Measured":
        """The measurements where `wanted` [m] is true."""
        return self.take(np.flatnonzero(wanted))

    def take(self, rows: NDArray[np.int64]) -> "Measured":
        """The measurements of these rows."""
        return Measured(*(getattr(self, f.name)[rows] for f in fields(self)))


@dataclass(frozen=True)
class EndpointLabels:
    """The labels of one endpoint: k compounds, none twice."""

    endpoint: Endpoint
    rows: NDArray[np.int64]
    """[k] compounds."""
    value: NDArray[np.float32]
    """[k]"""
    relation: NDArray[np.int8]
    """[k] BELOW, EQUAL or ABOVE."""
    weight: NDArray[np.float32]
    """[k] in (0, 1]."""
    origin: NDArray[np.int8]
    """[k] MEASURED, BORROWED or PRESUMED."""


def measured(dataset: AssayDataset) -> Measured:
    """All measurements of a data set."""
    table, assays = dataset.measurements, dataset.assays
    assay = _index(_assay_key(table), _assay_key(assays))
    roles = np.array([*assays["role"].to_pylist(), AssayRole.unstated], np.str_)
    return Measured(
        _index(table["compound"], dataset.compounds["compound"]),
        _texts(table["target"]),
        _texts(table["effect"]),
        _texts(table["quantity"]),
        np.array([RELATION_CODES[Relation(text)] for text in table["relation"].to_pylist()], np.int8),
        table["value"].to_numpy(),
        assay,
        roles[assay],
        holds(table["flags"], Flag.hit),
        _texts(pc.fill_null(table["unit"], "")),
        combinations(table, ["unit", "standard_type", "concentration"]),
    )


def _assay_key(table: pa.Table) -> pa.ChunkedArray:
    """[m] what one row of the table of assays is about."""
    parts = (pc.fill_null(table[name], "") for name in ("assay", "target", "organism"))
    return pc.binary_join_element_wise(*parts, "\n")


def _index(column: pa.ChunkedArray, among: pa.ChunkedArray) -> NDArray[np.int64]:
    """[m] where each text stands among others; -1 where it does not."""
    found = pc.index_in(column, value_set=pa.array(among.to_pylist(), pa.string()))
    return np.asarray(pc.fill_null(found, -1).to_numpy(), np.int64)


def _texts(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.array(column.to_pylist(), dtype=np.str_)

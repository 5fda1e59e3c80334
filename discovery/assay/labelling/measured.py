"""The measurement table as parallel arrays, which labels are computed from."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL
from discovery.assay.schema import Relation
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

    def keep(self, wanted: NDArray[np.bool_]) -> "Measured":
        """The measurements where `wanted` [m] is true."""
        return Measured(
            self.compound[wanted],
            self.target[wanted],
            self.effect[wanted],
            self.quantity[wanted],
            self.relation[wanted],
            self.value[wanted],
        )


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
    table = dataset.measurements
    return Measured(
        pc.index_in(table["compound"], value_set=dataset.compounds["compound"].combine_chunks()).to_numpy(),
        _texts(table["target"]),
        _texts(table["effect"]),
        _texts(table["quantity"]),
        np.array([RELATION_CODES[Relation(text)] for text in table["relation"].to_pylist()], np.int8),
        table["value"].to_numpy(),
    )


def _texts(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.array(column.to_pylist(), dtype=np.str_)

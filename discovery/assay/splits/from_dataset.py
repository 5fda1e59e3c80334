"""What a curated data set says of its compounds that a division may go by."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.splits.pool import PARTS, Pool


def pool_of(dataset: AssayDataset) -> Pool:
    """The compounds of a data set, in the order of its table."""
    smiles, skeletons = (dataset.compounds[name].to_pylist() for name in ("smiles", "skeleton"))
    rows = compound_rows(dataset)
    return Pool(smiles, skeletons, _first_dates(dataset, rows), _given(dataset, rows))


def compound_rows(dataset: AssayDataset) -> NDArray[np.int64]:
    """[m] row in the table of compounds of each measurement's compound."""
    keys = dataset.compounds["compound"].combine_chunks()
    found: NDArray[np.int64] = pc.index_in(dataset.measurements["compound"], value_set=keys).to_numpy().astype(np.int64)
    return found


def given_parts(dataset: AssayDataset) -> NDArray[np.int8]:
    """[m] number of the part for which the source gives each measurement; -1 where it gives none."""
    found = pc.index_in(dataset.measurements["split"], value_set=pa.array(PARTS))
    numbers: NDArray[np.int8] = pc.fill_null(found, -1).to_numpy().astype(np.int8)
    return numbers


def _first_dates(dataset: AssayDataset, rows: NDArray[np.int64]) -> NDArray[np.datetime64]:
    day = dataset.measurements["date"].to_numpy().astype("datetime64[D]")
    first = np.full(dataset.compounds.num_rows, np.datetime64("NaT", "D"))
    np.fmin.at(first, rows, day)  # fmin passes over NaT
    return first


def _given(dataset: AssayDataset, rows: NDArray[np.int64]) -> NDArray[np.bool_]:
    part = given_parts(dataset)
    given = np.zeros((dataset.compounds.num_rows, len(PARTS)), np.bool_)
    given[rows[part >= 0], part[part >= 0]] = True
    return given

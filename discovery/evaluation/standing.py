"""Compounds as they stand in training, validation and test parts, before anybody has set them right."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset
from discovery.assay.splits.from_dataset import compound_rows, given_parts
from discovery.assay.splits.pool import PARTS, Pool
from discovery.assay.splits.split import Split


@dataclass(frozen=True)
class Standing:
    """r entries, each a compound in a part; a compound that is given for two parts has two entries."""

    compound: NDArray[np.int64]
    """[r] row in the table of compounds."""
    part: NDArray[np.int64]
    """[r] number of the part."""
    entry: NDArray[np.int64]
    """[m] entry that each measurement belongs to."""

    def of(self, part: str) -> NDArray[np.int64]:
        """Entries of a part."""
        return np.flatnonzero(self.part == PARTS.index(part))


def as_split(dataset: AssayDataset, split: Split) -> Standing:
    """Every compound in its part of the split."""
    part = np.zeros(dataset.compounds.num_rows, np.int64)
    for number, rows in enumerate((split.train, split.validation, split.test)):
        part[rows] = number
    return Standing(np.arange(len(part)), part, compound_rows(dataset))


def as_stated(dataset: AssayDataset, pool: Pool) -> Standing:
    """Every compound in each part for which its source gives it, in training if in none."""
    stated = np.zeros((len(pool), len(PARTS)), np.bool_) if pool.given is None else pool.given.copy()
    stated[~stated.any(axis=1), 0] = True
    compound, part = np.nonzero(stated)
    number = np.full(stated.shape, -1, np.int64)
    number[compound, part] = np.arange(len(compound))
    measured, told = compound_rows(dataset), given_parts(dataset).astype(np.int64)
    told = np.where(told >= 0, told, stated.argmax(axis=1)[measured])
    return Standing(compound, part, number[measured, told])

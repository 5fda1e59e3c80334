"""The ChEMBL time split as labels, and the targets that are judged."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow.csv
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.assay.splits.split import Split
from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.models.pretrained import load_pretrained
from discovery.target.endpoint import potency_endpoint
from discovery.training.fit_model import LabelledCompounds

PARTS = ("train", "valid", "test")
LEARNT, TESTED = 5, 10
"""Fewest training and test labels of a target that is judged."""
BINS = (LEARNT, 25, 50, 100, 200)
"""Training labels from which each bin of targets begins."""


@dataclass(frozen=True)
class TimeSplit:
    """All n compounds, those of the training part first, then those for validation, then those for testing."""

    smiles: list[str]
    part: NDArray[np.int64]
    """[n] place in PARTS."""
    value: NDArray[np.float32]
    """[n, E] -log10 of a molar concentration; NaN where it was not measured."""
    targets: tuple[str, ...]
    """[E]"""

    @classmethod
    def read(cls, folder: Path) -> "TimeSplit":
        tables = [pyarrow.csv.read_csv(folder / f"chembl_5thresh_ts_{part}.csv.gz") for part in PARTS]
        targets = tuple(name for name in tables[0].column_names if name != "smiles")
        value = [
            np.stack([table[name].cast("float32").to_numpy() for name in targets], axis=1)  # of no label: null
            for table in tables
        ]
        smiles = [text for table in tables for text in table["smiles"].to_pylist()]
        part = np.repeat(np.arange(len(PARTS)), [len(table) for table in tables])
        return cls(smiles, part, np.concatenate(value), targets)

    def without(self, rows: NDArray[np.bool_]) -> "TimeSplit":
        """All compounds but the given ones [n]."""
        kept = np.flatnonzero(~rows)
        return TimeSplit([self.smiles[row] for row in kept], self.part[kept], self.value[kept], self.targets)

    def counts(self) -> NDArray[np.int64]:
        """[3, E] labels of each target in each part."""
        there = ~np.isnan(self.value)
        return np.stack([there[self.part == part].sum(axis=0) for part in range(len(PARTS))])

    def judged(self) -> NDArray[np.int64]:
        """Columns of the targets with enough training and test labels."""
        train, _, test = self.counts()
        return np.flatnonzero((train >= LEARNT) & (test >= TESTED))

    def sample(self, each: int) -> NDArray[np.int64]:
        """Columns of so many judged targets a bin, drawn; more of them include fewer of them."""
        drawn = np.random.default_rng(0).permutation(self.judged())
        place = np.digitize(self.counts()[0][drawn], BINS)
        return np.sort(np.concatenate([drawn[place == one][:each] for one in range(1, len(BINS) + 1)]))

    def learnt_from(self, columns: NDArray[np.int64]) -> tuple[LabelledCompounds, Split]:
        """The compounds measured on these targets, with their labels there; those of the test part are left out."""
        mine = self.value[:, columns]
        rows = np.flatnonzero((self.part < PARTS.index("test")) & ~np.isnan(mine).all(axis=1))
        known = ~np.isnan(mine[rows])
        _, column = np.nonzero(known)
        codes = np.zeros(len(column), np.int8)
        labels = Labels(
            tuple(potency_endpoint(self.targets[one]) for one in columns),
            offsets_of(known.sum(axis=1).astype(np.int64)),
            column.astype(np.int32),
            mine[rows][known],
            codes + np.int8(EQUAL),
            np.ones(len(column), np.float32),
            codes + np.int8(MEASURED),
        )
        smiles, places = [self.smiles[row] for row in rows], np.arange(len(rows))
        train, valid = (places[self.part[rows] == PARTS.index(part)] for part in ("train", "valid"))
        split = Split(train, valid, places[:0], places)
        return LabelledCompounds(smiles, [str(row) for row in rows], labels), split


def known_to(encoder: Path, data: TimeSplit) -> NDArray[np.bool_]:
    """[n] which compounds of the test part the encoder has learnt a label of, by skeleton."""
    rows = np.flatnonzero(data.part == PARTS.index("test"))
    found = standardize_many([data.smiles[row] for row in rows], StandardizeSettings(), 0, "Standardising test part")
    skeletons = [one.skeleton if isinstance(one, Compound) else "" for one in found]
    known = np.zeros(len(data.smiles), np.bool_)
    known[rows] = load_pretrained(encoder, "--encoder").knows(skeletons)
    return known

"""The compounds of the three cardiac channels, as CToxPred divides them."""

import csv
import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many

CHANNELS = {"herg": "KCNH2", "nav15": "SCN5A", "cav12": "CACNA1C"}
"""Channel -> gene."""
FILE = "ctoxpred_{}_dev.csv.gz"
ANY_SIZE = StandardizeSettings(max_heavy_atoms=0)
"""Toxins of more than 150 heavy atoms, a tenth of the rows of Nav1.5, stay in."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Part:
    """The n compounds of a training or a test part; one row of the file each."""

    smiles: Sequence[str]
    """[n] standardised parents."""
    skeletons: Sequence[str]
    """[n]"""
    value: Floats
    """[n] pIC50."""


@dataclass(frozen=True)
class Channel:
    """The published division of a channel's compounds."""

    name: str
    train: Part
    test: Part
    """USED_AS=Validation."""
    left_out: int
    """Rows that are given for neither part, or cannot be standardised."""

    @property
    def new(self) -> NDArray[np.bool_]:
        """[n] test compounds of whose skeleton no training compound is."""
        return ~np.isin(self.test.skeletons, self.train.skeletons)

    def account(self) -> str:
        """Where the rows of the file are, in a sentence."""
        known = len(self.test.value) - int(self.new.sum())
        return (
            f"{self.name}: {len(self.train.value):,} rows to learn from, {len(self.test.value):,} to test,"
            f" {self.left_out:,} left out; {known:,} test compounds have the skeleton of a training compound."
        )


def read_channel(folder: Path, name: str) -> Channel:
    """Both parts of a channel's file in `folder`."""
    with gzip.open(folder / FILE.format(name), "rt", encoding="utf-8-sig") as text:
        rows = list(csv.DictReader(text))
    compounds = standardize_many([row["SMILES"] for row in rows], ANY_SIZE, 0, f"Standardising {name}")
    parts = {}
    for part in ("Train", "Validation"):
        kept = [
            (compound, float(row["pIC50"]))
            for row, compound in zip(rows, compounds, strict=True)
            if row["USED_AS"] == part and isinstance(compound, Compound)
        ]
        parts[part] = Part(
            [compound.smiles for compound, _ in kept],
            [compound.skeleton for compound, _ in kept],
            np.array([value for _, value in kept]),
        )
    left_out = len(rows) - sum(len(part.value) for part in parts.values())
    return Channel(name, parts["Train"], parts["Validation"], left_out)

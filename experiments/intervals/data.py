"""The sets of the study: ten of MoleculeACE and the three cardiac channels, all rows, each compound once."""

import csv
import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.arrays import offsets_of
from discovery.assay.labelling.labels import EQUAL, MEASURED, Labels
from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize_many
from discovery.target.endpoint import potency_endpoint
from discovery.training.fit_model import LabelledCompounds

MOST = 4_000
"""Rows of a set; of a larger one so many are drawn."""
CHANNELS = ("herg", "nav15", "cav12")


@dataclass(frozen=True)
class Source:
    """Where the measurements of one set are."""

    file: Path
    smiles: str
    """Column of the structures."""
    value: str
    """Column of the potencies, pX."""

    def read(self) -> LabelledCompounds:
        """The standardised compounds with their mean potencies."""
        with gzip.open(self.file, "rt", encoding="utf-8") as text:
            rows = [row for row in csv.DictReader(text) if row[self.value]]
        drawn = np.sort(np.random.default_rng(0).permutation(len(rows))[:MOST])
        texts = [rows[place][self.smiles] for place in drawn]
        found = standardize_many(texts, StandardizeSettings(), 0, f"Standardising {self.file.name}")
        told: dict[str, list[float]] = {}
        skeleton: dict[str, str] = {}
        for place, one in zip(drawn, found, strict=True):
            if isinstance(one, Compound):
                told.setdefault(one.smiles, []).append(float(rows[place][self.value]))
                skeleton[one.smiles] = one.skeleton
        smiles = sorted(told)
        value = np.array([np.mean(told[text]) for text in smiles], np.float32)
        return LabelledCompounds(smiles, [skeleton[text] for text in smiles], labels_of(value))

    def rows(self) -> int:
        with gzip.open(self.file, "rt", encoding="utf-8") as text:
            return sum(1 for _ in text)


def labels_of(value: NDArray[np.float32]) -> Labels:
    """One exact potency a compound."""
    codes = np.zeros(len(value), np.int8)
    return Labels(
        (potency_endpoint("target"),),
        offsets_of(np.ones(len(value), np.int64)),
        np.zeros(len(value), np.int32),
        value,
        codes + np.int8(EQUAL),
        np.ones(len(value), np.float32),
        codes + np.int8(MEASURED),
    )


def sources(moleculeace: Path, cardiac: Path) -> Mapping[str, Source]:
    """By name: every third set of MoleculeACE by size, the smallest first, and the cardiac channels."""
    files = sorted(moleculeace.glob("CHEMBL*.csv.gz"))
    every = [Source(file, "smiles", "y [pEC50/pKi]") for file in files]
    chosen = sorted(every, key=lambda one: (one.rows(), one.file.name))[::3]
    channels = {name: Source(cardiac / f"ctoxpred_{name}_dev.csv.gz", "SMILES", "pIC50") for name in CHANNELS}
    return {one.file.name.removesuffix(".csv.gz"): one for one in chosen} | channels

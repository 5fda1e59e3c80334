"""The primary screen as its models see it."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.labelling.build_labels import build_labels
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import Split, split_compounds
from discovery.target.endpoint import hit_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.settings import FitSettings, Precision
from experiments.contenders import Contest, Means, labels_of

SCREENED = "SAUREUS"
FINE_TUNING = FitSettings(epochs=10, batch_size=128, learning_rate=1e-3, patience=0, precision=Precision.bf16)
"""How the networks of the blend are fitted."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Screen:
    """The n compounds that were screened."""

    dataset: AssayDataset
    smiles: list[str]
    """[n] standardised parents."""
    skeletons: list[str]
    """[n]"""
    active: Floats
    """[n] 1 for a hit, 0 for others."""

    def split(self, method: SplitMethod, seed: int) -> Split:
        """Four fifths to learn from, a tenth each for validation and test, by scaffold or cluster."""
        return split_compounds(pool_of(self.dataset), SplitSettings(method=method, seed=seed))

    def contest(self, rows: Rows, group: Rows, held: Rows | None, settings: FitSettings, means: Means) -> Contest:
        """What every model needs to learn from these `rows`, of which Chemprop holds back those in the places `held`.

        `group` is that of each row.
        """
        smiles, skeletons = ([texts[row] for row in rows] for texts in (self.smiles, self.skeletons))
        labels = labels_of(hit_endpoint(SCREENED), self.active[rows])
        return Contest(smiles, skeletons, group, labels, settings, means, held)

    def account(self) -> str:
        """Where the rows of the file are, in a sentence."""
        card = self.dataset.card
        rows, rejected = card["rows_in"], card["rows_in"] - card["stages"]["used"]
        return (
            f"{rows:,} rows, {rejected:,} of them rejected, make {len(self.smiles):,} compounds,"
            f" {int(self.active.sum()):,} of them active."
        )


def read_screen(folder: Path) -> Screen:
    """The screen of a curated data set: a compound is a hit where one of its rows calls it so."""
    dataset = load_dataset(folder)
    labels = build_labels(dataset, TargetSettings(gene=SCREENED, presumed_inactive=0))
    rows, value, _, _ = labels.of(hit_endpoint(SCREENED).name)
    smiles, skeletons = (dataset.compounds[name].to_pylist() for name in ("smiles", "skeleton"))
    if len(rows) != len(smiles):
        raise SystemExit(f"{folder}: {len(smiles) - len(rows)} compounds were not screened; ingest data=saureus alone")
    return Screen(dataset, smiles, skeletons, value.astype(np.float64))

"""Predicts molecules in one batch, in a process that may take little more memory than it has."""

import csv
import gzip
import resource
from itertools import islice
from pathlib import Path

import numpy as np
import torch

from discovery.models.build import build_network
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.predictor import Inference
from discovery.models.settings import DmpnnSettings
from discovery.target.endpoint import potency_endpoint

LIBRARY = Path(__file__).parents[2] / "data/library/purchasable_20k.csv.gz"
MOLECULES = 3000
MORE = 60 * 2**20
"""Bytes; the batch takes some 200 MB."""


def main() -> None:
    torch.set_num_threads(1)
    with gzip.open(LIBRARY, "rt", encoding="utf-8") as file:
        smiles = [row["smiles"] for row in islice(csv.DictReader(file), MOLECULES)]
    network = build_network(DmpnnSettings(hidden=1200, depth=2), (potency_endpoint("A"),), 0)
    whole, usual = NetworkEnsemble([network], Inference(MOLECULES)), NetworkEnsemble([network])
    expected = usual.predict(smiles[:200]).mean
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + MORE,) * 2)
    print("equal" if np.array_equal(whole.predict(smiles).mean[:200], expected) else "different")


if __name__ == "__main__":
    main()

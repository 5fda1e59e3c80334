"""Do the fast paths give the scores of the plain one?"""

from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from discovery.bundle.load import load_bundle
from discovery.graphs.batches import ordered_batches
from discovery.graphs.featurize import featurize
from discovery.models.dmpnn import Dmpnn
from discovery.models.ensemble import NetworkEnsemble
from discovery.models.network import NORM
from discovery.screening.scored import open_scored
from experiments.screening_speed.bundle import ENDPOINT

CHECKED = 2000
"""Molecules computed along the plain path."""
LARGEST_DIFFERENCE = 1e-4
"""In standard deviations of the scores: an untrained network's vary little around a constant."""


def check(bundle: Path, fp32: Path, bf16: Path) -> str:
    """One sentence on how the scored folders agree; raises SystemExit where fp32 is not what the plain path gives."""
    exact, fast = _scores(fp32), _scores(bf16)
    smiles = open_scored(fp32).read(["smiles"])["smiles"].to_pylist()[:CHECKED]
    plain = _plain(bundle, smiles)
    difference = float(np.abs(plain - exact[:CHECKED]).max() / plain.std())
    if difference > LARGEST_DIFFERENCE:
        raise SystemExit(f"fp32 scores differ from the plain path by up to {difference:.1e} standard deviations")
    ranks = np.stack([values.argsort().argsort() for values in (exact, fast)]).astype(np.float64)
    correlation = np.corrcoef(ranks)
    return (
        f"Largest difference between the scores in fp32 and the plain path (dense products, one row a bond), "
        f"{len(smiles):,} molecules: {difference:.1e} standard deviations of the scores. "
        f"Rank correlation of the scores in bf16 with those in fp32, {len(exact):,} molecules: "
        f"{correlation.min():.7f}."
    )


def _scores(folder: Path) -> NDArray[np.float32]:
    scores: NDArray[np.float32] = open_scored(folder).read([ENDPOINT.name])[ENDPOINT.name].to_numpy()
    return scores


@torch.inference_mode()
def _plain(bundle: Path, smiles: list[str]) -> NDArray[np.float32]:
    """[n] scores by the network's definition, without any of the short cuts."""
    predictor = load_bundle(bundle).predictor
    assert isinstance(predictor, NetworkEnsemble)
    (network,) = predictor.networks
    assert isinstance(network.encoder, Dmpnn)
    graphs = featurize(smiles)
    scores = np.empty(len(smiles), np.float32)
    for rows, batch in ordered_batches(graphs, 64):
        molecules = network.encoder.dense_forward(batch) / NORM
        scores[rows] = network.head(molecules)[:, 0].numpy()  # untrained: its scale is 0 and 1
    return scores

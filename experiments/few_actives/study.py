"""How should a network learn a target's few actives? Judged on stand-in targets, none of them a ryanodine receptor.

python -m experiments.few_actives.study [--genes TRPM8 P2RX3 ...]
"""

import argparse
import csv
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from hashlib import sha256
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from discovery.app.compose import settings_of
from discovery.app.settings import CampaignSettings
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.labelling.build_labels import build_labels
from discovery.assay.labelling.labels import MEASURED
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import split_compounds
from discovery.chem.scaffold import scaffold_groups
from discovery.evaluation.retrospective import Refit, retrospective
from discovery.evaluation.settings import EvaluationSettings
from discovery.models.settings import DmpnnSettings, ForestSettings, SimilaritySettings
from discovery.screening.library.texts import library_texts
from discovery.target.endpoint import activity_endpoint
from discovery.target.settings import TargetSettings
from discovery.training.fit_model import LabelledCompounds, fit_model
from discovery.training.recorder import NullRecorder
from discovery.training.refit import NetworkRefit, refits
from discovery.training.settings import Device, FitSettings

GENES = ("TRPM8", "P2RX3", "MCOLN3", "SCN10A")
"""Stand-ins: channels with 90 to 900 potencies of their own, of different families."""
FAMILY = ("RYR", "RYR1", "RYR2", "RYR3")
"""Taken out of the data before anything is fitted: the campaign's own check must not be chosen on."""
ACTIVES = 64
"""Actives left to a stand-in, as many as the ryanodine receptors have."""
FOLDS = 8
RESULTS = Path(__file__).parent / "results.csv"
COLUMNS = ("gene", "variant", "metric", "value", "low", "high")
FIT = FitSettings(epochs=5, batch_size=128, learning_rate=2e-3, device=Device.cpu, workers=1)
BASELINES = {"forest": ForestSettings(trees=100), "similarity": SimilaritySettings()}
VARIANTS = {
    "all labels alike, 128 a batch, 3e-4": (1.0, 128, 3e-4, 12),
    "all labels alike, 32 a batch, 1e-3": (1.0, 32, 1e-3, 12),
    "rehearsal 0.1, 32 a batch, 3e-4": (0.1, 32, 3e-4, 12),
    "rehearsal 0.1, 32 a batch, 1e-3": (0.1, 32, 1e-3, 12),
    "rehearsal 0.1, 32 a batch, 1e-3, 30 epochs": (0.1, 32, 1e-3, 30),
    "no rehearsal, 32 a batch, 1e-3": (0.0, 32, 1e-3, 12),
}
"""Second phases: rehearsal weight, batch size, learning rate, epochs."""


def stand_in(dataset: AssayDataset, gene: str) -> AssayDataset:
    """The data set without the ryanodine receptors and with ACTIVES actives of the gene, drawn by their keys' hash."""
    table = dataset.measurements.filter(pc.invert(pc.is_in(dataset.measurements["target"], pa.array(FAMILY))))
    mine = pc.equal(table["target"], gene)
    active = pc.and_(mine, pc.fill_null(pc.greater_equal(table["value"], 6.0), False))
    keys = sorted(set(table.filter(active)["compound"].to_pylist()), key=lambda key: sha256(key.encode()).digest())
    kept = pc.and_(active, pc.is_in(table["compound"], pa.array(keys[:ACTIVES])))
    table = table.filter(pc.or_(pc.invert(mine), kept))
    gone = pc.is_in(dataset.compounds["compound"], pc.unique(dataset.measurements["compound"]))
    still = pc.is_in(dataset.compounds["compound"], pc.unique(table["compound"]))
    return replace(dataset, measurements=table, compounds=dataset.compounds.filter(pc.or_(still, pc.invert(gone))))


def study(gene: str, dataset: AssayDataset, decoys: list[str]) -> Iterator[dict[str, object]]:
    """Rows of the result for one stand-in."""
    data = stand_in(dataset, gene)
    target = TargetSettings(gene=gene)
    compounds = LabelledCompounds(
        data.compounds["smiles"].to_pylist(), data.compounds["skeleton"].to_pylist(), build_labels(data, target)
    )
    split = split_compounds(pool_of(data), SplitSettings(method=SplitMethod.random))
    model = DmpnnSettings(members=1)
    fitted = fit_model(model, compounds, split, target, FIT, NullRecorder())
    models: dict[str, Refit] = dict(refits({"network": model}, fitted, BASELINES, compounds, split, target, FIT))
    network = models.pop("network")
    assert isinstance(network, NetworkRefit)
    for name, (rehearsal, batch, rate, epochs) in VARIANTS.items():
        settings = replace(
            FIT, adapt_rehearsal=rehearsal, adapt_batch_size=batch, adapt_learning_rate=rate, adapt_epochs=epochs
        )
        models[name] = replace(network, settings=settings)
    endpoint = activity_endpoint(gene).name
    actives = measured_actives(compounds, endpoint)
    folds = scaffold_groups(compounds.smiles) % FOLDS
    of_active = np.full(len(folds), -1)
    of_active[actives] = folds[actives]
    result = retrospective(models, compounds.smiles, actives, of_active, decoys, endpoint, EvaluationSettings(), 1)
    for row in result.table().to_pylist():
        yield {"gene": gene, "variant": row["model"]} | {name: row[name] for name in COLUMNS[2:]}


def measured_actives(compounds: LabelledCompounds, endpoint: str) -> NDArray[np.int64]:
    """Rows of the compounds measured active."""
    rows, values, _, _ = compounds.labels.of(endpoint)
    column = [e.name for e in compounds.labels.endpoints].index(endpoint)
    measured = compounds.labels.origin[compounds.labels.endpoint == column] == MEASURED
    return np.sort(rows[measured & (values == 1)])


def work(gene: str) -> list[dict[str, object]]:
    """One stand-in, in a process of its own."""
    os.environ["OMP_NUM_THREADS"] = "1"
    settings = settings_of("campaign", ["experiment=ryr2"])
    assert isinstance(settings, CampaignSettings)
    dataset = load_dataset(settings.out / "curated")
    decoys = [text for texts in library_texts(settings.library) for text in texts]
    return list(study(gene, dataset, decoys))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--genes", nargs="+", default=GENES)
    genes = parser.parse_args().genes
    with ProcessPoolExecutor(2, get_context("spawn")) as pool, RESULTS.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for rows in pool.map(work, genes):
            writer.writerows(rows)
            file.flush()


if __name__ == "__main__":
    main()

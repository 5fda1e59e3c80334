"""`discovery evaluate`: a bundle's metrics on a curated data set."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from discovery.app.compose import as_yaml
from discovery.app.settings import EvaluateSettings
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.labelling.build_labels import build_labels
from discovery.assay.labelling.labels import Labels
from discovery.bundle.load import Bundle, load_bundle
from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import InputError
from discovery.evaluation import evaluate as metrics
from discovery.report.csv import write_csv
from discovery.tracking.run import recorded
from discovery.training.recorder import Recorder


def evaluate(settings: EvaluateSettings) -> None:
    """Predict the compounds that the bundle has not learnt from, compare, and write the metrics to `settings.out`."""
    bundle = load_bundle(settings.bundle)
    gene = bundle.manifest.target.gene
    with recorded(settings.tracking, gene, "evaluate", settings, as_yaml(settings)) as recorder:
        smiles, labels = unseen(bundle, load_dataset(settings.dataset), settings)
        prediction = {bundle.manifest.kind: bundle.predictor.predict(smiles)}
        told = [endpoint.name for endpoint in labels.endpoints if len(metrics.measured(labels, endpoint.name)[0])]
        table = metrics.evaluate(prediction, labels.endpoints, labels, settings.evaluation, told)
        save(settings, table, recorder)
    print(f"{len(smiles):,} compounds unseen by the bundle, {len(told)} endpoints; metrics in {settings.out}")


def unseen(bundle: Bundle, dataset: AssayDataset, settings: EvaluateSettings) -> tuple[list[str], Labels]:
    """Structures and labels of the compounds that share no skeleton with one the bundle was fitted to.

    Raises InputError where no such compound has a label of the bundle's endpoints.
    """
    target = replace(bundle.manifest.target, min_labels=1, min_actives=1, presumed_inactive=0)
    labels = for_endpoints(build_labels(dataset, target), bundle)
    known = set(bundle.contents.training.tolist())
    skeletons = dataset.compounds["skeleton"].to_pylist()
    new = np.array([hashed_skeleton(skeleton) not in known for skeleton in skeletons], np.bool_)
    rows = np.flatnonzero(new & (np.diff(labels.offsets) > 0))
    if not len(rows):
        raise InputError(f"{settings.dataset}: every labelled compound is known to the bundle {settings.bundle}")
    smiles = dataset.compounds["smiles"].to_pylist()
    return [smiles[row] for row in rows], labels.take(rows)


def for_endpoints(labels: Labels, bundle: Bundle) -> Labels:
    """The labels of those endpoints that the bundle predicts, numbered as its columns."""
    column = {endpoint.name: number for number, endpoint in enumerate(bundle.manifest.endpoints)}
    renumbered = np.array([column.get(endpoint.name, -1) for endpoint in labels.endpoints], np.int32)
    kept = labels.keep(renumbered[labels.endpoint] >= 0)
    return replace(kept, endpoints=bundle.manifest.endpoints, endpoint=renumbered[kept.endpoint])


def save(settings: EvaluateSettings, table: pa.Table, recorder: Recorder) -> None:
    """The table of metrics as Parquet and CSV, and with the run."""
    settings.out.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, settings.out / "evaluation.parquet")
    write_csv(settings.out / "evaluation.csv", table)
    recorder.metrics(
        {
            f"evaluate/{row['model']}/{row['endpoint']}/{row['metric']}": row["value"]
            for row in table.to_pylist()
            if row["value"] is not None
        }
    )
    recorder.artifact(settings.out / "evaluation.csv")

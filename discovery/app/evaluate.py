"""`discovery evaluate`: a bundle's metrics on a curated data set."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from discovery.app.compose import as_yaml
from discovery.app.settings import EvaluateSettings
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.labelling.build_labels import labels_of
from discovery.assay.labelling.labels import Labels
from discovery.bundle.load import Bundle, load_bundle
from discovery.chem.fingerprint import morgan, nearest
from discovery.chem.settings import differing
from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import InputError, SettingsError
from discovery.evaluation import evaluate as metrics
from discovery.evaluation.foreknown import counted, sentence
from discovery.evaluation.reliability import judged, reliability_rows
from discovery.models.predictor import Prediction
from discovery.spelling import enumerated
from discovery.spreadsheet import write_csv
from discovery.tracking.inputs import recorded_dataset
from discovery.tracking.plain import plain
from discovery.tracking.run import recorded
from discovery.training.recorder import Recorder


def evaluate(settings: EvaluateSettings) -> None:
    """Predict the compounds that did not decide on the bundle, compare, and write the metrics to `settings.out`."""
    bundle = load_bundle(settings.bundle)
    gene = bundle.manifest.target.gene
    with recorded(settings.tracking, gene, "evaluate", settings, as_yaml(settings)) as recorder:
        dataset = load_dataset(settings.dataset)
        check_policy(bundle, dataset, settings)
        recorder.dataset(recorded_dataset(dataset.card, settings.dataset), "evaluate")
        rows, labels = unseen(bundle, dataset, settings)
        smiles, skeletons = (dataset.compounds[name].take(rows).to_pylist() for name in ("smiles", "skeleton"))
        prediction = {bundle.manifest.kind: bundle.predictor.predict(smiles)}
        told = [endpoint.name for endpoint in labels.endpoints if len(metrics.measured(labels, endpoint.name)[0])]
        table = metrics.evaluate(prediction, labels.endpoints, labels, settings.evaluation, told)
        table = pa.concat_tables([table, honesty(bundle, smiles, labels, prediction[bundle.manifest.kind], settings)])
        save(settings, table)
        print(f"{len(smiles):,} compounds unseen by the bundle, {len(told)} endpoints; metrics in {settings.out}")
        if encoder := bundle.manifest.encoder:
            print(f"  {sentence(encoder['files'], counted(skeletons, bundle.contents.learnt))}")
        record(settings, table, recorder)


def check_policy(bundle: Bundle, dataset: AssayDataset, settings: EvaluateSettings) -> None:
    """Raises SettingsError where the data set was standardised otherwise than the bundle's data."""
    mine, theirs = plain(bundle.manifest.standardize), dataset.card["settings"]["standardize"]
    if setting := differing(mine, theirs):
        raise SettingsError(
            f"{settings.dataset} was made with {setting}, unlike the bundle's data; ingest it again with "
            f"{differing(theirs, mine)}"
        )


def unseen(bundle: Bundle, dataset: AssayDataset, settings: EvaluateSettings) -> tuple[NDArray[np.int64], Labels]:
    """Rows and labels of the compounds that share no skeleton with one the bundle was fitted to or calibrated by.

    Raises InputError where no such compound has a label of the bundle's endpoints.
    """
    endpoints = bundle.manifest.endpoints
    labels = labels_of(dataset, bundle.manifest.target, endpoints)
    labelled = np.diff(labels.offsets) > 0
    if not labelled.any():
        names = [endpoint.name for endpoint in endpoints]
        raise InputError(
            f"{settings.dataset} has no measurement of what {settings.bundle} predicts: give a data set with labels of "
            f"{enumerated(names)}"
        )
    known = set(bundle.contents.training.tolist())
    skeletons = dataset.compounds["skeleton"].to_pylist()
    new = np.array([hashed_skeleton(skeleton) not in known for skeleton in skeletons], np.bool_)
    rows = np.flatnonzero(new & labelled)
    if not len(rows):
        raise InputError(
            f"{settings.dataset}: every labelled compound is known to the bundle {settings.bundle}; give measurements"
            " of others"
        )
    return rows, labels.take(rows)


def honesty(
    bundle: Bundle, smiles: list[str], labels: Labels, prediction: Prediction, settings: EvaluateSettings
) -> pa.Table:
    """What these compounds say of the bundle's intervals and probabilities, as rows of EVALUATION."""
    calibration = bundle.contents.calibration
    similarity = nearest(morgan(smiles), bundle.domain)[1]
    tests = list(judged(calibration, labels.endpoints, labels, prediction, similarity))
    rows = list(reliability_rows(calibration, tests, bundle.manifest.kind, settings.evaluation))
    return pa.Table.from_pylist(rows, schema=metrics.EVALUATION)


def save(settings: EvaluateSettings, table: pa.Table) -> None:
    """The table of metrics as Parquet and CSV."""
    settings.out.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, settings.out / "evaluation.parquet")
    write_csv(settings.out / "evaluation.csv", table)


def record(settings: EvaluateSettings, table: pa.Table, recorder: Recorder) -> None:
    """The metrics, kept with the run."""
    recorder.metrics(
        {
            f"evaluate/{row['model']}/{row['endpoint']}/{row['metric']}": row["value"]
            for row in table.to_pylist()
            if row["value"] is not None
        }
    )
    recorder.artifact(settings.out / "evaluation.csv")

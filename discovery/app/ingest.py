"""`discovery ingest`: in-house tables -> a curated folder."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from discovery.app.checking import checked
from discovery.app.compose import as_yaml
from discovery.app.settings import IngestSettings
from discovery.assay.changes import changes, earlier_card
from discovery.assay.curation.curate import curate
from discovery.assay.dataset import AssayDataset, save_dataset
from discovery.chem.reference import reference_hash
from discovery.errors import InputError
from discovery.report.data_page import write_data_report
from discovery.tracking.inputs import recorded_dataset
from discovery.tracking.plain import plain
from discovery.tracking.run import recorded
from discovery.training.recorder import Recorder


def ingest(settings: IngestSettings) -> None:
    """Curate the tables into `settings.out` and say what became of their rows; or only look at them (`check`)."""
    if settings.check:
        print(checked(settings))
        return
    with recorded(settings.tracking, settings.data.name, "ingest", settings, as_yaml(settings)) as recorder:
        make_dataset(settings, recorder)


def make_dataset(settings: IngestSettings, recorder: Recorder) -> AssayDataset:
    """The curated data set, saved and recorded; raises InputError where no row of it could be used."""
    before = earlier_card(settings.out)
    curation = curate(settings.data, settings.standardize)
    described = plain({"data": settings.data, "standardize": settings.standardize})
    dataset = save_dataset(curation, settings.out, described, reference_hash(settings.standardize))
    write_data_report(dataset, settings.out)
    print(summary(settings, dataset))
    if before is not None:
        print(compared(before, dataset.card))
    record(settings, dataset, recorder)
    if not dataset.compounds.num_rows:
        raise InputError(f"no row could be used; {settings.out / 'rejected.csv'} says of each why")
    return dataset


def record(settings: IngestSettings, dataset: AssayDataset, recorder: Recorder) -> None:
    """The data set's counts, hash and card, kept with the run."""
    recorder.metrics(
        {
            "ingest/rows_in": dataset.card["rows_in"],
            "ingest/compounds": dataset.card["compounds"],
            "ingest/background": dataset.compounds.num_rows - dataset.card["compounds"],
            "ingest/measurements": dataset.measurements.num_rows,
            "ingest/rows_rejected": dataset.rejected.num_rows,
        }
    )
    recorder.dataset(recorded_dataset(dataset.card, settings.out), "ingest")
    recorder.tags({"dataset.sha256": dataset.card["content_hash"]})
    recorder.artifact(settings.out / "card.json", "dataset")
    recorder.artifact(settings.out / "rejected.csv", "dataset")
    recorder.artifact(settings.out / "report.html", "dataset")


def summary(settings: IngestSettings, dataset: AssayDataset) -> str:
    """What became of the rows, in a few lines."""
    reasons = Counter(zip(dataset.rejected["stage"].to_pylist(), dataset.rejected["code"].to_pylist(), strict=True))
    rows, records, repeats = (dataset.card["stages"][name] for name in ("rows", "records", "repeats"))
    noted = sum(note["rows"] for note in dataset.card["notes"])
    background = dataset.compounds.num_rows - dataset.card["compounds"]
    return "\n".join(
        [
            f"{rows:,} rows{f' with {records:,} results' if records != rows else ''} -> "
            f"{dataset.card['compounds']:,} compounds, {dataset.measurements.num_rows:,} measurements, "
            f"{dataset.rejected.num_rows:,} rejected",
            *([f"  beside these, compounds without a result (background): {background:,}"] if background else []),
            *([f"  repeats and replicates of others: {repeats:,}"] if repeats else []),
            *(f"  rejected, {stage} {code}: {count:,}" for (stage, code), count in reasons.most_common()),
            *([f"  read otherwise than written: {noted:,} rows, see the report"] if noted else []),
            f"  in {settings.out}; open {settings.out / 'report.html'}",
        ]
    )


def compared(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What differs from the data set that the folder held before."""
    found = changes(before, after)
    if not found:
        return "  nothing changed since the last ingestion into this folder"
    return "\n".join(["  changed since the last ingestion into this folder:", *(f"    {text}" for text in found)])

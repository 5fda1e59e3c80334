"""`discovery audit`: what training knows already of the compounds that a model will be judged on."""

import json

from discovery.app.compose import as_yaml
from discovery.app.settings import AuditSettings
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.settings import SplitMethod, SplitSettings
from discovery.assay.splits.split import split_compounds
from discovery.evaluation.audit import Audit, audit_parts, described
from discovery.evaluation.leaks import NEAR
from discovery.evaluation.standing import Standing, as_split, as_stated
from discovery.report.audit_plot import similarity
from discovery.report.audit_words import verdict, words
from discovery.report.plots import to_svg
from discovery.spreadsheet import write_csv
from discovery.tracking.inputs import recorded_dataset
from discovery.tracking.plain import plain
from discovery.tracking.run import recorded
from discovery.training.recorder import Recorder


def audit(settings: AuditSettings) -> None:
    """Compare the parts of a split, write what leaks to `settings.out`, and say it."""
    dataset = load_dataset(settings.dataset)
    with recorded(settings.tracking, name_of(dataset), "audit", settings, as_yaml(settings)) as recorder:
        standing, notes = stand(dataset, settings.split)
        found = audit_parts(dataset, standing)
        save(settings, dataset, found, notes)
        print(f"{words(found, notes)}\n  in {settings.out}")
        record(settings, dataset, found, recorder)


def name_of(dataset: AssayDataset) -> str:
    """Name of the data set, under which its ingestion is recorded too."""
    return str(dataset.card["settings"]["data"]["name"])


def stand(dataset: AssayDataset, settings: SplitSettings) -> tuple[Standing, tuple[str, ...]]:
    """The parts, and what is to be said of them; parts that the source gives stand as they are given."""
    pool = pool_of(dataset)
    split = split_compounds(pool, settings)
    if settings.method is not SplitMethod.given:
        return as_split(dataset, split), split.notes
    return as_stated(dataset, pool), tuple(f"Trained with split=given: {note}" for note in split.notes)


def save(settings: AuditSettings, dataset: AssayDataset, found: Audit, notes: tuple[str, ...]) -> None:
    """The finding as JSON, the leaks as a table, and similarity as a plot."""
    settings.out.mkdir(parents=True, exist_ok=True)
    content = {
        "verdict": verdict(found),
        "dataset_hash": dataset.card["content_hash"],
        "split": plain(settings.split),
        "notes": list(notes),
        "compounds": found.sizes,
        "near_duplicate_from": NEAR,
        "comparisons": [described(comparison) for comparison in found.comparisons],
        "memory": found.memory.to_pylist(),
    }
    (settings.out / "audit.json").write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    write_csv(settings.out / "leaks.csv", found.leaks)
    (settings.out / "similarity.svg").write_text(to_svg(similarity(found)), encoding="utf-8")


def record(settings: AuditSettings, dataset: AssayDataset, found: Audit, recorder: Recorder) -> None:
    """The data set audited, counts, scores and files, kept with the run."""
    recorder.dataset(recorded_dataset(dataset.card, settings.dataset), "audit")
    for comparison in found.comparisons:
        place = f"audit/{comparison.part}_in_{comparison.against}"
        numbers = {k: v for k, v in described(comparison).items() if isinstance(v, int)}
        recorder.metrics({f"{place}/{name}": value for name, value in numbers.items()})
    recorder.metrics(
        {
            f"audit/memory/{row['endpoint']}/{row['metric']}": row["value"]
            for row in found.memory.to_pylist()
            if row["value"] is not None
        }
    )
    recorder.tags({"dataset.sha256": dataset.card["content_hash"], "split": settings.split.method.name})
    recorder.figure(similarity(found), "similarity")
    recorder.artifact(settings.out / "audit.json")
    recorder.artifact(settings.out / "leaks.csv")

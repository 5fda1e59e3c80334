"""`discovery compare`: models and baselines on the same folds -> which is better, by how much, and how sure that is."""

import json
from collections.abc import Mapping
from dataclasses import asdict

import pyarrow.compute as pc
import pyarrow.parquet as pq
from matplotlib.figure import Figure

from discovery.app.ahead import before_comparing
from discovery.app.audit import name_of
from discovery.app.compose import as_yaml
from discovery.app.entrants import TABLE, Entry, earlier_results, entry
from discovery.app.kept import FOLDER, Kept
from discovery.app.rounds import Rounds, planned, run
from discovery.app.settings import CompareSettings
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.evaluation.compare import Comparison
from discovery.evaluation.compare import compare as compare_trials
from discovery.evaluation.costs import costs_table
from discovery.evaluation.trial import predictions_table
from discovery.report.compare_model import Page
from discovery.report.compare_page import figures, write_compare_page
from discovery.report.compare_words import words
from discovery.report.plots import to_svg
from discovery.spreadsheet import write_csv
from discovery.tracking.inputs import recorded_dataset
from discovery.tracking.plain import flat, plain
from discovery.tracking.provenance import provenance
from discovery.tracking.run import recorded
from discovery.training.recorder import Recorder

ARTIFACTS = (TABLE, "compare.csv", "pairs.csv", "costs.csv", "statistics.json", "report.html", "predictions.parquet")
"""Files that a run of the comparison keeps."""


def compare(settings: CompareSettings) -> None:
    """Fit all models on the same folds, test their differences, and write what was found to `settings.out`."""
    before_comparing(settings)
    dataset = load_dataset(settings.dataset)
    name = name_of(dataset)
    held = entry(settings, dataset)
    earlier = earlier_results(settings, name, held.endpoints)
    jobs, kept = planned(held, settings, dataset.card["content_hash"]), Kept(settings.out / FOLDER)
    if done := kept.count(job.key for job in jobs):
        print(f"{done} of {len(jobs)} fits are done and kept in {kept.folder}; they are not done again", flush=True)
    with recorded(settings.tracking, settings.target.gene, "compare", settings, as_yaml(settings)) as recorder:
        recorder.dataset(recorded_dataset(dataset.card, settings.dataset), "compare")
        rounds = run(held, jobs, kept, settings)
        found = compare_trials(rounds.trials, name, settings.thresholds, settings.evaluation, earlier)
        shown = page_of(settings, dataset, held, rounds, found)
        drawn = figures(shown)
        save(settings, dataset, held, rounds, shown, drawn)
        print(words(shown))
        print(f"  in {settings.out}; open {(settings.out / 'report.html').resolve()}")
        record(settings, held, shown, drawn, recorder)


def page_of(settings: CompareSettings, dataset: AssayDataset, held: Entry, rounds: Rounds, found: Comparison) -> Page:
    """All that the page shows."""
    fixed = sorted({trial.split for trial in rounds.trials if trial.fixed})
    return Page(
        dataset=name_of(dataset),
        target=settings.target.title or settings.target.gene,
        models=(*held.models, "mean"),
        wanted=tuple(settings.models),
        found=found,
        trials=rounds.trials,
        costs=costs_table(rounds.timings),
        notes=held.notes,
        fixed=tuple(fixed),
        folds=settings.folds,
        repeats=settings.repeats,
        seeds=settings.seeds,
        confidence=settings.evaluation.confidence,
        cliff=(settings.cliff_similarity, settings.cliff_fold),
        earlier=tuple(str(folder) for folder in settings.earlier),
        provenance={
            "data set": {"name": name_of(dataset), "content sha256": dataset.card["content_hash"]},
            **provenance(),
            "settings": plain(settings),
        },
    )


def save(
    settings: CompareSettings,
    dataset: AssayDataset,
    held: Entry,
    rounds: Rounds,
    shown: Page,
    drawn: Mapping[str, Figure],
) -> None:
    """Tables, statistics, plots and page."""
    out, found = settings.out, shown.found
    (out / "plots").mkdir(parents=True, exist_ok=True)
    pq.write_table(found.results, out / TABLE)
    tables = {"compare": found.results, "pairs": found.pairs, "folds": found.folds, "across": found.across}
    for name, table in {**tables, "similarity": found.bins, "costs": shown.costs}.items():
        write_csv(out / f"{name}.csv", table)
    pq.write_table(
        predictions_table(rounds.trials, dataset.compounds["compound"].to_pylist()), out / "predictions.parquet"
    )
    content = {
        "dataset": shown.dataset,
        "dataset_hash": dataset.card["content_hash"],
        "endpoints": [endpoint.name for endpoint in held.endpoints],
        "models": {name: {"kind": type(model).__name__, **asdict(model)} for name, model in held.models.items()},
        "notes": list(shown.notes),
        "encoders": held.encoders,
        "thresholds": settings.thresholds,
        "folds_settings": {"folds": settings.folds, "repeats": settings.repeats, "seeds": settings.seeds}
        | {"split": plain(settings.split)},
        "costs": shown.costs.to_pylist(),
        "tests": found.tests,
        "pairs": found.pairs.to_pylist(),
        "across": found.across.to_pylist(),
    }
    text = json.dumps(plain(content), indent=2, ensure_ascii=False, allow_nan=False)
    (out / "statistics.json").write_text(text + "\n", encoding="utf-8")
    plots = {name: to_svg(figure) for name, figure in drawn.items()}
    for name, svg in plots.items():
        (out / "plots" / f"{name}.svg").write_text(svg, encoding="utf-8")
    write_compare_page(shown, plots, out)


def record(
    settings: CompareSettings, held: Entry, shown: Page, drawn: Mapping[str, Figure], recorder: Recorder
) -> None:
    """The comparison as a run, and each model as a run within it: its settings, its values and every fold's."""
    found = shown.found
    recorder.tags({"dataset.sha256": shown.provenance["data set"]["content sha256"], "models": ",".join(shown.models)})
    for name in shown.models:
        model = held.models.get(name)
        with recorder.child(
            name, flat({"model": name} if model is None else {"model": name, **plain(model)})
        ) as run_of:
            rows = found.results.filter(pc.equal(found.results["model"], name)).to_pylist()
            told = {f"compare/{r['split']}/{r['endpoint']}/{r['metric']}": r["value"] for r in rows}
            run_of.metrics({key: value for key, value in told.items() if value is not None})
            for row in shown.costs.filter(pc.equal(shown.costs["model"], name)).to_pylist():
                told = {what: row[what] for what in ("fit_seconds", "compounds_per_second")}
                run_of.metrics({f"compare/{row['split']}/{what}": value for what, value in told.items()})
            for row in found.folds.filter(pc.equal(found.folds["model"], name)).to_pylist():
                if row["value"] is not None:
                    step = row["repeat"] * settings.folds + row["fold"] + row["training"]
                    key = f"fold/{row['split']}/{row['endpoint']}/{row['metric']}"
                    run_of.metrics({key: row["value"]}, step=step)
    for name, figure in drawn.items():
        recorder.figure(figure, name)
    for file in ARTIFACTS:
        recorder.artifact(settings.out / file)

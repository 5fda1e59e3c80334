"""`discovery train`: a curated folder -> a bundle."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from discovery.app.ahead import before_training
from discovery.app.calibrating import calibration_of, told
from discovery.app.compose import as_yaml
from discovery.app.fitting import Contest, hold_contest, labelled
from discovery.app.judging import Judgement, judge
from discovery.app.ligands import known_ligands
from discovery.app.settings import TrainSettings
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.evidence import evidence
from discovery.assay.splits.from_dataset import pool_of
from discovery.assay.splits.split import split_compounds
from discovery.bundle.contents import Contents
from discovery.bundle.manifest import Manifest
from discovery.bundle.save import save_bundle
from discovery.chem.settings import differing
from discovery.errors import SettingsError
from discovery.evaluation.calibration import Calibration
from discovery.evaluation.foreknown import account, learnt_keys, sentence
from discovery.models.pretrained import Pretrained
from discovery.report.measures import shown, title_of
from discovery.report.plots import enrichment, learning, measured, reliability
from discovery.tracking.inputs import recorded_dataset
from discovery.tracking.plain import plain
from discovery.tracking.provenance import versions
from discovery.tracking.run import recorded
from discovery.training.choice import choose_model
from discovery.training.recorder import Recorder
from discovery.training.speed import prediction_speed


def train(settings: TrainSettings) -> None:
    """Fit the model to the data set, judge it beside its baselines, and write the bundle to `settings.out`."""
    encoders = before_training(settings)  # before the run, so that what cannot begin leaves no failed one
    with recorded(settings.tracking, settings.target.gene, "train", settings, as_yaml(settings)) as recorder:
        make_bundle(settings, encoders, recorder)


def make_bundle(settings: TrainSettings, encoders: Sequence[Pretrained], recorder: Recorder) -> Manifest:
    """The bundle, saved and recorded; `encoders` are those that the model takes."""
    dataset = load_dataset(settings.dataset)
    check_policy(dataset, settings)
    data = labelled(dataset, settings)
    choice = choose_model(settings.model, data.labels, settings.target)
    settings = replace(settings, model=choice.model)
    contest = hold_contest(data, split_compounds(pool_of(dataset), settings.split), settings, recorder, choice.reason)
    calibration = calibration_of(contest.wanted, data, settings.target)
    judgement = judge(contest, settings, calibration)
    manifest = save(settings, dataset, contest, judgement, calibration, encoders)
    print(summary(settings, manifest, judgement, contest.split.notes))
    record(settings, dataset, judgement, contest, recorder)
    return manifest


def check_policy(dataset: AssayDataset, settings: TrainSettings) -> None:
    """Raises SettingsError where the bundle's libraries would be standardised otherwise than the data set was."""
    if setting := differing(plain(settings.standardize), dataset.card["settings"]["standardize"]):
        raise SettingsError(
            f"{settings.dataset} was made with {setting}: give it here too, so that libraries are standardised like the"
            " compounds that the model learns from"
        )


def save(
    settings: TrainSettings,
    dataset: AssayDataset,
    contest: Contest,
    judgement: Judgement,
    calibration: Calibration,
    encoders: Sequence[Pretrained],
) -> Manifest:
    """Write the bundle."""
    fitted, data = told(contest.wanted, calibration), contest.data
    smiles, skeletons = ([texts[row] for row in fitted.trained] for texts in (data.smiles, data.skeletons))
    hidden = judgement.ranks["row"].unique().to_pylist()
    judges = {"test": contest.test, "hidden": hidden}
    parts = {name: [data.skeletons[row] for row in rows] for name, rows in judges.items()}
    known = account(encoders, {**parts, "training": skeletons})
    manifest = Manifest(
        model=settings.model,
        endpoints=fitted.predictor.endpoints,
        target=settings.target,
        standardize=settings.standardize,
        split=settings.split,
        fit=settings.fit,
        phases=(*fitted.phases, *([sentence(known["files"], known["test"])] if known else [])),
        dataset_hash=dataset.card["content_hash"],
        reserved=dataset.card["reserved"],
        training_compounds=len(fitted.trained),
        encoder=known,
        evidence=evidence(dataset, settings.target),
        evaluation=judgement.evaluation.to_pylist(),
        retrospective=judgement.retrospective.to_pylist(),
        versions=versions(),
        created=datetime.now(UTC).isoformat(timespec="seconds"),
        speed=prediction_speed(fitted.predictor, smiles),
    )
    tables = {"ranks": judgement.ranks, "points": judgement.points, "history": contest.history()}
    tables["reliability"] = judgement.reliability
    ligands = known_ligands(dataset, settings.target)
    decisive = [data.skeletons[row] for row in fitted.known]
    contents = Contents.of(ligands, smiles, decisive, tables, calibration, learnt_keys(encoders))
    return save_bundle(settings.out, fitted.predictor, manifest, contents)


def record(
    settings: TrainSettings, dataset: AssayDataset, judgement: Judgement, contest: Contest, recorder: Recorder
) -> None:
    """Metrics, plots, hashes and the bundle itself, kept with the run."""
    recorder.dataset(recorded_dataset(dataset.card, settings.dataset), "train")
    recorder.tags({"dataset.sha256": dataset.card["content_hash"], "model": contest.name})
    for table, parts in ((judgement.evaluation, ("endpoint", "metric")), (judgement.retrospective, ("metric",))):
        place = "test" if "endpoint" in parts else "retrospective"
        recorder.metrics(
            {
                "/".join([place, row["model"], *(row[part] for part in parts)]): row["value"]
                for row in table.to_pylist()
                if row["value"] is not None
            }
        )
    history = contest.history()
    if history.num_rows:
        recorder.figure(learning(history), "learning")
    if judgement.points.num_rows:
        recorder.figure(measured(judgement.points), "measured")
    if judgement.reliability.num_rows:
        recorder.figure(reliability(judgement.reliability), "reliability")
    if judgement.ranks.num_rows:
        recorder.figure(enrichment(judgement.ranks, contest.name), "enrichment")
    recorder.artifact(settings.out, "bundle")


def summary(settings: TrainSettings, manifest: Manifest, judgement: Judgement, notes: Sequence[str]) -> str:
    """What was trained and how good it is, in a few lines."""
    checks = [
        f"  new scaffolds among decoys, {row['model']}, {title_of(metric)}: {shown(metric, row['value'], shares=True)}"
        for row in judgement.retrospective.to_pylist()
        if (metric := row["metric"]) in ("hits_at_50", "ef1", "roc_auc") and row["value"] is not None
    ]
    return "\n".join(
        [
            f"{manifest.kind}, {len(manifest.endpoints)} endpoints, {manifest.training_compounds:,} compounds",
            *(f"  {sentence}" for sentence in [*notes, *manifest.phases]),
            f"  predicts {speeds(manifest.speed)} molecules a second",
            *checks,
            *([f"  leave-one-scaffold-out check {judgement.note}"] if judgement.note else []),
            f"  in {settings.out}",
        ]
    )


def speeds(speed: Mapping[str, float]) -> str:
    """Such as `300 (dmpnn 2,400, kernel 350)`."""
    members = ", ".join(f"{name} {value:,.0f}" for name, value in speed.items() if name != "model")
    return f"{speed.get('model', 0):,.0f}" + (f" ({members})" if members else "")

"""From a scored library to what people look at: the steps that `screen`, `rank` and `campaign` share."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from discovery.assay.inputs import file_sha256
from discovery.candidates.settings import RankingSettings
from discovery.evaluation.evaluate import EVALUATION
from discovery.evaluation.ranks import RETROSPECTIVE
from discovery.report.model import ReportInput
from discovery.report.outputs import write_outputs
from discovery.report.plots import figures
from discovery.screening.background import Background, load_background
from discovery.screening.ranking import RankingResult, candidates_of
from discovery.screening.scored import ScoredLibrary, open_scored
from discovery.tracking.plain import plain
from discovery.tracking.provenance import provenance
from discovery.training.recorder import Recorder

BEST = 5
"""Candidates that are printed."""


def make_candidates(scored: Path, ranking: RankingSettings, out: Path, recorder: Recorder) -> Path:
    """Rank a scored library, write the candidates and their report to `out`, and return the page's path."""
    result = candidates_of(scored, ranking)
    report = report_of(open_scored(scored), load_background(scored), ranking, result)
    page = write_outputs(out, report)
    print(summary(out, page, report, result))
    record(out, report, recorder)
    return page


def report_of(
    scored: ScoredLibrary, background: Background, ranking: RankingSettings, result: RankingResult
) -> ReportInput:
    """Everything that the report shows, from the scored library and what it keeps of its bundle."""
    manifest, tables = background.manifest, background.contents.tables
    return ReportInput(
        target=manifest.target,
        library=scored.library,
        endpoints=manifest.endpoints,
        objectives=ranking.objectives,
        candidates=result.candidates,
        rejected=result.rejected,
        counts=result.counts,
        caution=ranking.caution,
        notes=result.notes,
        histogram=result.histogram,
        evidence=manifest.evidence,
        evaluation=pa.Table.from_pylist(manifest.evaluation, schema=EVALUATION),
        retrospective=pa.Table.from_pylist(manifest.retrospective, schema=RETROSPECTIVE),
        ranks=tables.get("ranks"),
        measured=tables.get("points"),
        reliability=tables.get("reliability"),
        history=tables.get("history"),
        model=manifest.kind,
        encoder=manifest.encoder,
        phases=manifest.phases,
        provenance=origin(scored, background, ranking),
    )


def origin(scored: ScoredLibrary, background: Background, ranking: RankingSettings) -> dict[str, Any]:
    """What the candidates were made from and with: hashes of every input, versions, settings."""
    return {
        "inputs": {
            "library": scored.library,
            "library sha256": scored.library_sha256,
            "bundle digest": background.manifest.digest,
            "data set content sha256": background.manifest.dataset_hash,
        },
        **provenance(),
        "ranking": plain(ranking),
    }


def record(out: Path, report: ReportInput, recorder: Recorder) -> None:
    """Counts, hashes, plots and the outputs, kept with the run."""
    recorder.metrics({f"screen/{name}": count for name, count in report.counts.items()})
    recorder.tags({"candidates.sha256": file_sha256(out / "candidates.parquet")})
    for name, figure in figures(report).items():
        recorder.figure(figure, name)
    for name in ("report.html", "candidates.csv", "candidates.parquet", "rejected.csv", "run.json"):
        recorder.artifact(out / name, "screen")


def summary(out: Path, page: Path, report: ReportInput, result: RankingResult) -> str:
    """Where everything is, and the best candidates."""
    counts = report.counts
    wanted = report.wanted.name if report.wanted else None
    rows = report.candidates.slice(0, BEST).to_pylist()
    return "\n".join(
        [
            f"{counts['rows_in']:,} rows: {counts['rows_ranked']:,} ranked, "
            f"{counts['rows_below_cut']:,} below the cut, {counts['rows_rejected']:,} rejected",
            *(f"  {note}" for note in result.notes),
            f"Folder: {out}",
            f"Open:   {page.resolve()}",
            f"Best {len(rows)}{f', with {wanted}' if wanted else ''}:",
            *(_line(row, wanted) for row in rows),
        ]
    )


def _line(row: dict[str, Any], wanted: str | None) -> str:
    predicted = None if wanted is None else row[wanted]
    told = "" if predicted is None else f"  {predicted:.3f}"
    return f"  {row['rank']:>2}  {row['id']:<14}score {row['score']:.3f}{told}  {row['smiles']}"

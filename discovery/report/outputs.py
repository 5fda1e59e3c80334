"""Everything that a ranking leaves on disk."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from discovery.report.csv import write_csv
from discovery.report.model import ReportInput
from discovery.report.page import write_page
from discovery.report.sdf import write_sdf
from discovery.report.workbook import write_workbook


def write_outputs(folder: Path, report: ReportInput) -> Path:
    """Write the candidates in every format, the rejects, run.json and the page; returns the page's path.

    candidates.parquet has the same bytes for the same candidates: it holds neither times nor paths.
    """
    folder.mkdir(parents=True, exist_ok=True)
    pq.write_table(report.candidates.replace_schema_metadata(None), folder / "candidates.parquet")
    write_csv(folder / "candidates.csv", report.candidates)
    write_csv(folder / "rejected.csv", report.rejected)
    write_sdf(folder / "candidates.sdf", report.candidates)
    write_workbook(folder / "candidates.xlsx", report)
    write_run(folder / "run.json", report)
    write_page(folder / "report.html", report)
    return folder / "report.html"


def write_run(path: Path, report: ReportInput) -> None:
    """The counts that add up, and whatever is needed to repeat the run."""
    run = {**report.counts, "target": report.target.gene, "library": report.library, **report.provenance}
    path.write_text(json.dumps(run, indent=2, default=str) + "\n", encoding="utf-8", newline="\n")

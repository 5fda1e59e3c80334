"""Everything that a ranking leaves on disk."""

import json
from pathlib import Path

import pyarrow.parquet as pq

from discovery.disk import all_or_none
from discovery.report.model import ReportInput
from discovery.report.page import write_page
from discovery.report.sdf import write_sdf
from discovery.report.workbook import write_workbook
from discovery.spreadsheet import write_csv


def write_outputs(folder: Path, report: ReportInput) -> Path:
    """Write the candidates in every format, the rejects, run.json and the page; returns the page's path.

    They come into the folder together, once all are written. The same candidates give the same bytes: no file holds
    a time or a path.
    """
    with all_or_none(folder) as new:
        pq.write_table(report.candidates.replace_schema_metadata(None), new / "candidates.parquet")
        write_csv(new / "candidates.csv", report.candidates)
        write_csv(new / "rejected.csv", report.rejected)
        write_sdf(new / "candidates.sdf", report.candidates)
        write_workbook(new / "candidates.xlsx", report)
        write_run(new / "run.json", report)
        write_page(new / "report.html", report)
    return folder / "report.html"


def write_run(path: Path, report: ReportInput) -> None:
    """The counts that add up, and whatever is needed to repeat the run."""
    run = {**report.counts, "target": report.target.gene, "library": report.library, **report.provenance}
    path.write_text(json.dumps(run, indent=2, default=str) + "\n", encoding="utf-8", newline="\n")

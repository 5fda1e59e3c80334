"""The folder that a ranking leaves behind."""

import dataclasses
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from discovery.report.model import ReportInput
from discovery.report.outputs import write_outputs


def test_files(report: ReportInput, tmp_path: Path) -> None:
    page = write_outputs(tmp_path / "new" / "folder", report)
    names = {path.name for path in page.parent.iterdir()}
    formats = {f"candidates.{kind}" for kind in ("csv", "parquet", "sdf", "xlsx")}
    assert names == {*formats, "rejected.csv", "run.json", "report.html"}
    assert pq.read_table(page.parent / "candidates.parquet").equals(report.candidates)
    run = json.loads((page.parent / "run.json").read_text())
    assert run["rows_in"] == run["rows_ranked"] + run["rows_below_cut"] + run["rows_rejected"] == 111
    assert run["git"] == report.provenance["git"]


def test_equal_candidates_give_equal_bytes(report: ReportInput, tmp_path: Path) -> None:
    elsewhere = pa.concat_tables([report.candidates.slice(0, 3), report.candidates.slice(3)])
    again = dataclasses.replace(report, candidates=elsewhere.replace_schema_metadata({"written": "today"}))
    for name, one in (("a", report), ("b", again)):
        write_outputs(tmp_path / name, one)
    for file in ("candidates.parquet", "candidates.csv", "candidates.sdf", "report.html"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_no_candidate_and_nothing_known(report: ReportInput, tmp_path: Path) -> None:
    nothing = dataclasses.replace(
        report,
        candidates=report.candidates.slice(0, 0),
        counts={"rows_in": 103, "rows_ranked": 0, "rows_below_cut": 100, "rows_rejected": 3},
        evidence={},
        evaluation=None,
        retrospective=None,
        ranks=None,
        measured=None,
        history=None,
    )
    page = write_outputs(tmp_path, nothing).read_text()
    assert "Nothing here says how good this ranking is" in page

"""What a reader of the workbook has to know about the list, as pairs of name and text."""

from discovery.report.evidence import known
from discovery.report.model import ReportInput
from discovery.report.trust import against_chance, comparisons, headline, setting

PURPOSE = "This list is for choosing what to test, not for belief."


def about(report: ReportInput) -> list[tuple[str, str | int]]:
    """The purpose, the counts that add up, how much is known, how good the ranking is, how it was made."""
    counts: list[tuple[str, str | int]] = [
        ("Rows in the library", report.counts["rows_in"]),
        ("Ranked", report.counts["rows_ranked"]),
        ("Scored, below the cut", report.counts["rows_below_cut"]),
        ("Rejected", report.counts["rows_rejected"]),
    ]
    return [
        ("Purpose", PURPOSE),
        ("Target", f"{report.target.gene}, {report.target_title}"),
        ("Library", report.library),
        *counts,
        *(("How much is known", sentence) for sentence in known(report)),
        ("How good is the ranking", headline(report)),
        *(("", sentence) for sentence in [*against_chance(report), *comparisons(report), *setting(report)]),
        *(("Method", phase) for phase in report.phases),
        (
            "Escaped text",
            "Texts that begin with = + - @ have an apostrophe before them, so that no spreadsheet runs them.",
        ),
    ]

"""The report as one HTML file that opens from a disk, without a network."""

from pathlib import Path
from string import Template

from discovery.report import sections
from discovery.report.frame import Link, asset, framed
from discovery.report.honesty import honest
from discovery.report.methods import methods
from discovery.report.model import ReportInput
from discovery.report.payload import payload

SCRIPTS = ("data.js", "cells.js", "filters.js", "table.js", "detail.js", "export.js", "main.js")
LINKS = (
    Link("trust", "How far to trust it"),
    Link("candidates", "Candidates"),
    Link("rejected", "Rejected rows"),
    Link("methods", "Methods"),
)


def write_page(path: Path, report: ReportInput) -> None:
    """Write the page; its content policy forbids it to load anything or to run any script but its own."""
    path.write_text(page(report), encoding="utf-8", newline="\n")


def page(report: ReportInput) -> str:
    """The page's HTML."""
    script = "'use strict';\n(() => {\n" + "\n".join(asset(name) for name in SCRIPTS) + "\n})();\n"
    drawn = sections.draw(report)
    body = Template(asset("page.html")).substitute(
        script=script,
        data=payload(report),
        summary=sections.summary(report),
        evidence=sections.evidence(report),
        quality=sections.quality(report),
        enrichment=sections.early(report, drawn),
        honesty=honest(report, drawn),
        glossary=sections.glossary(report),
        rejects=sections.rejects(report),
        methods=methods(report, drawn),
    )
    skip = Link("candidates", "To the candidates")
    return framed(sections.title(report), LINKS, skip, body, asset("page.css"), script)

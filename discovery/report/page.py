"""The report as one HTML file that opens from a disk, without a network."""

import base64
import hashlib
from importlib.resources import files
from pathlib import Path
from string import Template

from discovery.report import sections
from discovery.report.html import text
from discovery.report.methods import methods
from discovery.report.model import ReportInput
from discovery.report.payload import payload

SCRIPTS = ("data.js", "cells.js", "filters.js", "table.js", "detail.js", "export.js", "main.js")


def write_page(path: Path, report: ReportInput) -> None:
    """Write the page; its content policy forbids it to load anything or to run any script but its own."""
    path.write_text(page(report), encoding="utf-8", newline="\n")


def page(report: ReportInput) -> str:
    """The page's HTML."""
    style = asset("page.css")
    script = "'use strict';\n(() => {\n" + "\n".join(asset(name) for name in SCRIPTS) + "\n})();\n"
    drawn = sections.draw(report)
    return Template(asset("page.html")).substitute(
        policy=policy(script, style),
        style=style,
        script=script,
        data=payload(report),
        title=text(sections.title(report)),
        summary=sections.summary(report),
        evidence=sections.evidence(report),
        quality=sections.quality(report),
        enrichment=sections.early(report, drawn),
        glossary=sections.glossary(report),
        rejects=sections.rejects(report),
        methods=methods(report, drawn),
    )


def asset(name: str) -> str:
    """One of the page's own files, from the installed package."""
    return files("discovery.report").joinpath("assets", name).read_text(encoding="utf-8")


def policy(script: str, style: str) -> str:
    """Content security policy: exactly this script and this style, pictures only from the page itself."""
    return (
        f"default-src 'none'; script-src {fingerprint(script)}; style-src {fingerprint(style)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def fingerprint(content: str) -> str:
    """Hash by which a browser recognises an inline script or style."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()}'"

"""The page holds everything, escapes everything and loads nothing."""

import base64
import dataclasses
import hashlib
import json
import re
import zlib
from collections.abc import Callable
from html.parser import HTMLParser
from typing import Any

import pytest

from discovery.report.model import ReportInput
from discovery.report.page import page

HOSTILE = (
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--<script>",
    "a' onclick='alert(1)",
    "javascript:alert(1)",
    "\u2028\u2029 $policy ${data}",
)


class Reader(HTMLParser):
    """Elements with their attributes, and the text of each script."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        name = self.elements[-1][0] if self.elements else ""
        if name in ("script", "style"):
            (self.scripts if name == "script" else self.styles).append(data)
        self.text += data

    @property
    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(next(text for text in self.scripts if text.startswith("{")))
        return found


@pytest.fixture(scope="module")
def reader(report: ReportInput) -> Reader:
    return Reader(page(report))


@pytest.fixture(scope="module")
def hostile_reader(hostile: ReportInput) -> Reader:
    return Reader(page(hostile))


@pytest.fixture(scope="module")
def hostile(campaign_report: Callable[..., ReportInput]) -> ReportInput:
    known = [(text, "CCO", text) for text in HOSTILE]
    smiles = ["CC" + "C" * place for place in range(len(HOSTILE))]
    made = campaign_report(smiles=smiles, ids=HOSTILE, known=known, reasons=[(text, text, text) for text in HOSTILE])
    conflict = {"name": HOSTILE[0], "effects": [HOSTILE[1]], "values": [], "references": list(HOSTILE)}
    return dataclasses.replace(
        made,
        library=HOSTILE[1],
        title=HOSTILE[0],
        phases=HOSTILE,
        provenance={HOSTILE[0]: {HOSTILE[1]: HOSTILE[2]}, HOSTILE[3]: list(HOSTILE)},
        evidence={"RYR2": {**made.evidence["RYR2"], "conflicts": [conflict]}},
    )


def test_counts_add_up_on_the_page(campaign_report: Callable[..., ReportInput]) -> None:
    text = Reader(page(campaign_report(below=19_000, rejected=87))).text
    for part in ("19,095rows in the library", "8candidates ranked", "19,000scored, below the cut", "87rejected"):
        assert part in text


def test_all_candidates_with_sortable_numbers(report: ReportInput, reader: Reader) -> None:
    data = reader.data
    assert data["table"]["id"] == report.candidates["id"].to_pylist()
    assert data["table"]["score"] == pytest.approx(report.candidates["score"].to_pylist(), rel=1e-4)
    titles = [column["title"] for column in data["columns"]]
    assert titles[:5] == ["Rank", "Structure", "Compound", "Score", "P(inhibitor)"]
    assert {"hERG", "Nav1.5", "Cav1.2", "Sim.", "Domain", "Alerts", "MW", "Pick"} <= set(titles)
    assert all(column["key"] in data["table"] for column in data["columns"])


def test_structures_are_packed_once(report: ReportInput, reader: Reader) -> None:
    data = reader.data
    drawings = json.loads(zlib.decompress(base64.b64decode(data["packed"])))
    distinct = {*report.candidates["smiles"].to_pylist(), *report.candidates["nearest_known_smiles"].to_pylist()}
    assert len(drawings) == len(distinct)
    assert all(drawing.startswith("<svg") and drawing.endswith("</svg>") for drawing in drawings)
    assert max(data["drawing"] + data["nearest"]) < len(drawings)


def test_hostile_text_stays_text(hostile_reader: Reader) -> None:
    reader = hostile_reader
    assert [tag for tag, _ in reader.elements].count("script") == 2
    assert sorted(reader.data["table"]["id"]) == sorted(HOSTILE)
    for tag, attributes in reader.elements:
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        assert not (attributes.get("href") or "").startswith("javascript"), (tag, attributes)
    for text in HOSTILE[:5]:
        assert text in reader.text


def test_nothing_is_loaded(reader: Reader) -> None:
    for tag, attributes in reader.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base")
        assert (attributes.get("src") or "data:").startswith("data:")
        if (attributes.get("href") or "#").startswith("http"):
            assert tag == "a"
    assert not re.search(r"url\(|@import", "".join(reader.styles))


def test_policy_allows_only_this_script_and_style(reader: Reader) -> None:
    policy = next(str(found["content"]) for tag, found in reader.elements if "Security" in str(found.get("http-equiv")))
    script = next(text for text in reader.scripts if text.startswith("'use strict'"))
    for content in (script, reader.styles[0]):
        assert base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


def test_only_web_addresses_become_links(reader: Reader, hostile_reader: Reader) -> None:
    for made, links in ((reader, 1), (hostile_reader, 0)):
        found = [a for tag, a in made.elements if tag == "a" and not str(a["href"]).startswith("#")]
        assert len(found) == links
        assert all("noreferrer" in str(attributes["rel"]) for attributes in found)

"""The shipped ryanodine receptor data, from the table to the page."""

import re
from html import unescape
from pathlib import Path

import pytest

from discovery.app.main import main


@pytest.fixture(scope="module")
def sections(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Text of each section of the report that `discovery ingest` writes."""
    out: Path = tmp_path_factory.mktemp("ryr")
    assert main(["ingest", "data=ryr", "data.curate.workers=1", "tracking=off", f"out={out}"]) == 0
    page = (out / "report.html").read_text(encoding="utf-8")
    found = re.findall(r'<section id="([\w-]+)"[^>]*>(.*?)</section>', page, re.DOTALL)
    return {name: unescape(re.sub(r"<[^>]+>", " ", inner)) for name, inner in found}


@pytest.mark.parametrize(
    "statement",
    [
        (
            "dantrolene",
            "RYR2",
            "pX 6.4 to 8.2",
            "single-channel, mutant N98S calmodulin",
            "pmc.ncbi.nlm.nih.gov/articles/PMC4468648",
        ),
        ("dantrolene", "RYR1", "on-nucleus patch clamp", "pmc.ncbi.nlm.nih.gov/articles/PMC4120733"),
        ("flecainide", "RYR2", "single RyR2 channels in lipid bilayers", "Hwang et al.", "Galimberti & Knollmann"),
        ("lidocaine", "RYR2", "Ca2+ waves", "Hwang et al.", "Galimberti & Knollmann"),
    ],
)
def test_known_conflicts_stand_there_with_their_sources(sections: dict[str, str], statement: tuple[str, ...]) -> None:
    for part in statement:
        assert part in sections["conflicts"]


def test_compounds_without_a_structure_are_kept_and_listed(sections: dict[str, str]) -> None:
    for name in ("VK-II-86", "Ryanozole", "EL9", "EL20", "verticilide (natural enantiomer)", "ent-verticilide B1"):
        assert name in sections["no-structure"]
    assert "7 rows could not be used because no structure is given" in sections["no-structure"]


def test_every_row_is_accounted_for(sections: dict[str, str]) -> None:
    text = " ".join(sections["rows"].split())
    assert "99 rows in the files = 92 used + 7 rejected" in text

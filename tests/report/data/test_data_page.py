"""The data report holds everything, escapes everything and loads nothing."""

import base64
import hashlib
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discovery.assay.dataset import AssayDataset
from discovery.assay.schema import Flag
from discovery.report.data_doubts import MEANING
from discovery.report.data_page import page, write_data_report

Made = Callable[..., AssayDataset]
HOSTILE = (
    "</style><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "\u2028 $policy ${look}",
)
DANTROLENE = "O=C1CN(/N=C/c2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1"


class Reader(HTMLParser):
    """Elements with their attributes, and the text by the id of the section it stands in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.sections: dict[str, str] = {}
        self.style = ""
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "section":
            self.inside = str(dict(attrs)["id"])

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "style":
            self.style = self.style or data
        self.sections[self.inside] = self.sections.get(self.inside, "") + data

    def links(self) -> list[str]:
        return [str(attributes["href"]) for tag, attributes in self.elements if tag == "a"]

    def pictures(self) -> str:
        """Text of all drawings."""
        coded = [str(found["src"]).partition(",")[2] for tag, found in self.elements if tag == "img"]
        return "".join(base64.b64decode(text).decode() for text in coded)


def conflicting() -> list[dict[str, Any]]:
    common = {"compound": DANTROLENE, "conflict": True, "flags": ["effects_differ", "sources_differ"]}
    return [
        {
            **common,
            "effect": "inhibitor",
            "value": 6.7,
            "references": ["Oo 2015 https://pmc.ncbi.nlm.nih.gov/articles/1"],
        },
        {**common, "effect": "inactive", "quantity": "flag", "value": None, "assay": "patch", "organism": "rabbit"},
    ]


def test_counts_add_up_on_the_page(made: Made) -> None:
    measurements = [{"compound": "CCO", "lines": [2, 3]}, {"compound": "CCN"}]
    dataset = made(measurements, [{}], rejected=[{}, {"line": 9}], background=4)
    text = Reader(page(dataset)).sections["rows"]
    assert "2 measurements of 2 compounds on 1 target in 1 assay; 1 result went into these" in text
    for part in ("9rows in the files", "=3used", "+4background", "+2rejected"):
        assert part in text.replace("\n", "")


def test_a_wide_table_gives_more_results_than_rows(made: Made) -> None:
    dataset = made([{"compound": "CCO"}, {"compound": "CCO", "assay": "other"}])
    dataset.card["stages"]["rows"] = 1
    text = Reader(page(dataset)).sections["rows"]
    assert "1rows in the files→2results in those rows=2used" in text


def test_rejects_are_listed_by_reason_with_examples(made: Made) -> None:
    many = [{"line": line, "structure": "C" * 500} for line in range(10, 15)]
    one = {"code": "bad_value", "stage": "value", "reason": "The value 'abc' is no number.", "sheet": "IC50s"}
    reader = Reader(page(made([{"compound": "CCO"}], rejected=[one, *many])))
    text = reader.sections["rejected"]
    assert text.index("unreadable") < text.index("bad_value")
    assert "table.csv, line 10" in text
    assert "table.csv, line 13" not in text
    assert "table.csv, sheet IC50s, line 7" in text
    assert "The value 'abc' is no number." in text
    assert "C" * 100 not in text
    assert "rejected.csv" in reader.links()


def test_compounds_without_a_structure_are_listed_by_name(made: Made) -> None:
    missing = {"code": "no_structure", "structure": "", "reason": "The row has no structure."}
    dataset = made(rejected=[{**missing, "id": "VK-II-86"}, {**missing, "id": "EL20"}, {"id": "other fault"}])
    text = Reader(page(dataset)).sections["no-structure"]
    assert "VK-II-86" in text
    assert "EL20" in text
    assert "2 rows" in text
    assert "other fault" not in text


def test_conflicts_come_with_every_statement_and_its_source(made: Made) -> None:
    dataset = made(conflicting(), compounds=[{"compound": DANTROLENE, "names": ["dantrolene"]}])
    reader = Reader(page(dataset))
    text = reader.sections["conflicts"]
    assert "1 compound and target with contradicting measurements" in text
    assert "dantrolene" in text
    assert "inhibitor, 6.7 pX: imaging, human Oo 2015 pmc.ncbi.nlm.nih.gov/articles/1" in text
    assert "inactive: patch, rabbit source table" in text
    assert "evidence for an effect wins" in text
    assert "https://pmc.ncbi.nlm.nih.gov/articles/1" in reader.links()
    assert "1 compound and target contradict" in reader.sections["look"]


def test_a_unit_slip_is_shown_with_its_place(made: Made) -> None:
    slips = [
        {"compound": "CCO", "value": value, "flags": ["unit_slip"], "lines": [line], "sheet": "doses"}
        for value, line in ((5.0, 2), (8.0, 31))
    ]
    reader = Reader(page(made(slips, compounds=[{"compound": "CCO", "names": ["ethanol"]}])))
    assert "ethanolRYR2imagingtable.csv, sheet doses, line 318 pX" in reader.sections["flags"]
    assert "2 measurements may have a wrong unit" in reader.sections["look"]


def test_a_flagged_mean_names_the_lines_and_the_scatter_of_its_replicates(made: Made) -> None:
    mean = {"compound": "CCO", "value": 6.7, "n": 4, "spread": 1.54, "flags": ["outlier"], "lines": [18, 19, 20, 21]}
    many = {"compound": "CCN", "flags": ["outlier"], "lines": list(range(30, 50))}
    text = Reader(page(made([mean, many]))).sections["flags"]
    assert "lines 18, 19, 20 and 216.7 pX (SD 1.5 of 4)" in text
    assert "36, 37 and more6 pX" in text


def test_every_flag_that_needs_a_look_has_a_meaning() -> None:
    assert {*MEANING, Flag.hit} == set(Flag)


def test_noise_is_told_with_its_ceiling(made: Made) -> None:
    rows = [{"compound": "CCO", "value": value} for value in np.linspace(4, 8, 41)]
    assays = [{"replicate_sd": 0.3, "replicate_df": 12}, {"assay": "binding", "replicate_df": 0}]
    text = Reader(page(made(rows, assays))).sections["noise"]
    assert "scatter by 0.30 pX units (12 degrees of freedom, 1 assay with replicates)" in text
    assert "0.300.22 to 0.50" in text
    assert "0.94" in text  # 1 - 0.3² / 1.2²
    assert "Of 1 assay the noise cannot be known" in text
    assert "Kramer et al. 2012" in text


def test_unknown_noise_is_not_guessed(made: Made) -> None:
    reader = Reader(page(made([{"compound": "CCO"}], [{}])))
    assert "The noise cannot be known" in reader.sections["noise"]
    assert "The noise cannot be known" in reader.sections["look"]
    assert "scatter by" not in reader.sections["noise"]


def test_many_assays_are_drawn_in_part_and_the_rest_is_told(made: Made) -> None:
    rows = [{"compound": "CCO", "assay": f"assay {place:02d}"} for place in range(30)]
    assays = [{"assay": f"assay {place:02d}"} for place in range(30)]
    reader = Reader(page(made(rows, assays)))
    assert "Not drawn: 6 smaller assays with 6 potencies." in reader.sections["values"]
    assert "Not drawn: 6 smaller assays." in reader.sections["actives"]
    drawn = set(re.findall(r"assay \d\d", reader.pictures()))
    assert len(drawn) == 24
    assert "assay 29" in reader.sections["assays"]


def test_actives_and_the_rule_of_hits_are_told(made: Made) -> None:
    assays = [
        {"active": 17, "inactive": 1_983, "compounds": 2_100, "hit_rule": "hit where the robust z-score is 3 or more"}
    ]
    reader = Reader(page(made([{"compound": "CCO"}], assays)))
    assert "17 of 2,100" in reader.pictures()
    assert "hit where the robust z-score is 3 or more" in reader.sections["actives"]
    assert "calcium imaging (guessed from the name)" in reader.sections["assays"]


def test_salts_tautomers_and_stereo_forms_are_counted(made: Made) -> None:
    compounds = [
        {"compound": "CCO", "salts": ["Cl"], "originals": ["CCO", "CCO.Cl"], "skeleton": "S"},
        {"compound": "CCN", "salts": ["Cl", "O"], "forms": ["CCN", "C=CN"], "skeleton": "S"},
    ]
    text = Reader(page(made(compounds=compounds))).sections["space"]
    assert "2 compounds came as a salt or with solvent, which was taken off: Cl (2) and O (1)." in text
    assert "1 compound stood in the files in more than one way" in text
    assert "1 compound stands for several parents with one InChIKey" in text
    assert "1 compound differs from another only in stereochemistry" in text


def test_an_empty_data_set_has_a_page(made: Made) -> None:
    text = Reader(page(made(rejected=[{}]))).sections
    assert "0 measurements of 0 compounds" in text["rows"]
    assert "No measurement has a number" in text["values"]
    assert "too few compounds" in text["space"]
    assert "100% of the results were rejected" in text["look"]


def test_how_it_was_made_has_hashes_and_versions(made: Made) -> None:
    text = Reader(page(made([{"compound": "CCO"}]))).sections["made"]
    for part in ("9f2c" * 16, "table.csv", "77ab" * 16, "2026.3.6"):
        assert part in text


@pytest.fixture(scope="module")
def hostile(made: Made) -> Reader:
    measurements = [
        {
            **dict.fromkeys(("target", "organism", "assay", "source", "file", "sheet"), HOSTILE[0]),
            "compound": key,
            "unit": HOSTILE[1],
            "quantity": quantity,
            "references": list(HOSTILE),
            "conflict": True,
            "flags": ["effects_differ", "outlier"],
        }
        for key in HOSTILE
        for quantity in ("potency", "property")
    ]
    assays = [dict.fromkeys(("assay", "target", "organism", "format", "role", "hit_rule"), HOSTILE[1])]
    texts = [dict.fromkeys(("file", "sheet", "id", "structure", "stage", "code", "reason"), text) for text in HOSTILE]
    nameless = [{**row, "code": "no_structure"} for row in texts]
    compounds = [{"compound": key, "names": [key], "salts": [key]} for key in HOSTILE]
    dataset = made(measurements, assays, [*texts, *nameless], compounds)
    dataset.card["settings"]["data"]["name"] = HOSTILE[0]
    dataset.card["notes"] = [{"file": text, "line": 1, "text": text, "rows": 2} for text in HOSTILE]
    return Reader(page(dataset))


def test_hostile_text_stays_text(hostile: Reader) -> None:
    for tag, attributes in hostile.elements:
        assert tag not in ("script", "link", "iframe", "object", "embed", "base"), (tag, attributes)
        assert not [name for name in attributes if name.startswith("on") or name == "style"], (tag, attributes)
        assert str(attributes.get("src") or "data:").startswith("data:image/svg+xml;base64,"[:5])
    assert "<script>alert(1)</script>" in hostile.sections["made"]
    assert "${look}" in hostile.sections["rejected"]
    assert {href for href in hostile.links() if not href.startswith("#")} == {"rejected.csv"}


def test_dollars_in_a_name_begin_no_formula(made: Made) -> None:
    name = "price $a_$ x"
    compounds = ("CCO", "CCN", "CCC", "CCCl", "CCBr", "CCF")
    text = Reader(page(made([{"compound": key, "assay": name} for key in compounds], [{"assay": name}]))).pictures()
    assert name in text


def test_nothing_is_loaded_and_no_script_may_run(made: Made) -> None:
    reader = Reader(page(made(conflicting())))
    policy = next(str(found["content"]) for _, found in reader.elements if "Security" in str(found.get("http-equiv")))
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert base64.b64encode(hashlib.sha256(reader.style.encode()).digest()).decode() in policy
    assert not re.search(r"url\(|@import", reader.style)


def test_the_page_is_the_same_each_time(made: Made, tmp_path: Path) -> None:
    rows = [{"compound": "C" * size + "O", "source": f"s{size % 2}"} for size in range(1, 20)]
    first, second = (write_data_report(made(rows, [{}]), folder).read_bytes() for folder in (tmp_path, tmp_path))
    assert first == second
    assert (tmp_path / "report.html").read_bytes() == first


def test_what_was_read_otherwise_is_told_with_its_place(made: Made) -> None:
    dataset = made(conflicting())
    dataset.card["notes"] = [{"file": "a.csv", "line": 7, "text": "no day: 'soon'", "rows": 12}]
    assert "no day: 'soon'a.csv, line 712" in Reader(page(dataset)).sections["rejected"]

"""Whole curation, on the shipped ligands and on tables full of mistakes."""

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from rdkit import Chem

from discovery.assay.curation.curate import Curation, curate
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, ReadoutSettings, SourceSettings
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import hashed_skeleton
from discovery.errors import SettingsError

RYR = Path(__file__).parents[3] / "data" / "ryr"
RYR_COLUMNS = ColumnSettings(
    name="name",
    target="target",
    organism="species",
    assay="assay",
    effect="mode",
    standard_type="endpoint",
    relation="relation",
    value="value",
    unit="unit",
    p_value="pvalue",
    reference="reference",
)
COLUMNS = ColumnSettings(name="id", target="target", effect="effect", relation="relation", value="value", unit="unit")


def curated(*sources: SourceSettings, reserved: Path | None = None) -> Curation:
    tables = {f"table{number}": source for number, source in enumerate(sources)}
    settings = DataSettings("test", tables, curate=CurateSettings(reserved=reserved, workers=1))
    return curate(settings, StandardizeSettings())


@pytest.fixture(scope="module")
def ryr() -> Curation:
    source = SourceSettings(
        path=RYR / "ryr_modulators.csv",
        columns=RYR_COLUMNS,
        effects={"binder_direction_not_stated": "unstated", "annotated_target": "unstated"},
        targets={"RYR (isoform not stated)": "RYR"},
    )
    return curated(source, replace(source, path=RYR / "ryr_no_structure.csv"))


def measurements(curation: Curation, name: str, target: str) -> list[dict[str, Any]]:
    named = {row["compound"] for row in curation.compounds.to_pylist() if name in row["names"]}
    rows = curation.measurements.to_pylist()
    return [row for row in rows if row["compound"] in named and row["target"] == target]


def test_all_ligands_are_used_and_those_without_structure_listed(ryr: Curation) -> None:
    assert ryr.rows_in == 99
    assert ryr.compounds.num_rows == 68
    assert ryr.rejected["code"].to_pylist() == ["no_structure"] * 7
    assert ryr.rejected["line"].to_pylist() == list(range(2, 9))
    assert "VK-II-86" in ryr.rejected["id"].to_pylist()


def test_a_value_in_words_leaves_its_effect_and_a_note(ryr: Curation) -> None:
    [row] = measurements(ryr, "benzocaine", "RYR1")
    assert (row["effect"], row["quantity"], row["value"]) == ("inhibitor", "flag", None)
    assert ryr.summary["notes"] == [
        {
            "file": "ryr_modulators.csv",
            "line": row["lines"][0],
            "text": "~10-fold higher than tetracaine/dibucaine",
            "rows": 1,
        }
    ]
    assert row["comments"] == ["~10-fold higher than tetracaine/dibucaine"]


def test_a_range_is_its_middle_in_log_space(ryr: Curation) -> None:
    [row] = [row for row in measurements(ryr, "lidocaine", "RYR2") if row["quantity"] == "potency"]
    assert (row["value"], row["low"], row["high"]) == pytest.approx((4.548455, 4.39794, 4.69897))
    assert row["spread"] is None


def test_a_bound_and_a_conflict_keep_their_references(ryr: Curation) -> None:
    rows = measurements(ryr, "flecainide", "RYR2")
    assert {row["effect"] for row in rows} == {"inhibitor", "inactive"}
    assert all(row["conflict"] and row["references"] for row in rows)
    [bound] = [row for row in rows if row["quantity"] == "potency"]
    assert (bound["relation"], bound["value"]) == (">", 5.0)


def test_responses_stay_in_per_cent(ryr: Curation) -> None:
    [row] = measurements(ryr, "PCB 153", "RYR1")
    assert (row["quantity"], row["relation"], row["value"], row["unit"]) == ("response", ">", 160.0, "%")


def test_targets_and_types_are_in_the_terms_of_the_settings(ryr: Curation) -> None:
    assert set(ryr.measurements["target"].to_pylist()) == {"RYR", "RYR1", "RYR2", "RYR3"}
    assert set(ryr.measurements["standard_type"].to_pylist()) == {"", "IC50", "EC50", "Ki", "% of control"}


GOOD = "ok,CCO,RYR2,inhibitor,=,10,nM"
BAD = [
    ("a,,RYR2,inhibitor,=,10,nM", "no_structure"),
    ("b,C1CC,RYR2,inhibitor,=,10,nM", "syntax"),
    ("c,CC(C)(C)(C)C,RYR2,inhibitor,=,10,nM", "valence"),
    ("d,CCl\u2082O,RYR2,inhibitor,=,10,nM", "not_ascii"),
    ('e,"C\nC",RYR2,inhibitor,=,10,nM', "control_character"),
    ("f,CC O,RYR2,inhibitor,=,10,nM", "whitespace"),
    (f"g,{'C' * 3000},RYR2,inhibitor,=,10,nM", "too_long"),
    (f"h,{'C' * 500},RYR2,inhibitor,=,10,nM", "too_large"),
    ("i,[H][H],RYR2,inhibitor,=,10,nM", "no_atoms"),
    ("j,CCC,,inhibitor,=,10,nM", "no_target"),
    ("k,CCC,RYR2,inhibiting,=,10,nM", "effect"),
    ("l,CCC,RYR2,inhibitor,about right,10,nM", "relation"),
    ('m,CCC,RYR2,inhibitor,=,"1,5",nM', "decimal_comma"),
    ("n,CCC,RYR2,,=,10,furlong", "unit"),
    ("o,CCC,RYR2,,=,10,", "no_unit"),
    ("p,CCC,RYR2,inhibitor,=,-1,nM", "not_positive"),
    ("q,CCC,RYR2,inhibitor,=,100,M", "impossible"),
    ("r,CCC,RYR2,,,,", "no_result"),
    ("s,CCC,RYR2,,=,high,nM", "not_a_number"),
    ("t,CCC,RYR2,inhibitor,=,10,nM,extra", "ragged"),
    ("u,CCC", "ragged"),
    ("v,C\0C,RYR2,inhibitor,=,10,nM", "nul"),
    ('w,CCC,"RYR2,inhibitor,=,10,nM', "unreadable"),
    ('x,"C"C,RYR2,inhibitor,=,10,nM', "unreadable"),
    ("y,c1ccccc1,RYR2,inhibitor,=,10,nM", "reserved"),
]


def bad_table(path: Path) -> list[tuple[int, str]]:
    """Write the bad rows between good ones, and return the line and code each should be rejected with."""
    lines, expected = ["id,smiles,target,effect,relation,value,unit"], []
    for row, code in BAD:
        expected.append((sum(text.count("\n") + 1 for text in lines) + 1, code))
        lines += [row, GOOD]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return expected


@pytest.fixture(scope="module")
def reserved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reserved") / "reserved.txt"
    path.write_text(hashed_skeleton("UHOVQNZJYSORNB") + "\n")
    return path


def test_every_bad_row_of_a_table_is_rejected_with_its_line_and_reason(tmp_path: Path, reserved: Path) -> None:
    expected = bad_table(tmp_path / "bad.csv")
    assert len(expected) >= 20
    curation = curated(SourceSettings(path=tmp_path / "bad.csv", columns=COLUMNS), reserved=reserved)
    rows = curation.rejected.to_pylist()
    assert [(row["line"], row["code"]) for row in rows] == expected
    assert all(row["reason"].endswith(".") and row["file"] == "bad.csv" for row in rows)
    assert curation.rows_in == 2 * len(expected)
    [good] = curation.measurements.to_pylist()
    assert (good["value"], good["n"], len(good["lines"])) == (8.0, 1, len(expected))


SDF_BAD = [
    ({"smiles": "CCC"}, "no_result"),
    ({"target": "RYR2", "effect": "inhibiting", "value": "1", "unit": "nM"}, "effect"),
    ({"target": "RYR2", "relation": "?", "value": "1", "unit": "nM"}, "relation"),
    ({"target": "RYR2", "value": "1,5", "unit": "nM"}, "decimal_comma"),
    ({"target": "RYR2", "value": "1", "unit": "furlong"}, "unit"),
    ({"target": "RYR2", "value": "1"}, "no_unit"),
    ({"target": "RYR2", "value": "0", "unit": "nM"}, "not_positive"),
    ({"target": "RYR2", "value": "100", "unit": "M"}, "impossible"),
    ({"target": "RYR2"}, "no_result"),
    ({"target": "RYR2", "value": "high", "unit": "nM"}, "not_a_number"),
]
EMPTY_BLOCK = "empty\n\n\n  0  0  0  0  0  0  0  0  0  0999 V2000\nM  END\n$$$$\n"


def sdf_record(structure: str, **data: str) -> str:
    block = Chem.MolToMolBlock(Chem.MolFromSmiles(structure))
    return block + "".join(f"> <{name}>\n{value}\n\n" for name, value in data.items()) + "$$$$\n"


def bad_records() -> list[tuple[str, str]]:
    """SDF records and the code each should be rejected with."""
    good = sdf_record("CCC", target="RYR2", value="1", unit="nM")
    return [
        *((sdf_record("CCC", **data), code) for data, code in SDF_BAD),
        (good.replace("V2000", "V9999"), "syntax"),
        (good.replace("  3  2", "  x  y"), "syntax"),
        (good.replace(" C   0", " Xx  0"), "syntax"),
        (sdf_record("CC(C)(C)C", target="RYR2", value="1", unit="nM").replace(" C   0", " F   0"), "valence"),
        (good.replace("nM", "n\0M"), "nul"),
        (EMPTY_BLOCK, "no_atoms"),
        ("$$$$\n", "unreadable"),
        (sdf_record("C" * 400, target="RYR2", value="1", unit="nM"), "too_large"),
        (sdf_record("[H][H]", target="RYR2", value="1", unit="nM"), "no_atoms"),
        (sdf_record("c1ccccc1", target="RYR2", value="1", unit="nM"), "reserved"),
    ]


def test_every_bad_record_of_an_sdf_is_rejected_with_its_line_and_reason(tmp_path: Path, reserved: Path) -> None:
    good = sdf_record("CCO", target="RYR2", effect="inhibitor", relation="=", value="10", unit="nM", id="ok")
    text, expected = "", []
    for record, code in bad_records():
        expected.append((text.count("\n") + 1, code))
        text += record + good
    (tmp_path / "bad.sdf").write_text(text, encoding="utf-8")
    curation = curated(SourceSettings(path=tmp_path / "bad.sdf", columns=COLUMNS), reserved=reserved)
    assert len(expected) >= 20
    assert [(row["line"], row["code"]) for row in curation.rejected.to_pylist()] == expected
    assert curation.rows_in == 2 * len(expected)
    [row] = curation.measurements.to_pylist()
    assert (row["value"], len(row["lines"])) == (8.0, len(expected))


def test_counts_of_the_summary_add_up(tmp_path: Path) -> None:
    bad_table(tmp_path / "bad.csv")
    source = curated(SourceSettings(path=tmp_path / "bad.csv", columns=COLUMNS)).summary["sources"]["table0"]
    assert source["rows"] == source["used"] + source["rejected"]
    assert sum(source["codes"].values()) == sum(source["stages"].values()) == source["rejected"]


def test_every_file_is_hashed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[str] = []
    digest = hashlib.file_digest

    def counting(stream: Any, name: str) -> Any:
        hashed.append(stream.name)
        return digest(stream, name)

    monkeypatch.setattr(hashlib, "file_digest", counting)
    bad_table(tmp_path / "bad.csv")
    found = curated(SourceSettings(path=tmp_path / "bad.csv", columns=COLUMNS)).summary
    assert [Path(name).name for name in hashed] == ["bad.csv"]
    assert found["sources"]["table0"]["sha256"] == found["inputs"]["data.sources.table0.path"]["sha256"]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"path": Path("absent.csv")}, r"data\.sources\.table0\.path: absent\.csv is not a file"),
        ({"columns": ColumnSettings()}, r"data\.sources\.table0\.target"),
        ({"columns": replace(COLUMNS, value="Value")}, r"table0\.columns\.value: .*did you mean 'value'\?"),
        ({"effects": {"x": "inhibiter"}}, r"table0\.effects\.x: .*did you mean 'inhibitor'\?"),
    ],
)
def test_wrong_settings_are_named_before_any_work(tmp_path: Path, change: dict[str, Any], message: str) -> None:
    (tmp_path / "a.csv").write_text("id,smiles,target,effect,relation,value,unit\n")
    with pytest.raises(SettingsError, match=message):
        curated(replace(SourceSettings(path=tmp_path / "a.csv", columns=COLUMNS), **change))


def test_no_source_at_all_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"data\.sources"):
        curated()


def test_a_background_gives_compounds_without_measurements_and_loses_no_row(tmp_path: Path) -> None:
    table = tmp_path / "background.csv"
    table.write_text("id,smiles\n1,CCO\n2,C1CC\n3,c1ccncc1\n4,OCC\n")
    columns = ColumnSettings(smiles="smiles", name="id")
    curation = curated(SourceSettings(path=table, columns=columns, background=True))
    assert curation.measurements.num_rows == 0
    assert sorted(curation.compounds["smiles"].to_pylist()) == ["CCO", "c1ccncc1"]
    assert curation.rejected["line"].to_pylist() == [3]
    assert (curation.rows_in, curation.records_background) == (4, 3)


def test_a_name_that_people_use_comes_before_codes(tmp_path: Path) -> None:
    table = tmp_path / "names.csv"
    table.write_text("id,smiles,target,value\nCHEMBL79,CCO,A,5\nlidocaine,CCO,A,5\nAB-1,CCO,A,5\n")
    columns = ColumnSettings(name="id", target="target", value="value")
    curation = curated(SourceSettings(path=table, columns=columns, unit="uM"))
    assert curation.compounds["names"].to_pylist() == [["lidocaine", "AB-1", "CHEMBL79"]]


def test_repeated_structures_are_counted_as_they_are_written(tmp_path: Path) -> None:
    rows = ["a,CCO,1,2", "b,CCO,3,", "c,OCC,4,5", "d,CCO,6,7", "e,,8,9"]
    (tmp_path / "t.csv").write_text("\n".join(["id,smiles,x,y", *rows, ""]), encoding="utf-8")
    readouts = {name: ReadoutSettings(value=name) for name in ("x", "y")}
    columns = ColumnSettings(name="id")
    counts = curated(
        SourceSettings(path=tmp_path / "t.csv", columns=columns, readouts=readouts, target="RYR2", unit="nM")
    ).summary["sources"]["table0"]
    assert (counts["rows"], counts["records"], counts["structures"], counts["repeated"]) == (5, 9, 2, 2)

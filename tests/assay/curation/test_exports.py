"""Tables as databases and programs export them, from the file to the measurements."""

from pathlib import Path
from typing import Any

import pytest

from discovery.assay.curation.curate import Curation, curate
from discovery.assay.settings import (
    ColumnSettings,
    CurateSettings,
    DataSettings,
    ReadoutSettings,
    SourceSettings,
    StructureSettings,
)
from discovery.chem.settings import StandardizeSettings

FIELDS = ("quantity", "effect", "standard_type", "relation", "value", "unit", "concentration")
CHEMBL = """\
molecule_chembl_id;canonical_smiles;standard_type;standard_relation;standard_value;standard_units;pchembl_value;\
activity_comment;data_validity_comment
C1;CCO;IC50;"'='";250.0;nM;6.60;;
C1;CCO;Inhibition;"'='";37;%;;Not Active;
C2;CCN;IC50;"'>'";10000;nM;;inactive;
C3;CCC;;;;;;Active;
C4;CCCl;CL;"'='";12;mL.min-1.kg-1;;;Outside typical range
C5;CCBr;IC50;"'='";3;ug.mL-1;;;
C6;CCF;IC50;"'='";5;nM;8.3;Inconclusive;
C7;CCI;IC50;;;;;Not Determined;
"""


def curated(**sources: SourceSettings) -> Curation:
    return curate(DataSettings("test", sources, curate=CurateSettings(workers=1)), StandardizeSettings())


def result(row: dict[str, Any], *fields: str) -> tuple[Any, ...]:
    return tuple(row[field] for field in fields)


def test_a_chembl_export_keeps_numbers_flags_responses_and_properties_apart(tmp_path: Path) -> None:
    (tmp_path / "chembl.csv").write_text(CHEMBL)
    columns = ColumnSettings(
        smiles="canonical_smiles",
        name="molecule_chembl_id",
        standard_type="standard_type",
        relation="standard_relation",
        value="standard_value",
        unit="standard_units",
        p_value="pchembl_value",
        flag="activity_comment",
        comment="data_validity_comment",
    )
    curation = curated(chembl=SourceSettings(path=tmp_path / "chembl.csv", columns=columns, target="RYR2"))
    rows = sorted(curation.measurements.to_pylist(), key=lambda row: row["lines"])
    assert [result(row, *FIELDS) for row in rows] == [
        ("potency", "unstated", "IC50", "=", 6.6, "pX", None),
        ("response", "inactive", "Inhibition", "=", 37.0, "%", None),
        ("potency", "inactive", "IC50", "<", 5.0, "pX", None),
        ("flag", "unstated", "", "=", None, "", None),
        ("property", "unstated", "CL", "=", 12.0, "mL/min/kg", None),
        ("property", "unstated", "IC50", "=", 3.0, "ug/mL", None),
        ("potency", "unstated", "IC50", "=", 8.3, "pX", None),
    ]
    assert [row["comments"] for row in rows if row["comments"]] == [["Outside typical range"], ["Inconclusive"]]
    assert [row["flags"] for row in rows if row["comments"]] == [["doubted"], ["doubted"]]
    assert [result(row, "line", "code") for row in curation.rejected.to_pylist()] == [(9, "no_result")]


def test_a_wide_table_of_named_compounds_is_divided_without_losing_a_row(tmp_path: Path) -> None:
    (tmp_path / "compounds.csv").write_text("Molecule Name,SMILES\nAB-1,CCO\nAB-2,CCN\nAB-4,C1CC\nAB-5,CC,extra\n")
    (tmp_path / "results.csv").write_text(
        "Molecule Name;Batch;RyR2 IC50 (uM);RyR2 % at 10 uM;hERG IC50 (uM);Run date\n"
        "AB-1;1;0,5;92;>30;2024-02-01\n"
        "AB-1;2;0,7;;n.d.;2024-03-01\n"
        "AB-2;1;;4,5;;2024-02-01\n"
        "AB-3;1;1;;;2024-02-01\n"
        "AB-4;1;1;;;2024-02-01\n"
        "AB-2;2;;n.d.;;2024-02-01\n"
    )
    source = SourceSettings(
        path=tmp_path / "results.csv",
        decimal_comma=True,
        columns=ColumnSettings(name="Molecule Name", batch="Batch", date="Run date"),
        structures=StructureSettings(path=tmp_path / "compounds.csv", smiles="SMILES", name="Molecule Name"),
        target="RYR2",
        readouts={
            "ic50": ReadoutSettings(value="RyR2 IC50 (uM)", unit="uM", standard_type="IC50", effect="inhibitor"),
            "screen": ReadoutSettings(value="RyR2 % at 10 uM", unit="%", concentration="10 uM"),
            "herg": ReadoutSettings(value="hERG IC50 (uM)", unit="uM", target="KCNH2"),
        },
    )
    curation = curated(cdd=source)
    rows = curation.measurements.to_pylist()
    assert sorted(
        result(row, "target", "assay", "relation", "value", "concentration", "n", "lines") for row in rows
    ) == [
        ("KCNH2", "cdd.herg", "<", pytest.approx(4.522879), None, 1, [2]),
        ("RYR2", "cdd.ic50", "=", pytest.approx(6.227966), None, 2, [2, 3]),
        ("RYR2", "cdd.screen", "=", 4.5, 10.0, 1, [4]),
        ("RYR2", "cdd.screen", "=", 92.0, 10.0, 1, [2]),
    ]
    [pooled] = [row for row in rows if row["assay"] == "cdd.ic50"]
    assert (pooled["effect"], pooled["batches"], str(pooled["date"])) == ("inhibitor", ["1", "2"], "2024-02-01")
    assert sorted(result(row, "file", "line", "id", "code") for row in curation.rejected.to_pylist()) == [
        ("compounds.csv", 5, "", "ragged"),
        ("results.csv", 5, "AB-3", "no_structure"),
        ("results.csv", 6, "AB-4", "syntax"),
        ("results.csv", 7, "AB-2", "no_result"),
    ]


def test_lists_of_what_binds_below_a_concentration_become_bounds(tmp_path: Path) -> None:
    (tmp_path / "s.smi").write_text("CCO C1-0\nCC[O-] C1-1\nCCN C2-0\n")
    (tmp_path / "targets.csv").write_text("target,affinity,molecules\nADRB1,1000,C1:C2\nADRB1,10000,C1:C2:C9\nX,0,C1\n")
    source = SourceSettings(
        path=tmp_path / "targets.csv",
        columns=ColumnSettings(name="molecules", target="target", value="affinity"),
        structures=StructureSettings(path=tmp_path / "s.smi", name_pattern=r"(.*)-\d+"),
        separator=":",
        relation="<",
        unit="nM",
    )
    curation = curated(panel=source)
    rows = curation.measurements.to_pylist()
    assert [result(row, "target", "relation", "value", "n", "lines") for row in rows] == [
        ("ADRB1", ">", 6.0, 2, [2, 3]),
        ("ADRB1", ">", 6.0, 2, [2, 3]),
    ]
    assert sorted(result(row, "line", "id", "code") for row in curation.rejected.to_pylist()) == [
        (3, "C9", "no_structure"),
        (4, "C1", "not_positive"),
    ]

"""The cells of a source, with its constants where the table says nothing."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from discovery.assay.curation.collector import COLUMNS, DEFAULTS
from discovery.assay.curation.sources import SourceTable, read_source, read_sources
from discovery.assay.settings import ColumnSettings, HitSettings, ReadoutSettings, SourceSettings, StructureSettings
from discovery.errors import SettingsError


def source(path: Path, text: str, **settings: Any) -> SourceSettings:
    path.write_text(text)
    columns = settings.pop("columns", ColumnSettings(value="value"))
    return SourceSettings(path=path, columns=columns, **{"target": "RYR2", **settings})


def shown(table: SourceTable, *fields: str) -> list[tuple[Any, ...]]:
    """Line and the named cells of every record."""
    return list(zip(table.lines.tolist(), *(table.cells[field] for field in fields), strict=True))


def test_a_constant_fills_empty_and_blank_cells(tmp_path: Path) -> None:
    columns = ColumnSettings(target="gene", value="v")
    table = read_source(
        "x", source(tmp_path / "a.csv", "smiles,gene,v\nCCO,RYR1,1\nCCN,,2\nCCC,  ,3\n", columns=columns)
    )
    assert shown(table, "target") == [(2, "RYR1"), (3, "RYR2"), (4, "RYR2")]
    assert set(table.cells) == {*COLUMNS, *DEFAULTS}
    assert list(table.cells["unit"]) == ["", "", ""]
    assert (table.rows, len(table), table.notes) == (3, 3, [])


def test_every_constant_of_a_source_reaches_its_records(tmp_path: Path) -> None:
    constants = {
        "uniprot": "Q92736",
        "organism": "human",
        "assay": "binding",
        "standard_type": "Ki",
        "relation": "<",
        "concentration": "10 uM",
    }
    how = source(tmp_path / "a.csv", "smiles,value\nCCO,1\n", unit="nM", effect="inhibitor", **constants)
    table = read_source("x", how)
    assert {name: table.cells[name][0] for name in constants} == constants
    assert (table.cells["default_unit"][0], table.cells["default_effect"][0]) == ("nM", "inhibitor")


def test_an_assay_that_nobody_names_is_called_after_its_source(tmp_path: Path) -> None:
    columns = ColumnSettings(value="value", assay="assay")
    table = read_source("x", source(tmp_path / "a.csv", "smiles,value,assay\nCCO,1,FRET\nCCN,2,\n", columns=columns))
    assert list(table.cells["assay"]) == ["FRET", "x"]


def test_structures_and_titles_of_a_smiles_file_need_no_setting(tmp_path: Path) -> None:
    (tmp_path / "a.smi").write_text("CCO ethanol\n")
    table = read_source("x", SourceSettings(path=tmp_path / "a.smi", background=True))
    assert (table.cells["smiles"][0], table.cells["name"][0]) == ("CCO", "ethanol")


WIDE = "id,smiles,IC50,rel,hERG,act\na,CCO,1.5,>,30,\nb,CCN,n.d.,,,Active\nc,CCC,,,-,\n"
READOUTS = {
    "ic50": ReadoutSettings(value="IC50", relation="rel", unit="uM", standard_type="IC50"),
    "herg": ReadoutSettings(value="hERG", unit="nM", target="KCNH2", effect="inhibitor", assay="patch"),
    "act": ReadoutSettings(flag="act"),
}


def test_a_row_of_a_wide_table_has_a_record_for_each_result_and_at_least_one(tmp_path: Path) -> None:
    how = source(tmp_path / "a.csv", WIDE, columns=ColumnSettings(name="id"), readouts=READOUTS, unit="%")
    table = read_source("x", how)
    assert shown(table, "name", "target", "assay", "value", "flag", "relation", "default_unit", "default_effect") == [
        (2, "a", "RYR2", "x.ic50", "1.5", "", ">", "uM", ""),
        (2, "a", "KCNH2", "patch", "30", "", "", "nM", "inhibitor"),
        (3, "b", "RYR2", "x.act", "", "Active", "", "%", ""),
        (4, "c", "RYR2", "x", "", "", "", "%", ""),
    ]
    assert table.rows == 3


def test_columns_are_named_after_targets(tmp_path: Path) -> None:
    text = "smiles,CHEMBL1,CHEMBL2,note\nCCO,7.1,,x\nCCN,6,5,y\n"
    how = source(tmp_path / "a.csv", text, columns=ColumnSettings(), target="", targets_in_columns=r"CHEMBL\d+")
    assert shown(read_source("x", how), "target", "value") == [
        (2, "CHEMBL1", "7.1"),
        (3, "CHEMBL1", "6"),
        (3, "CHEMBL2", "5"),
    ]


def test_a_group_of_the_pattern_is_the_name_of_the_target(tmp_path: Path) -> None:
    text = "smiles,RYR2_pIC50,KCNH2_pIC50\nCCO,7,5\n"
    how = source(tmp_path / "a.csv", text, columns=ColumnSettings(), target="", targets_in_columns="(.*)_pIC50")
    assert shown(read_source("x", how), "target", "value") == [(2, "RYR2", "7"), (2, "KCNH2", "5")]


def test_a_cell_that_names_several_compounds_gives_each_a_record(tmp_path: Path) -> None:
    (tmp_path / "s.smi").write_text("CCO A\nCCN B\nCCC C\n")
    structures = StructureSettings(path=tmp_path / "s.smi")
    columns = ColumnSettings(name="ids", value="value")
    text = "ids,value\nA:B,1\nC: D :,2\n,3\n"
    table = read_source("x", source(tmp_path / "a.csv", text, columns=columns, structures=structures, separator=":"))
    assert shown(table, "name", "smiles", "value") == [
        (2, "A", "CCO", "1"),
        (2, "B", "CCN", "1"),
        (3, "C", "CCC", "2"),
        (3, "D", "", "2"),
        (4, "", "", "3"),
    ]
    assert table.rows == 3


def test_without_names_the_structures_are_the_list(tmp_path: Path) -> None:
    table = read_source("x", source(tmp_path / "a.csv", "smiles,value\nCCO;CCN,1\n", separator=";"))
    assert shown(table, "smiles", "value") == [(2, "CCO", "1"), (2, "CCN", "1")]


def test_faults_of_a_shared_file_with_structures_are_counted_once(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id,smiles\nA,CCO\nB,CCN,extra\n")
    how = source(
        tmp_path / "a.csv",
        "id,value\nA,1\n",
        columns=ColumnSettings(name="id", value="value"),
        structures=StructureSettings(path=tmp_path / "s.csv", name="id"),
    )
    tables = read_sources({"one": how, "two": how})
    assert [table.rejected["file"].to_pylist() for table in tables.values()] == [["s.csv"], []]
    assert [table.rows for table in tables.values()] == [2, 1]
    assert [table.cells["smiles"][0] for table in tables.values()] == ["CCO", "CCO"]


def test_files_of_one_name_in_several_folders_are_told_apart_by_their_folders(tmp_path: Path) -> None:
    for folder in ("may", "june"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.csv").write_text("smiles,value\nCCO,1\nCCN,1,2\n")
    shared = source(tmp_path / "may" / "a.csv", "smiles,value\nCCO,1\nCCN,1,2\n")
    tables = read_sources({"may": shared, "june": replace(shared, path=tmp_path / "june" / "a.csv"), "again": shared})
    assert [table.file for table in tables.values()] == ["may/a.csv", "june/a.csv", "may/a.csv"]
    assert tables["june"].rejected["file"].to_pylist() == ["june/a.csv"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"target": ""}, r"data\.sources\.x\.target: name the target"),
        ({"columns": ColumnSettings()}, r"data\.sources\.x\.columns\.value: name the column with the results"),
        ({"concentration": "ten"}, r"data\.sources\.x\.concentration: 'ten' is no concentration"),
        ({"hits": HitSettings(threshold=0.0)}, r"data\.sources\.x\.hits\.threshold must be above 0"),
        ({"hits": HitSettings(min_wells=2)}, r"data\.sources\.x\.hits\.min_wells must be at least 3"),
        ({"relation": "below"}, r"data\.sources\.x\.relation: 'below' is no relation"),
        ({"columns": ColumnSettings(value="valu")}, r"x\.columns\.value: .*did you mean 'value'\?"),
        ({"targets_in_columns": "K.*"}, r"x\.columns\.value: leave it out|x\.targets_in_columns: no column"),
        ({"columns": ColumnSettings(), "targets_in_columns": "K.*"}, r"x\.targets_in_columns: .*It has: smiles, value"),
        ({"columns": ColumnSettings(), "targets_in_columns": "("}, r"x\.targets_in_columns: .*no regular expression"),
        ({"readouts": {"a": ReadoutSettings(unit="nM")}}, r"x\.readouts\.a: name the column with its results"),
        ({"readouts": {"a": ReadoutSettings(value="value")}}, r"x\.columns\.value: leave it out"),
        (
            {"columns": ColumnSettings(), "readouts": {"a": ReadoutSettings(value="valu")}},
            r"x\.readouts\.a\.value: .*did you mean 'value'\?",
        ),
        (
            {"readouts": {"a": ReadoutSettings(value="value", concentration="5 %")}},
            r"x\.readouts\.a\.concentration: '5 %' is no concentration",
        ),
        (
            {"columns": ColumnSettings(smiles=""), "targets_in_columns": ".*(l).*"},
            r"x\.targets_in_columns: the columns 'smiles' and 'value' are of one target, 'l'",
        ),
        (
            {
                "columns": ColumnSettings(assay="smiles"),
                "unit": "nM",
                "readouts": {"ic50": ReadoutSettings(value="value"), "ec50": ReadoutSettings(p_value="smiles")},
            },
            r"x\.readouts\.ec50: its results would be averaged with those of data\.sources\.x\.readouts\.ic50",
        ),
        ({"structures": StructureSettings(path=Path("s.smi"))}, r"x\.columns\.name: name the column by which"),
    ],
)
def test_settings_that_cannot_be_used_name_their_key(tmp_path: Path, settings: dict[str, Any], message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        read_source("x", source(tmp_path / "a.csv", "smiles,value\nCCO,1\n", **settings))

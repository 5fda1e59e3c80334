"""The cells of a source, with its constants where the table says nothing."""

from pathlib import Path

import pytest

from discovery.assay.curation.sources import COLUMNS, read_source
from discovery.assay.settings import ColumnSettings, SourceSettings
from discovery.errors import SettingsError


def test_a_constant_fills_empty_and_blank_cells(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("smiles,gene\nCCO,RYR1\nCCN,\nCCC,  \n")
    table = read_source("x", SourceSettings(tmp_path / "a.csv", ColumnSettings(target="gene"), target="RYR2"))
    assert table.cells["target"] == ["RYR1", "RYR2", "RYR2"]
    assert table.lines == [2, 3, 4]
    assert set(table.cells) == set(COLUMNS)
    assert table.cells["value"] == ["", "", ""]


def test_structures_and_titles_of_a_smiles_file_need_no_setting(tmp_path: Path) -> None:
    (tmp_path / "a.smi").write_text("CCO ethanol\n")
    table = read_source("x", SourceSettings(tmp_path / "a.smi", target="RYR2"))
    assert (table.cells["smiles"], table.cells["name"]) == (["CCO"], ["ethanol"])


def test_a_source_without_a_target_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("smiles\nCCO\n")
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.target: name the target"):
        read_source("x", SourceSettings(tmp_path / "a.csv"))

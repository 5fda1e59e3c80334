"""`discovery ingest check=true`: says what a table holds, proposes settings that work, and writes nothing."""

import json
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from discovery.app.main import main

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def check(path: Path, capsys: Capture, *more: str) -> str:
    """What a check of one table prints."""
    words = [
        "ingest",
        "data=table",
        f"data.sources.table.path={path.name}",
        "data.curate.workers=1",
        "check=true",
        *more,
    ]
    assert main(words) == 0, capsys.readouterr().err
    return capsys.readouterr().out


def ingested(said: str, capsys: Capture) -> pa.Table:
    """Measurements of an ingestion under the settings that a check proposed, saved as it says."""
    own = Path(next(word for word in said.split() if word.startswith("mine/data/")).rstrip(","))
    own.parent.mkdir(parents=True)
    own.write_text(said.partition("# ---- begin ----\n")[2].partition("# ---- end ----")[0], encoding="utf-8")
    words = ["ingest", f"data={own.stem}", "--config-dir", "mine", "out=curated", "tracking=off"]
    assert main(words) == 0, capsys.readouterr().err
    capsys.readouterr()
    return pq.read_table("curated/measurements.parquet")


def number_of_results(said: str) -> int:
    """How many results a check says can be used under the settings it proposes."""
    return sum(int(line.split()[0].replace(",", "")) for line in said.splitlines() if "can be used:" in line)


TABLES: dict[str, dict[str, set[str]]] = {
    "chembl_web": {"target": {"HERG"}, "quantity": {"potency", "property"}, "organism": {"Homo sapiens"}},
    "french": {"target": {"KCNH2"}, "standard_type": {"IC50"}, "quantity": {"potency"}},
    "sdf": {"target": {"SCN5A"}, "standard_type": {"Ki"}},
    "plates": {"target": {"RYR2"}, "quantity": {"response"}},
    "wide": {"target": {"KCNH2", "SCN5A", "CYP3A4", "LogD"}, "quantity": {"potency", "response", "property"}},
    "vault": {"target": {"KCNH2", "RYR2"}, "quantity": {"potency", "response"}},
}


@pytest.mark.parametrize("table", TABLES)
def test_proposed_settings_work_when_saved(
    table: str, tables: SimpleNamespace, tmp_path: Path, capsys: Capture
) -> None:
    said = check(getattr(tables, table)(tmp_path), capsys)
    measurements = ingested(said, capsys)
    for column, wanted in TABLES[table].items():
        assert set(measurements[column].to_pylist()) == wanted
    card = json.loads(Path("curated/card.json").read_text())
    rejected = pq.read_table("curated/rejected.parquet").num_rows
    assert rejected == 0, card
    assert pa.compute.sum(measurements["n"]).as_py() == number_of_results(said) > 0


def test_value_means_the_same_whatever_program_wrote_the_table(
    tables: SimpleNamespace, tmp_path: Path, capsys: Capture
) -> None:
    measurements = ingested(check(tables.french(tmp_path), capsys), capsys)
    caffeine = measurements.filter(pa.compute.equal(measurements["compound"], "RYYVLZVUVIJVGH-UHFFFAOYSA-N"))
    assert caffeine["value"].to_pylist() == [pytest.approx(4.9, abs=1e-3)]
    assert caffeine["relation"].to_pylist() == ["="]


def test_check_writes_nothing_and_needs_no_folder(tables: SimpleNamespace, tmp_path: Path, capsys: Capture) -> None:
    path = tables.wide(tmp_path)
    before = sorted(tmp_path.rglob("*"))
    content = path.read_bytes()
    check(path, capsys)
    assert sorted(tmp_path.rglob("*")) == before
    assert path.read_bytes() == content


def test_columns_are_told_in_chemistry_words(tables: SimpleNamespace, tmp_path: Path, capsys: Capture) -> None:
    lines = check(tables.chembl_web(tmp_path), capsys).splitlines()
    said = {tuple(line.split("  ")[1].split()): line for line in lines if line.startswith("  ")}
    assert "SMILES, 20 different ones; all can be read" in said[("structure",)]
    assert "Molecule ChEMBL ID" in said[("compound", "name")], "the column of names is nearly empty"
    assert "nM' (19), 'ug.mL-1' (1)" in said[("unit",)]
    assert any("worked out from the structure" in line and "Molecular Weight" in line for line in lines)


def test_misnamed_column_is_answered_with_the_one_that_is_meant(
    tables: SimpleNamespace, tmp_path: Path, capsys: Capture
) -> None:
    said = check(tables.wide(tmp_path), capsys, "data.sources.table.columns.name=Compuond")
    assert "columns.smiles: the table has no column 'smiles'; did you mean 'Structure'?" in said
    assert "columns.name: the table has no column 'Compuond'; did you mean 'Compound'?" in said


def test_rejects_are_counted_by_reason_with_their_lines(
    tables: SimpleNamespace, tmp_path: Path, capsys: Capture
) -> None:
    rows: list[list[object]] = [[smiles, "12.5", "KCNH2"] for smiles in tables.SMILES]
    rows[3][0], rows[4][0], rows[7][2] = "not a structure", "", "1-Mar"
    said = check(tables.write(tmp_path / "x.csv", ["smiles", "IC50 (uM)", "gene"], rows), capsys)
    assert "17 of 20 results can be used:" in said
    reasons = said.partition("would be rejected:")[2].partition("Proposed settings")[0]
    assert "line 5)" in reasons
    assert "no_structure; line 6)" in reasons
    assert "excel_date; line 9)" in reasons
    assert "1 cell turned into dates by Excel" in said


def test_settings_that_fit_are_left_alone(tables: SimpleNamespace, tmp_path: Path, capsys: Capture) -> None:
    rows: list[list[object]] = [[smiles, "12.5", "a remark on it"] for smiles in tables.SMILES]
    path = tables.write(tmp_path / "x.csv", ["smiles", "IC50", "notes"], rows)
    own = ["columns.value=IC50", "unit=nM", "target=KCNH2"]
    said = check(path, capsys, *(f"data.sources.table.{setting}" for setting in own))
    assert "20 of 20 results can be used:" in said
    assert "20 potencies, pX 7.903 to 7.903" in said
    assert "data.sources.table.columns.comment=notes" in said
    assert "begin" not in said


def test_given_settings_survive_in_the_proposal(tables: SimpleNamespace, tmp_path: Path, capsys: Capture) -> None:
    said = check(tables.chembl_web(tmp_path), capsys, "data.sources.table.target=KCNH2", "data.curate.conflict_gap=2.0")
    assert "    target: KCNH2\n" in said
    assert "conflict_gap: 2.0" in said


def test_unit_nobody_states_is_found_by_the_logarithm_beside_it(
    tables: SimpleNamespace, tmp_path: Path, capsys: Capture
) -> None:
    rows: list[list[object]] = [
        [smiles, value, round(4.5 + 0.2 * i, 3)]
        for i, (smiles, value) in enumerate(zip(tables.SMILES, tables.NANOMOLAR, strict=True))
    ]
    said = check(tables.write(tmp_path / "cav12_table.csv", ["smiles", "result", "y"], rows), capsys)
    block = said.partition("# ---- begin ----")[2]
    assert "    unit: nM\n" in block
    assert '      p_value: "y"\n' in block
    assert "    target: CACNA1C  # CHECK" in block


def test_zeros_and_ones_become_inactive_and_active(tables: SimpleNamespace, tmp_path: Path, capsys: Capture) -> None:
    rows: list[list[object]] = [[smiles, i % 4 == 0, int(i % 5 == 0)] for i, smiles in enumerate(tables.SMILES)]
    path = tables.write(tmp_path / "tox.csv", ["smiles", "NR-AR", "SR-p53"], rows)
    measurements = ingested(check(path, capsys), capsys)
    counts = Counter(zip(measurements["target"].to_pylist(), measurements["effect"].to_pylist(), strict=True))
    assert counts == {
        ("NR-AR", "inactive"): 15,
        ("NR-AR", "unstated"): 5,
        ("SR-p53", "inactive"): 16,
        ("SR-p53", "unstated"): 4,
    }


def test_table_without_structures_is_told_how_to_name_them(
    tables: SimpleNamespace, tmp_path: Path, capsys: Capture
) -> None:
    rows: list[list[object]] = [[f"ACM-{i}", 12.5 + i] for i in range(20)]
    said = check(tables.write(tmp_path / "x.csv", ["Compound ID", "hERG IC50 (uM)"], rows), capsys)
    assert "No column holds structures" in said
    assert "data.sources.table.structures.path=<file>" in said
    assert "begin" not in said


def test_every_source_of_a_shipped_data_set_is_looked_at(capsys: Capture) -> None:
    assert main(["ingest", "data=ryr", "data.curate.workers=1", "check=true"]) == 0
    said = capsys.readouterr().out
    assert "(data.sources.ryr):" in said
    assert "(data.sources.ryr_no_structure):" in said
    assert "The row has no structure." in said
    assert "There is nothing better to propose." in said

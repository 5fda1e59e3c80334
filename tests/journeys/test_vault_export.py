"""A workbook as a CDD vault exports it, three sheets of one campaign, becomes one data set in which no row is lost."""

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from discovery.app.main import main
from discovery.assay.dataset import AssayDataset, load_dataset
from discovery.assay.labelling.build_labels import build_labels
from discovery.target.settings import TargetSettings

CONFIG = """\
defaults: [data_schema]
name: vault
assays: {folder}/assays.csv
sources:
  doses: &table
    path: {folder}/vault.xlsx
    sheet: Dose response
    structures: &compounds
      path: {folder}/vault.xlsx
      sheet: Compounds
      smiles: SMILES
      name: Molecule Name
    columns: &ids
      name: Molecule Name
      batch: Molecule-Batch ID
      date: Run Date
      relation: IC50 Modifier
      value: IC50 (uM)
      comment: Comments
    target: RYR2
    unit: uM
    standard_type: IC50
    effect: inhibitor
    role: dose_response
  screen:
    path: {folder}/vault.xlsx
    sheet: Primary screen
    structures: *compounds
    columns:
      name: Molecule Name
      batch: Molecule-Batch ID
      plate: Plate Name
      value: "% inhibition"
    target: RYR2
    unit: "%"
    concentration: 10 uM
    hits: {{}}
"""
CHAINS = ["C" * length for length in range(2, 22)]
COMPOUNDS = [
    ["Molecule Name", "SMILES", "CDD Number"],
    *([f"RC-{number:04}", f"{chain}O", 1000 + number] for number, chain in enumerate(CHAINS)),
    ["RC-0020", "C1CCNCC1.Cl", 1020],
    ["RC-0021", "not drawn yet", 1021],
]
DOSES = [
    ["Molecule Name", "Molecule-Batch ID", "Run Date", "IC50 Modifier", "IC50 (uM)", "Comments"],
    ["RC-0000", "RC-0000-001", date(2024, 1, 31), None, 1.0, None],
    ["RC-0000", "RC-0000-002", date(2024, 2, 29), None, 0.1, "second lot"],
    ["RC-0001", "RC-0001-001", date(2024, 1, 31), ">", 50, None],
    ["RC-0020", "RC-0020-001", date(2024, 1, 31), "<", 0.01, None],
    ["RC-0021", "RC-0021-001", date(2024, 1, 31), None, 3, None],
    ["RC-0999", "RC-0999-001", date(2024, 1, 31), None, 3, None],
    ["RC-0002", "RC-0002-001", date(2024, 1, 31), None, None, None],
]
SCREEN = [
    ["Molecule Name", "Molecule-Batch ID", "Plate Name", "% inhibition"],
    *([f"RC-{number:04}", f"RC-{number:04}-001", "P1", 80 if number < 2 else number % 5] for number in range(20)),
]
ASSAYS = "assay,target,organism,format,role,follows,temperature\ndoses,RYR2,,fret,dose_response,screen,25 C\n"


@pytest.fixture(scope="module")
def vault(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the workbook, the table of assays, and the curated data set made of them."""
    folder = tmp_path_factory.mktemp("vault")
    book = Workbook()
    book.remove(book.active)
    for title, rows in (("Compounds", COMPOUNDS), ("Dose response", DOSES), ("Primary screen", SCREEN)):
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(folder / "vault.xlsx")
    (folder / "assays.csv").write_text(ASSAYS)
    (folder / "config/data").mkdir(parents=True)
    (folder / "config/data/vault.yaml").write_text(CONFIG.format(folder=folder))
    words = ["ingest", "--config-dir", f"{folder}/config", "data=vault", f"out={folder}/curated", "tracking=off"]
    assert main([*words, "data.curate.workers=1"]) == 0
    return folder


@pytest.fixture(scope="module")
def dataset(vault: Path) -> AssayDataset:
    return load_dataset(vault / "curated")


def measured(dataset: AssayDataset, name: str, assay: str) -> dict[str, Any]:
    """The one measurement of a compound in an assay."""
    compounds = {name: row["compound"] for row in dataset.compounds.to_pylist() for name in row["names"]}
    rows = [row for row in dataset.measurements.to_pylist() if row["assay"] == assay]
    [found] = [row for row in rows if row["compound"] == compounds[name]]
    return found


def test_every_row_of_every_sheet_is_used_or_rejected_with_a_reason(vault: Path, dataset: AssayDataset) -> None:
    stages = dataset.card["stages"]
    assert stages["records"] == stages["used"] + stages["rejected"] == 27
    assert stages["rows"] == 27, "7 dose-responses and 20 wells"
    with (vault / "curated/rejected.csv").open(newline="") as stream:
        rejects = {(row["sheet"], row["id"]): row for row in csv.DictReader(stream)}
    assert set(rejects) == {
        ("Dose response", "RC-0021"),
        ("Dose response", "RC-0999"),
        ("Dose response", "RC-0002"),
    }
    assert "RC-0999" in rejects["Dose response", "RC-0999"]["reason"]


def test_replicates_of_two_batches_are_one_measurement_that_names_both(dataset: AssayDataset) -> None:
    row = measured(dataset, "RC-0000", "doses")
    assert (row["n"], row["batches"]) == (2, ["RC-0000-001", "RC-0000-002"])
    assert row["value"] == pytest.approx(6.5)
    assert row["spread"] == pytest.approx(np.std([6.0, 7.0], ddof=1))
    assert (row["date"], row["comments"]) == (date(2024, 1, 31), ["second lot"])
    assert (row["sheet"], row["lines"]) == ("Dose response", [2, 3])


@pytest.mark.parametrize(("name", "relation", "value"), [("RC-0001", "<", 4.30103), ("RC-0020", ">", 8.0)])
def test_modifiers_become_bounds_on_the_scale_of_potencies(
    dataset: AssayDataset, name: str, relation: str, value: float
) -> None:
    row = measured(dataset, name, "doses")
    assert (row["relation"], row["value"]) == (relation, pytest.approx(value))


def test_screen_and_dose_response_are_linked_assays_with_labels_of_their_own(dataset: AssayDataset) -> None:
    assays = {row["assay"]: row for row in dataset.assays.to_pylist()}
    assert assays["doses"]["follows"] == "screen"
    assert dict(assays["doses"]["covariates"]) == {"temperature": "25 C"}
    assert (assays["screen"]["role"], assays["screen"]["active"]) == ("primary", 2)
    labels = build_labels(dataset, TargetSettings(gene="RYR2", min_actives=1, presumed_inactive=0))
    values = {endpoint.name: sorted(labels.of(endpoint.name)[1].tolist()) for endpoint in labels.endpoints}
    assert values["RYR2.hit"] == [0.0] * 18 + [1.0] * 2
    assert values["RYR2.modulator"] == [0.0, 1.0, 1.0]


def test_the_salt_is_kept_aside_and_the_report_is_written(vault: Path, dataset: AssayDataset) -> None:
    [piperidine] = [row for row in dataset.compounds.to_pylist() if row["names"] == ["RC-0020"]]
    assert (piperidine["smiles"], piperidine["salts"]) == ("C1CCNCC1", ["Cl"])
    assert piperidine["batches"] == ["RC-0020-001"]
    assert "RC-0999" in (vault / "curated/report.html").read_text(encoding="utf-8")
    assert json.loads((vault / "curated/card.json").read_text())["stages"] == dataset.card["stages"]
    assert pq.read_table(vault / "curated/rejected.parquet").num_rows == 3

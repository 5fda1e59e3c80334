"""Tables as they come out of other programs, made small, and a small curated data set."""

import csv
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from rdkit import Chem

from discovery.app.main import main

SMILES = [
    *("CC(=O)Nc1ccc(O)cc1", "CC(=O)Oc1ccccc1C(=O)O", "CN1C=NC2=C1C(=O)N(C(=O)N2C)C", "CC(C)Cc1ccc(C(C)C(=O)O)cc1"),
    *("CCN(CC)CC(=O)Nc1c(C)cccc1C", "CC(C)NCC(O)COc1cccc2ccccc12", "CCCCNc1ccc(C(=O)OCCN(C)C)cc1", "OC(=O)c1ccccc1O"),
    *("CN(C)CCOC(c1ccccc1)c1ccccc1", "CNC(C)Cc1ccccc1", "NC(=O)c1cnccn1", "CC(C)(C)NCC(O)c1ccc(O)c(CO)c1", "Nc1ccncc1"),
    *("CCOC(=O)c1ccc(N)cc1", "COc1ccc(CCN(C)CCCC(C#N)(C(C)C)c2ccc(OC)c(OC)c2)cc1OC", "Clc1ccccc1CN1CCc2sccc2C1"),
    *("O=C(O)CCc1ccccc1", "CC1=CC(=O)c2ccccc2C1=O", "c1ccc2[nH]ccc2c1", "NCCc1c[nH]c2ccc(O)cc12"),
]
"""Structures of twenty small drugs and natural compounds."""
NANOMOLAR = [float(f"{10 ** (9 - 4.5 - 0.2 * i):.4g}") for i in range(len(SMILES))]


def write(
    path: Path, header: list[str], rows: list[list[object]], delimiter: str = ",", encoding: str = "utf-8"
) -> Path:
    """A delimited file, all cells in quotation marks."""
    with path.open("w", newline="", encoding=encoding) as stream:
        writer = csv.writer(stream, delimiter=delimiter, quoting=csv.QUOTE_ALL)
        writer.writerow(header)
        writer.writerows(rows)
    return path


def chembl_web(folder: Path) -> Path:
    """An export of the ChEMBL web page: semicolons, relations in quotation marks, one value in a unit of mass."""
    header = ["Molecule ChEMBL ID", "Molecule Name", "Molecular Weight", "Smiles", "Standard Type", "Standard Relation"]
    header += ["Standard Value", "Standard Units", "pChEMBL Value", "Data Validity Comment", "Assay ChEMBL ID"]
    header += ["Target Name", "Target Organism", "Document ChEMBL ID", "Document Year"]
    rows: list[list[object]] = []
    for i, (smiles, value) in enumerate(zip(SMILES, NANOMOLAR, strict=True)):
        start = [f"CHEMBL{i}", "CAFFEINE" if i == 2 else "", "180.1", smiles, "IC50", "'>'" if i == 5 else "'='", value]
        rest = ["ug.mL-1" if i == 4 else "nM", "", "", f"CHEMBL90{i % 2}", "HERG", "Homo sapiens", "CHEMBL5", 2010 + i]
        rows.append([*start, *rest])
    return write(folder / "DOWNLOAD-1.csv", header, rows, ";")


def french(folder: Path) -> Path:
    """Semicolons, decimal commas, accents of an older Windows program, and a file name that needs quotation marks."""
    rows: list[list[object]] = [
        [f"LM-{i}", s, f"{v / 1000:.3f}".replace(".", ",")]
        for i, (s, v) in enumerate(zip(SMILES, NANOMOLAR, strict=True))
    ]
    header = ["Compos\u00e9", "SMILES", "CI50 (\u00b5M)"]
    return write(folder / "r\u00e9sultats herg (2).csv", header, rows, ";", "cp1252")


def sdf(folder: Path) -> Path:
    """Records with data fields."""
    path = folder / "library.sdf"
    with Chem.SDWriter(str(path)) as writer:
        for i, (smiles, value) in enumerate(zip(SMILES, NANOMOLAR, strict=True)):
            mol = Chem.MolFromSmiles(smiles)
            mol.SetProp("Compound ID", f"ACM-{i}")
            mol.SetProp("Target", "SCN5A")
            mol.SetProp("Ki_nM", str(value))
            writer.write(mol)
    return path


def plates(folder: Path) -> Path:
    """A primary screen: two plates of twenty wells, one hit on each."""
    rows: list[list[object]] = [
        [f"P{plate}", f"{'ABCD'[i % 4]}{i // 4 + 1:02d}", s, 80.0 if i == plate else (i * 7) % 5 - 2.0, 10]
        for plate in (1, 2)
        for i, s in enumerate(SMILES)
    ]
    return write(folder / "ryr2 screen.csv", ["Plate Barcode", "Well", "SMILES", "% Inhibition", "Conc (uM)"], rows)


def wide(folder: Path) -> Path:
    """Several readouts side by side, one with its relation in a column of its own."""
    header = [
        "Compound",
        "Structure",
        "hERG IC50 (uM)",
        "hERG IC50 qualifier",
        "NaV1.5 IC50 (nM)",
        "CYP3A4 % inh @ 10 uM",
    ]
    rows: list[list[object]] = [
        [
            f"CPD-{i}",
            s,
            v / 1000,
            ">" if i < 3 else "",
            f"<{v}" if i == 7 else v,
            3.5 * i,
            0.25 * i,
            f"note {i} of a chemist",
        ]
        for i, (s, v) in enumerate(zip(SMILES, NANOMOLAR, strict=True))
    ]
    return write(folder / "wide.csv", [*header, "LogD", "Comments"], rows)


def vault(folder: Path) -> Path:
    """A workbook as from CDD Vault: compounds, dose-responses and a screen on three sheets."""
    book = openpyxl.Workbook()
    compounds, curves, screen = book.active, book.create_sheet("Dose response"), book.create_sheet("Screen")
    compounds.title = "Compounds"
    compounds.append(["Molecule Name", "SMILES", "Molecular weight (g/mol)"])
    curves.append(["Molecule Name", "Batch Name", "Run Date", "hERG patch clamp: IC50 (uM)"])
    screen.append(["Molecule Name", "Plate", "RyR2 % inhibition @ 10 uM"])
    for i, (smiles, value) in enumerate(zip(SMILES, NANOMOLAR, strict=True)):
        compounds.append([f"ACM-{i:04d}", smiles, 180.2])
        day = datetime(2024, 1, i + 1)
        curves.append([f"ACM-{i:04d}", f"ACM-{i:04d}-001", day, ">30" if i < 2 else value / 1000])
        screen.append([f"ACM-{i:04d}", "P1", 90.5 if i == 3 else (i * 7) % 5 - 2.5])
    book.save(folder / "vault.xlsx")
    return folder / "vault.xlsx"


@pytest.fixture
def tables() -> SimpleNamespace:
    """Everything of this file by its name."""
    makers = {f.__name__: f for f in (write, chembl_web, french, sdf, plates, wide, vault)}
    return SimpleNamespace(SMILES=SMILES, NANOMOLAR=NANOMOLAR, **makers)


RINGS = ("c1ccccc1", "c1ccncc1", "C1CCCCC1", "c1ccoc1", "C1CCNCC1", "c1ccsc1", "c1ccc2ccccc2c1", "C1CCOC1")
ALCOHOLS = [f"{ring}{'C' * length}{end}" for ring in RINGS for length in range(1, 4) for end in "ON"]
"""48 alcohols and amines."""


def ingested(folder: Path, values: list[float], parts: bool = False, gene: str = "ADRB1") -> Path:
    """A curated data set with a potency of every alcohol and amine."""
    lines = [
        f"{s},{v},{'test' if n % 3 == 0 else 'train'}" for n, (s, v) in enumerate(zip(ALCOHOLS, values, strict=True))
    ]
    folder.mkdir(exist_ok=True)
    (folder / "table.csv").write_text("\n".join(["smiles,value,part", *lines]) + "\n")
    source = "data.sources.table"
    settings = [f"{source}.path={folder}/table.csv", f"{source}.target={gene}", f"{source}.unit=pX"]
    settings += [f"{source}.columns.value=value", *([f"{source}.columns.split=part"] if parts else [])]
    assert main(["ingest", "data=table", *settings, "data.curate.workers=1", "tracking=off", f"out={folder}/set"]) == 0
    return folder / "set"


@pytest.fixture(scope="session")
def potencies(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """A data set in which potency grows with the chain and amines are weaker, and what makes others like it."""
    values = [4.0 + (n // 2 % 3) + n % 2 + 0.01 * n for n in range(len(ALCOHOLS))]
    dataset = ingested(tmp_path_factory.mktemp("potencies"), values, parts=True)
    return SimpleNamespace(dataset=dataset, ingested=ingested, smiles=ALCOHOLS)

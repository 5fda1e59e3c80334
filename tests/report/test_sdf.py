"""SDF files are read by RDKit with every property."""

from pathlib import Path

import pytest
from rdkit import Chem

from discovery.errors import InternalError
from discovery.report.model import ReportInput
from discovery.report.sdf import record, write_sdf


def test_records_come_back(report: ReportInput, tmp_path: Path) -> None:
    write_sdf(tmp_path / "c.sdf", report.candidates)
    mols = list(Chem.SDMolSupplier(str(tmp_path / "c.sdf")))
    rows = report.candidates.to_pylist()
    assert [Chem.MolToSmiles(mol) for mol in mols] == [Chem.CanonSmiles(row["smiles"]) for row in rows]
    assert [mol.GetProp("_Name") for mol in mols] == [row["id"] for row in rows]
    assert [float(mol.GetProp("score")) for mol in mols] == [row["score"] for row in rows]
    assert "V2000" in (tmp_path / "c.sdf").read_text()


def test_text_cannot_end_a_field_or_a_record() -> None:
    text = record({"id": "a\n$$$$\nb", "smiles": "CCO", "note": "$$$$\n\n>  <x>\nfaked", "p<x>": 1.5, "empty": None})
    supplier = Chem.SDMolSupplier()
    supplier.SetData(text + record({"id": "next", "smiles": "CC"}))
    first, second = supplier
    assert set(first.GetPropNames()) == {"id", "smiles", "note", "p_x_"}
    assert second.GetProp("_Name") == "next"


def test_unreadable_candidate_is_a_broken_promise() -> None:
    with pytest.raises(InternalError, match="candidate X1"):
        record({"id": "X1", "smiles": "C1CC"})

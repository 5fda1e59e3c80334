"""What must change no curated value: order, copies, salts, the order of atoms, and units."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from math import log10
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rdkit import Chem

from discovery.assay.curation.assay_table import assay_table
from discovery.assay.curation.compound_table import compound_table
from discovery.assay.curation.conflicts import conflict_table, flag
from discovery.assay.curation.curate import Curation, curate
from discovery.assay.curation.hits import call_hits
from discovery.assay.curation.interpret import interpret
from discovery.assay.curation.proteins import accessions
from discovery.assay.curation.readings import ResultReader
from discovery.assay.curation.replicates import aggregate
from discovery.assay.curation.sources import read_source
from discovery.assay.settings import ColumnSettings, CurateSettings, DataSettings, HitSettings, SourceSettings
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

STRUCTURES = {
    "lidocaine": "CCN(CC)CC(=O)Nc1c(C)cccc1C",
    "flecainide": "O=C(NCC1CCCCN1)c1cc(OCC(F)(F)F)ccc1OCC(F)(F)F",
    "dantrolene": "O=C1CN(/N=C/c2ccc(-c3ccc([N+](=O)[O-])cc3)o2)C(=O)N1",
    "quinidine": "COc1ccc2nccc([C@H](O)[C@H]3C[C@@H]4CCN3C[C@@H]4C=C)c2c1",
    "tetracaine": "CCCCNc1ccc(C(=O)OCCN(C)C)cc1",
    "caffeine": "Cn1c(=O)c2c(ncn2C)n(C)c1=O",
    "salicylic acid": "O=C(O)c1ccccc1O",
}
SALTS = ("Cl", "Br", "O", "OS(=O)(=O)O", "[Na+].[Cl-]", "O=C(O)C(F)(F)F")
UNITS = {"M": 0, "mM": 3, "uM": 6, "nM": 9, "pM": 12}
"""Unit -> decimal places between it and 1 M."""
FLIPPED = {"<": ">", ">": "<", "=": "="}
HEADER = "smiles,name,batch,assay,effect,type,relation,value,unit,plate,reference"


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    value: str = ""
    unit: str = ""
    relation: str = "="
    assay: str = "patch clamp"
    effect: str = ""
    plate: str = ""
    batch: str = ""
    reference: str = ""
    smiles: str = ""

    def text(self) -> str:
        kind = "" if self.unit == "%" else "IC50"
        structure = self.smiles or STRUCTURES[self.name]
        given = (self.assay, self.effect, kind, self.relation, self.value, self.unit, self.plate, self.reference)
        return ",".join((structure, self.name, self.batch, *given))


TABLE = [
    Row("lidocaine", "12.5", "uM", batch="L1", reference="doi:1"),
    Row("lidocaine", "25", "uM", batch="L2", reference="doi:1"),
    Row("lidocaine", "31", "uM", effect="inactive", reference="doi:2"),
    Row("flecainide", "10", "uM", "<", effect="inhibitor"),
    Row("flecainide", "20", "uM", "<", effect="inhibitor"),
    Row("flecainide", "7.77", "uM", effect="inhibitor"),
    Row("dantrolene", "160", "nM", effect="inhibitor"),
    Row("dantrolene", "160", "uM", effect="inhibitor", assay="bilayer"),
    Row("dantrolene", effect="inactive", assay="bilayer"),
    Row("quinidine", "20-40", "uM", assay="bilayer"),
    Row("quinidine", "33", "uM", assay="bilayer"),
    Row("quinidine", "100", "uM", ">", assay="bilayer"),
    *(Row(name, str(7 * n % 11), "%", assay="screen", plate="P1") for n, name in enumerate(STRUCTURES)),
    *(Row(name, str(5 * n % 13), "%", assay="screen", plate="P2") for n, name in enumerate(STRUCTURES)),
    Row("tetracaine", "95", "%", assay="screen", plate="P1", batch="L9"),
    Row("tetracaine", "88", "%", assay="screen", plate="P2", batch="L9"),
]
PLACES = st.lists(st.integers(0, len(TABLE) - 1), max_size=12)
QUICK = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Result = dict[str, list[dict[str, Any]]]


@cache
def standardised(text: str) -> Compound | Problem:
    return standardize(text, StandardizeSettings())


def data_settings(path: Path) -> DataSettings:
    names = ("name", "batch", "assay", "effect", "relation", "value", "unit", "plate", "reference")
    columns = ColumnSettings(**{name: name for name in names}, standard_type="type")
    source = SourceSettings(path=path, columns=columns, target="RYR2", hits=HitSettings(min_wells=5))
    return DataSettings("test", {"table": source}, curate=CurateSettings(workers=1))


def curated(folder: Path, rows: list[Row]) -> Result:
    """All that curation makes of the rows, but for lines, original structures and salts.

    The journey of `curate`, with the structures standardised in this process, so that examples are quick.
    """
    path = folder / "table.csv"
    path.write_text("\n".join([HEADER, *(row.text() for row in rows)]) + "\n", encoding="utf-8")
    data = data_settings(path)
    [source] = data.sources.values()
    table = read_source("table", source)
    structures = {text.strip(): standardised(text.strip()) for text in table.cells["smiles"]}
    part = interpret(table, source, ResultReader("table", source, data.curate), structures)
    assert part.rejected.num_rows == 0
    measurements = flag(aggregate(call_hits(part.records, data.sources), data.curate), data.curate)
    assays = assay_table(measurements, data, [], accessions({"table": table}, data))
    whole = Curation(
        compound_table(part.uses), measurements, assays, assays, part.rejected, len(rows), len(rows), 0, {}
    )
    return values(whole)


def values(curation: Curation) -> Result:
    return {
        "compounds": curation.compounds.drop_columns(["originals", "salts"]).to_pylist(),
        "measurements": curation.measurements.drop_columns(["lines"]).to_pylist(),
        "assays": curation.assays.to_pylist(),
        "conflicts": conflict_table(curation).to_pylist(),
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("properties")


@pytest.fixture(scope="module")
def expected(folder: Path) -> Result:
    return curated(folder, TABLE)


def test_the_table_has_something_of_everything(expected: Result) -> None:
    rows = expected["measurements"]
    assert {flag for row in rows for flag in row["flags"]} >= {"hit", "unit_slip", "effects_differ", "values_differ"}
    assert {row["relation"] for row in rows} == {"=", "<", ">"}
    assert {row["quantity"] for row in rows} == {"potency", "response", "flag"}
    assert any(row["low"] is not None for row in rows)
    assert any(row["n"] > 1 and row["spread"] for row in rows)
    assert len(expected["conflicts"]) >= 2


@QUICK
@given(st.permutations(TABLE))
def test_shuffling_rows_changes_nothing(folder: Path, expected: Result, rows: list[Row]) -> None:
    assert curated(folder, rows) == expected


@QUICK
@given(PLACES)
def test_duplicating_rows_changes_nothing(folder: Path, expected: Result, places: list[int]) -> None:
    assert curated(folder, [*TABLE, *(TABLE[place] for place in places)]) == expected


@QUICK
@given(st.lists(st.sampled_from(("", *SALTS)), min_size=len(TABLE), max_size=len(TABLE)))
def test_salts_change_nothing(folder: Path, expected: Result, salts: list[str]) -> None:
    assert curated(folder, [salted(row, salt) for row, salt in zip(TABLE, salts, strict=True)]) == expected


@QUICK
@given(st.randoms(use_true_random=False))
def test_the_order_of_atoms_changes_nothing(folder: Path, expected: Result, random: Any) -> None:
    assert curated(folder, [reordered(row, random.shuffle) for row in TABLE]) == expected


@QUICK
@given(st.lists(st.sampled_from((*UNITS, "pX")), min_size=len(TABLE), max_size=len(TABLE)))
def test_units_change_nothing(folder: Path, expected: Result, units: list[str]) -> None:
    assert curated(folder, [in_unit(row, unit) for row, unit in zip(TABLE, units, strict=True)]) == expected


def test_the_whole_curation_gives_the_same_for_a_table_changed_in_every_way(tmp_path: Path, expected: Result) -> None:
    rows = [in_unit(salted(row, SALTS[n % len(SALTS)]), list(UNITS)[n % 5]) for n, row in enumerate(TABLE)]
    path = tmp_path / "table.csv"
    path.write_text("\n".join([HEADER, *(row.text() for row in [*reversed(rows), *rows[::3]])]), encoding="utf-8")
    curation = curate(data_settings(path), StandardizeSettings())
    assert values(curation) == expected
    assert curation.rows_in == len(TABLE) + len(rows[::3])


def salted(row: Row, salt: str) -> Row:
    """The row with a counter-ion or solvent beside its compound."""
    structure = STRUCTURES[row.name]
    return replace(row, smiles=f"{salt}.{structure}" if salt else structure)


def reordered(row: Row, shuffle: Callable[[list[int]], None]) -> Row:
    mol = Chem.MolFromSmiles(STRUCTURES[row.name])
    order = list(range(mol.GetNumAtoms()))
    shuffle(order)
    return replace(row, smiles=Chem.MolToSmiles(Chem.RenumberAtoms(mol, order), canonical=False))


def in_unit(row: Row, unit: str) -> Row:
    """The row with its potency in another unit."""
    if row.unit not in UNITS:
        return row
    ends = [Decimal(end).scaleb(-UNITS[row.unit]) for end in row.value.split("-")]
    if unit == "pX":
        texts = [f"{-log10(end):.6f}" for end in ends]
        return replace(row, value="-".join(texts), unit=unit, relation=FLIPPED[row.relation])
    return replace(row, value="-".join(f"{end.scaleb(UNITS[unit]):f}" for end in ends), unit=unit)

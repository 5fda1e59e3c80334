"""The order of the rows, copies of them and their units change no curated value."""

import random
from typing import Any

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.assay.curation.conflicts import flag
from discovery.assay.curation.interpret import Interpreted, interpret
from discovery.assay.curation.readings import ResultReader
from discovery.assay.curation.replicates import aggregate
from discovery.assay.curation.sources import COLUMNS, SourceTable
from discovery.assay.schema import REJECTED
from discovery.assay.settings import CurateSettings, SourceSettings
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

STRUCTURES = {text: standardize(text, StandardizeSettings()) for text in ("CCO", "OCC", "CCN.Cl", "CCN", "C(")}
FACTORS = {"M": 1e-9, "mM": 1e-6, "uM": 1e-3, "nM": 1.0, "pM": 1e3}
Row = dict[str, str]

rows = st.fixed_dictionaries(
    {
        "smiles": st.sampled_from(sorted(STRUCTURES)),
        "target": st.sampled_from(["RYR2", "KCNH2", ""]),
        "assay": st.sampled_from(["binding", "patch clamp"]),
        "effect": st.sampled_from(["inhibitor", "activator", "inactive", "", "nonsense"]),
        "relation": st.sampled_from(["=", "<", ">", "~"]),
        "value": st.sampled_from(["1", "3.5", "160", "10-20", "22000", "1,5", "much"]),
        "reference": st.sampled_from(["doi:1", "doi:2"]),
    }
)
tables = st.lists(rows, min_size=1, max_size=30)


def interpreted(table: list[Row], unit: str = "nM") -> Interpreted:
    cells = {name: [row.get(name, "") for row in table] for name in COLUMNS}
    source = SourceTable("x", "x.csv", list(range(2, len(table) + 2)), cells, REJECTED.empty_table())
    how = SourceSettings(unit=unit)
    return interpret(source, how, ResultReader("x", how, CurateSettings()), STRUCTURES)


def values(table: list[Row], unit: str = "nM") -> list[dict[str, Any]]:
    """Everything that curation makes of a table, except where it stood in the file."""
    measurements = flag(aggregate(interpreted(table, unit).records), CurateSettings())
    return list(measurements.drop_columns(["lines"]).to_pylist())


@settings(deadline=None, max_examples=40)
@given(tables, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing(table: list[Row], chance: random.Random) -> None:
    shuffled = chance.sample(table, len(table))
    assert values(shuffled) == values(table)


@settings(deadline=None, max_examples=40)
@given(tables, st.integers(2, 3), st.integers(0, 29))
def test_copies_of_rows_change_nothing(table: list[Row], times: int, first: int) -> None:
    assert values(table + table[first:] * times) == values(table)


@settings(deadline=None, max_examples=40)
@given(tables, st.sampled_from(sorted(FACTORS)))
def test_units_change_nothing(table: list[Row], unit: str) -> None:
    def converted(text: str) -> str:
        parts = text.split("-")
        return "-".join(repr(float(part) * FACTORS[unit]) for part in parts) if parts[0][-1].isdigit() else text

    scaled = [{**row, "value": row["value"] if "," in row["value"] else converted(row["value"])} for row in table]
    assert values(scaled, unit) == values(table)


@settings(deadline=None, max_examples=40)
@given(tables)
def test_every_row_is_used_once_or_rejected_once(table: list[Row]) -> None:
    divided = interpreted(table)
    used = pa.concat_tables([aggregate(divided.records)])["lines"].to_pylist()
    found = [line for lines in used for line in lines] + divided.rejected["line"].to_pylist()
    assert sorted(found) == list(range(2, len(table) + 2))


def test_rejects_say_why_by_line() -> None:
    usable = {"smiles": "CCO", "target": "RYR2", "effect": "inhibitor", "value": "1"}
    table = [
        usable,
        {**usable, "smiles": "C("},
        {**usable, "target": " "},
        {**usable, "effect": "?"},
        {**usable, "effect": "", "value": ""},
    ]
    assert interpreted(table).rejected["line"].to_pylist() == [3, 4, 5, 6]
    assert interpreted(table).rejected["code"].to_pylist() == ["syntax", "no_target", "effect", "no_result"]


def test_salts_and_spellings_of_one_parent_are_one_compound() -> None:
    assert isinstance(STRUCTURES["CCN.Cl"], Compound)
    assert isinstance(STRUCTURES["C("], Problem)
    table = [
        {"smiles": smiles, "target": "RYR2", "value": value}
        for smiles, value in [("CCN.Cl", "10"), ("CCN", "1000"), ("CCO", "1"), ("OCC", "1")]
    ]
    found = aggregate(interpreted(table).records).to_pylist()
    assert sorted((row["n"], row["value"], row["lines"]) for row in found) == [(1, 9.0, [4, 5]), (2, 7.0, [2, 3])]

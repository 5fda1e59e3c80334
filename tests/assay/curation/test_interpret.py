"""The order of the rows, copies of them and their units change no curated value."""

import random
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from discovery.assay.curation.collector import COLUMNS, DEFAULTS
from discovery.assay.curation.conflicts import flag
from discovery.assay.curation.interpret import Interpreted, interpret
from discovery.assay.curation.readings import ResultReader
from discovery.assay.curation.replicates import aggregate
from discovery.assay.curation.sources import SourceTable
from discovery.assay.curation.text_column import TextColumn, TextColumnBuilder, constant
from discovery.assay.schema import REJECTED
from discovery.assay.settings import CurateSettings, SourceSettings, StructureSettings
from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.standardize import standardize

STRUCTURES = {text: standardize(text, StandardizeSettings()) for text in ("CCO", "OCC", "CCN.Cl", "CCN", "C(")}
STRUCTURES[""] = Problem("structure", "no_structure", "The row has no structure.")
FACTORS = {"M": 1e-9, "mM": 1e-6, "uM": 1e-3, "nM": 1.0, "pM": 1e3}
Row = dict[str, str]

rows = st.fixed_dictionaries(
    {
        "smiles": st.sampled_from(sorted(STRUCTURES.keys() - {""})),
        "target": st.sampled_from(["RYR2", "KCNH2", ""]),
        "assay": st.sampled_from(["binding", "patch clamp"]),
        "effect": st.sampled_from(["inhibitor", "activator", "inactive", "", "nonsense"]),
        "relation": st.sampled_from(["=", "<", ">", "~"]),
        "value": st.sampled_from(["1", "3.5", "160", "10-20", "22000", "1,5", "much"]),
        "reference": st.sampled_from(["doi:1", "doi:2"]),
    }
)
tables = st.lists(rows, min_size=1, max_size=30)


def column(texts: list[str]) -> TextColumn:
    builder = TextColumnBuilder()
    codes = builder.codes_of(texts)
    return TextColumn(builder.words, codes)


def interpreted(table: list[Row], unit: str = "nM", source: SourceSettings | None = None) -> Interpreted:
    cells = {name: column([row.get(name, "") for row in table]) for name in (*COLUMNS, *DEFAULTS)}
    cells["default_unit"] = constant(unit, len(table))
    lines = np.arange(2, len(table) + 2)
    how = source or SourceSettings()
    read = SourceTable("x", "x.csv", lines, cells, REJECTED.empty_table(), len(table))
    return interpret(read, how, ResultReader("x", how, CurateSettings()), STRUCTURES)


def values(table: list[Row], unit: str = "nM") -> list[dict[str, Any]]:
    """Everything that curation makes of a table, except where it stood in the file."""
    measurements = flag(aggregate(interpreted(table, unit).records, CurateSettings()), CurateSettings())
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
    found = divided.records["line"].to_pylist() + divided.rejected["line"].to_pylist()
    assert sorted(found) == list(range(2, len(table) + 2))


def test_rejects_say_why_by_line() -> None:
    usable = {"smiles": "CCO", "target": "RYR2", "effect": "inhibitor", "value": "1"}
    table = [
        usable,
        {**usable, "smiles": "C("},
        {**usable, "target": " "},
        {**usable, "effect": "maybe"},
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
    found = aggregate(interpreted(table).records, CurateSettings()).to_pylist()
    assert sorted((row["n"], row["value"], row["lines"]) for row in found) == [(1, 9.0, [4, 5]), (2, 7.0, [2, 3])]


USABLE = {"smiles": "CCO", "target": "RYR2", "value": "1"}


def test_dates_that_a_spreadsheet_made_of_names_and_targets_are_rejected_unless_explained() -> None:
    table = [{**USABLE, "name": "2-Sep"}, {**USABLE, "target": "1-Mar"}, {**USABLE, "target": "2024-03-01 00:00:00"}]
    assert interpreted(table).rejected["code"].to_pylist() == ["excel_date"] * 3
    assert "data.sources.x.targets" in interpreted(table).rejected["reason"][1].as_py()
    explained = interpreted(table, source=SourceSettings(targets={"1-Mar": "MARCHF1"}))
    assert explained.records["target"].to_pylist() == ["MARCHF1"]


def test_words_for_the_part_of_a_split() -> None:
    words = ["Train", "VALID", "val", "test", "", "tset"]
    divided = interpreted([{**USABLE, "split": word} for word in words])
    assert divided.records["split"].to_pylist() == ["train", "validation", "validation", "test", ""]
    [reject] = divided.rejected.to_pylist()
    assert (reject["code"], reject["line"]) == ("split", 7)
    assert "did you mean 'test'?" in reject["reason"]


def test_days_and_concentrations_that_cannot_be_read_are_left_out_and_noted() -> None:
    table = [
        {**USABLE, "value": "55 %", "date": "2024-05-01", "concentration": "3000 nM"},
        {**USABLE, "value": "active", "date": "05/01/2024", "concentration": "high"},
        {**USABLE, "date": "05/01/2024", "concentration": "10 uM"},
    ]
    divided = interpreted(table)
    assert divided.records["date"].to_pylist() == [date(2024, 5, 1), None, None]
    assert divided.records["concentration"].to_pylist() == [3.0, None, None]  # the last one is a potency
    assert divided.notes == [
        {"file": "x.csv", "line": 3, "text": "the date '05/01/2024' was left out", "rows": 2},
        {"file": "x.csv", "line": 3, "text": "the concentration 'high' was left out", "rows": 1},
    ]


def test_responses_at_concentrations_that_cannot_be_read_are_rejected_not_averaged() -> None:
    words = ["10 ug/mL", "1 ug/mL", "10", "< 10 uM", "n.d.", "10 uM"]
    divided = interpreted([{**USABLE, "value": "55 %", "concentration": word} for word in words])
    assert divided.records["concentration"].to_pylist() == [None, 10.0]
    assert divided.rejected["line"].to_pylist() == [2, 3, 4, 5]
    assert set(divided.rejected["code"].to_pylist()) == {"concentration"}
    assert "data.sources.x.concentration" in divided.rejected["reason"][2].as_py()


def test_a_row_without_a_result_says_so_even_where_its_target_hangs_on_the_result() -> None:
    assert interpreted([{**USABLE, "target": "", "value": ""}]).rejected["code"].to_pylist() == ["no_result"]


def test_remarks_and_words_beside_a_number_are_kept_together() -> None:
    table = [
        {**USABLE, "comment": "Outside typical range", "flag": "inconclusive"},
        {**USABLE, "comment": " checked "},
        {**USABLE, "flag": "inconclusive"},
    ]
    assert interpreted(table).records["comment"].to_pylist() == [
        "Outside typical range; inconclusive",
        "checked",
        "inconclusive",
    ]


def test_each_way_in_which_a_compound_was_used_is_listed_once() -> None:
    table = [
        {**USABLE, "name": "ethanol", "batch": "B1"},
        {**USABLE, "name": "ethanol", "batch": "B1", "value": "2"},
        {**USABLE, "name": "ethanol", "batch": "B2"},
        {**USABLE, "value": "much"},
    ]
    divided = interpreted(table)
    assert [(use.name, use.original, use.batch) for use in divided.uses] == [
        ("ethanol", "CCO", "B1"),
        ("ethanol", "CCO", "B2"),
    ]
    assert (divided.used, divided.records["batch"].to_pylist()) == (3, ["B1", "B1", "B2"])


def test_a_compound_without_a_structure_elsewhere_says_where_it_was_looked_for() -> None:
    source = SourceSettings(structures=StructureSettings(path=Path("compounds.csv")))
    divided = interpreted([{**USABLE, "smiles": "", "name": "X1"}, {**USABLE, "smiles": ""}], source=source)
    assert divided.rejected["code"].to_pylist() == ["no_structure"] * 2
    assert divided.rejected["reason"].to_pylist() == [
        "The compound 'X1' is not in compounds.csv, or has no structure there.",
        "The row names no compound to look for in compounds.csv.",
    ]


def test_many_different_notes_are_counted_and_not_all_listed() -> None:
    notes = interpreted([{**USABLE, "date": f"day {number}"} for number in range(150)]).notes
    assert len(notes) == 101
    assert sum(note["rows"] for note in notes) == 150

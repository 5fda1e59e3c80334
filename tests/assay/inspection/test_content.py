"""What the cells of a column look like."""

from collections import Counter

import numpy as np
import pytest

from discovery.assay.inspection.content import content_of
from discovery.assay.inspection.numbers import numbers_of
from discovery.assay.inspection.roles import assign, list_column, structure_candidates
from discovery.assay.inspection.scales import likely_unit, logarithms


def test_numbers_are_counted_however_they_are_written() -> None:
    found = numbers_of(Counter(["1.5", ">30", "10-20", "1,5", "50 %", "1e-3", "\u2212 2", "inactive", "5 \u00b1 1"]))
    assert found is not None
    assert (found.count, found.qualified, found.ranges, found.percent, found.commas) == (7, 1, 1, 1, 1)
    assert found.values["10-20"] == 15.0
    assert found.values["5 \u00b1 1"] == 5.0
    assert (found.least, found.most) == (0.001, 50.0)


def test_words_are_no_numbers() -> None:
    assert numbers_of(Counter(["active", "RYR2", "CHEMBL25", "A01"])) is None


def test_column_of_letters_for_yes_and_no_is_not_taken_for_structures() -> None:
    contents = {
        "toxic": content_of("toxic", ["N", "N", "Y", "N"]),
        "what": content_of("what", ["CC(=O)Nc1ccc(O)cc1", "c1ccccc1O", "CCOC(=O)c1ccccc1", "CCN(CC)CC"]),
    }
    assert structure_candidates(contents) == ["what"]


def test_inchikey_is_no_structure() -> None:
    contents = {"structure": content_of("structure", ["RZVAJINKPMORJF-UHFFFAOYSA-N"] * 3)}
    assert structure_candidates(contents) == []


def test_probabilities_are_not_taken_for_potencies() -> None:
    contents = {"p_value": content_of("p_value", ["0.05", "0.001", "0.7"])}
    assert assign(contents, {}) == {}


def test_column_that_the_settings_name_is_given_to_nothing_else() -> None:
    contents = {name: content_of(name, ["A1", "B2"]) for name in ("compound", "name")}
    assert assign(contents, {"comment": "name"}) == {"comment": "name", "name": "compound"}


def test_full_column_of_names_goes_before_a_nearly_empty_one() -> None:
    names = content_of("Molecule Name", ["aspirin", *[""] * 9])
    codes = content_of("ChEMBL ID", [f"CHEMBL{i}" for i in range(10)])
    assert assign({names.name: names, codes.name: codes}, {})["name"] == "ChEMBL ID"


def test_list_of_compounds_is_told_from_a_sentence() -> None:
    lists = content_of("molecules", ["CHEMBL1:CHEMBL2", "CHEMBL3", "CHEMBL4:CHEMBL5:CHEMBL6"])
    words = content_of("notes", ["yes: it is", "no: it is not", "see: page 5"])
    assert list_column({"notes": words, "molecules": lists}) == ("molecules", ":")
    assert list_column({"notes": words}) == ("", "")


@pytest.mark.parametrize(("offset", "unit"), [(9.0, "nM"), (6.0, "uM"), (0.0, "M")])
def test_logarithm_beside_a_value_gives_its_unit(offset: float, unit: str) -> None:
    value = np.array([0.5, 3.0, 20.0, 150.0, 900.0, 4000.0, np.nan])
    assert logarithms({"a": value, "b": offset - np.log10(value)}) == {"b": ("a", unit)}


def test_columns_that_only_fall_together_are_no_logarithms() -> None:
    value = np.array([0.5, 3.0, 20.0, 150.0, 900.0, 4000.0])
    assert logarithms({"a": value, "b": 9.0 - 0.5 * np.log10(value)}) == {}


@pytest.mark.parametrize(
    ("cells", "unit"), [(["5.21", "7.80", "9.05"], "pX"), (["12", "30000", "450"], "nM"), (["0.5", "30", "100"], "uM")]
)
def test_size_of_the_numbers_tells_the_likely_unit(cells: list[str], unit: str) -> None:
    assert likely_unit(content_of("IC50", cells), "IC50")[0] == unit

"""What the result cells of one row say."""

from dataclasses import replace

import pytest

from discovery.assay.curation.readings import Number, Reading, ResultCells, ResultReader
from discovery.assay.schema import Quantity, Relation
from discovery.assay.settings import CurateSettings, SourceSettings
from discovery.chem.compound import Problem
from discovery.errors import SettingsError
from discovery.target.effect import Effect

EMPTY = ResultCells(effect="", flag="", standard_type="", relation="", value="", unit="", p_value="")


def read(source: SourceSettings | None = None, **cells: str) -> Reading | Problem:
    return ResultReader("x", source or SourceSettings(), CurateSettings()).read(replace(EMPTY, **cells))


def number(source: SourceSettings | None = None, **cells: str) -> Number:
    reading = read(source, **cells)
    assert isinstance(reading, Reading)
    assert reading.number is not None
    return reading.number


def code(**cells: str) -> str:
    problem = read(**cells)
    assert isinstance(problem, Problem)
    return problem.code


def potency(relation: Relation, value: float, half_width: float | None = None) -> Number:
    return Number(Quantity.potency, relation, value, "pX", half_width)


def test_a_concentration_and_its_bounds() -> None:
    assert number(value="160", unit="nM") == potency(Relation.equal, 6.79588)
    assert number(value=">10", unit="uM") == potency(Relation.below, 5.0)
    assert number(value="10", relation="<", unit="uM") == potency(Relation.above, 5.0)


def test_a_value_on_the_p_scale_keeps_its_relation() -> None:
    assert number(value="<4.8", unit="-log10(M)") == potency(Relation.below, 4.8)
    assert number(value="4.8", standard_type="pIC50") == potency(Relation.equal, 4.8)


def test_the_p_value_comes_first_and_its_relation_is_that_of_the_value() -> None:
    assert number(p_value="5.0", value="10", relation="<", unit="uM") == potency(Relation.above, 5.0)
    assert number(p_value="4.8", value="4.8", relation="<", unit="-log10(M)") == potency(Relation.below, 4.8)
    assert number(p_value="5.0", relation=">") == potency(Relation.above, 5.0)


def test_a_range_is_kept_as_its_middle_in_log_space_with_half_its_width() -> None:
    assert number(value="20-40", unit="uM") == potency(Relation.equal, pytest.approx(4.548455), pytest.approx(0.150515))


def test_of_a_range_under_a_relation_the_certain_end_is_kept() -> None:
    for cells in ({"value": "<10-100"}, {"value": "10-100", "relation": "<"}):
        assert number(**cells, unit="uM") == potency(Relation.above, 4.0)
    assert number(value="10-20", relation=">", unit="%") == Number(Quantity.response, Relation.above, 10.0, "%")


def test_per_cent_is_a_response_on_its_own_scale() -> None:
    expected = Number(Quantity.response, Relation.above, 160.0, "%")
    assert number(value="160", relation=">", unit="%") == expected


def test_words_instead_of_a_number_leave_the_effect_and_a_note() -> None:
    text = "~10-fold higher than tetracaine/dibucaine"
    assert read(effect="inhibitor", value=text, unit="mM") == Reading(Effect.inhibitor, "", None, note=text)
    assert code(value=text, unit="mM") == "not_a_number"


def test_effects_in_the_words_of_the_source() -> None:
    source = SourceSettings(effects={"binder_direction_not_stated": "unstated", "Channel Opener": "activator"})
    assert read(source, effect="binder_direction_not_stated") == Reading(Effect.unstated, "", None)
    assert read(source, effect="channel opener") == Reading(Effect.activator, "", None)
    assert read(flag="Antagonist") == Reading(Effect.inhibitor, "", None)
    assert read(flag="Inactive", standard_type="pKi") == Reading(Effect.inactive, "Ki", None)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({"value": "1"}, Effect.inhibitor),
        ({"value": "1", "effect": "activator"}, Effect.activator),
        ({"value": "3", "unit": "%"}, Effect.unstated),
        ({"value": "93", "unit": "%", "effect": "inhibitor"}, Effect.inhibitor),
    ],
)
def test_the_effect_of_all_rows_holds_for_potencies_alone(cells: dict[str, str], expected: Effect) -> None:
    source = SourceSettings(effect="inhibitor", unit="nM")
    reading = read(source, **cells)
    assert isinstance(reading, Reading)
    assert reading.effect == expected
    assert isinstance(read(source), Problem)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, "no_result"),
        ({"value": "1,5", "unit": "nM", "effect": "inhibitor"}, "decimal_comma"),
        ({"value": "1", "unit": "ug/mL", "effect": "inhibitor"}, "unit"),
        ({"value": "1"}, "no_unit"),
        ({"value": "0", "unit": "nM"}, "not_positive"),
        ({"value": "1", "unit": "nM", "relation": "?"}, "relation"),
        ({"value": "<1", "unit": "nM", "relation": ">"}, "relation"),
        ({"value": "1", "unit": "nM", "effect": "maybe"}, "effect"),
        ({"p_value": "160"}, "impossible"),
        ({"p_value": "-3"}, "impossible"),
    ],
)
def test_rows_that_cannot_be_used(cells: dict[str, str], expected: str) -> None:
    assert code(**cells) == expected


def test_a_misspelt_effect_in_the_settings_is_answered_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.effects\.binder: .*did you mean 'inhibitor'"):
        read(SourceSettings(effects={"binder": "inhibiter"}))

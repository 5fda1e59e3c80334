"""What the result cells of one row say."""

from pathlib import Path

import pytest

from discovery.assay.curation.readings import Number, Reading, ResultCells, ResultReader
from discovery.assay.schema import Quantity, Relation
from discovery.assay.settings import CurateSettings, ReadoutSettings, SourceSettings
from discovery.chem.compound import Problem
from discovery.errors import SettingsError
from discovery.target.effect import Effect


def read(source: SourceSettings | None = None, **cells: str) -> Reading | Problem:
    return ResultReader("x", source or SourceSettings(), CurateSettings()).read(ResultCells(**cells))


def number(source: SourceSettings | None = None, **cells: str) -> Number:
    reading = read(source, **cells)
    assert isinstance(reading, Reading)
    assert reading.number is not None
    return reading.number


def code(**cells: str) -> str:
    problem = read(**cells)
    assert isinstance(problem, Problem)
    return problem.code


def potency(relation: Relation, value: float, low: float | None = None, high: float | None = None) -> Number:
    return Number(Quantity.potency, relation, value, "pX", low, high)


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


@pytest.mark.parametrize(
    ("cells", "relation"),
    [
        ({"value": ">10000", "unit": "nM"}, Relation.below),
        ({"value": "> 10 uM"}, Relation.below),
        ({"value": ">10000"}, Relation.below),
        ({"value": ">1,500", "unit": "nM"}, Relation.below),
        ({"value": "<10000", "unit": "nM"}, Relation.above),
        ({"value": "<5", "standard_type": "pIC50"}, Relation.below),
        ({"value": "<5 pX", "default_unit": "nM"}, Relation.below),
        ({"value": "~10000", "unit": "nM"}, Relation.equal),
        ({"value": ">50", "unit": "%"}, Relation.equal),
    ],
)
def test_a_qualifier_in_the_text_of_a_value_holds_for_the_p_value_beside_it(
    cells: dict[str, str], relation: Relation
) -> None:
    assert number(p_value="5.0", **cells) == potency(relation, 5.0)


def test_a_p_value_that_contradicts_the_qualifier_of_its_value_is_rejected() -> None:
    for cells in ({"value": ">10000"}, {"value": "10000", "relation": ">"}):
        problem = read(p_value=">5", unit="nM", **cells)
        assert isinstance(problem, Problem)
        assert problem.code == "relation"
        assert problem.reason == "The p value '>5' contradicts the value beside it, by which it is '<'."
    assert number(p_value="<5", value=">10000", unit="nM") == potency(Relation.below, 5.0)
    assert code(p_value="5", value=">10000", unit="nM", relation="<") == "relation"


def test_a_range_about_its_p_value_keeps_its_ends() -> None:
    assert number(value="10-30", unit="nM", p_value="7.7") == potency(Relation.equal, 7.7, 7.522879, 8.0)
    rounded = read(value="10-30", unit="nM", p_value="7.5")
    assert rounded == Reading(Effect.unstated, "", potency(Relation.equal, 7.5, 7.5, 8.0))
    elsewhere = read(value="10-30", unit="nM", p_value="6")
    note = "the p value 6 was taken, not 10-30 nM"
    assert elsewhere == Reading(Effect.unstated, "", potency(Relation.equal, 6.0), note)
    assert number(value="10-30", unit="nM", p_value="7.6-7.8").low == 7.6
    assert number(value="<10-30", unit="nM", p_value="7.52") == potency(Relation.above, 7.52)


def test_a_word_in_the_place_of_a_value_is_the_effect_of_the_p_value_beside_it() -> None:
    five = potency(Relation.equal, 5.0)
    assert read(value="inactive", p_value="5") == Reading(Effect.inactive, "", five)
    assert read(value="inactive", p_value="5", effect="inhibitor") == Reading(Effect.inhibitor, "", five, "inactive")
    assert read(value="see report", p_value="5") == Reading(Effect.unstated, "", five, "see report")


def test_a_range_is_kept_as_its_middle_in_log_space_with_both_ends() -> None:
    assert number(value="20-40", unit="uM") == potency(Relation.equal, pytest.approx(4.548455), 4.39794, 4.69897)
    assert number(value="20-40", unit="%") == Number(Quantity.response, Relation.equal, 30.0, "%", 20.0, 40.0)


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
    reading = read(default_effect="inhibitor", default_unit="nM", **cells)
    assert isinstance(reading, Reading)
    assert reading.effect == expected
    assert isinstance(read(default_effect="inhibitor", default_unit="nM"), Problem)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, "no_result"),
        ({"value": "1,5", "unit": "nM", "effect": "inhibitor"}, "decimal_comma"),
        ({"value": "1", "unit": "furlong"}, "unit"),
        ({"value": "10 uM", "unit": "nM"}, "unit_differs"),
        ({"value": "n.d.", "unit": "nM"}, "no_result"),
        ({"flag": "inconclusive"}, "no_result"),
        ({"flag": "see report"}, "effect"),
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


def test_a_number_in_a_unit_of_its_own_is_kept_on_its_scale() -> None:
    assert number(value="<12.5", unit="uL/min/mg protein") == Number(
        Quantity.property, Relation.below, 12.5, "uL/min/mg"
    )
    assert number(value="-0.7", unit="LOG(mL/min/kg)").unit == "log(mL/min/kg)"


def test_the_settings_say_what_a_unit_means() -> None:
    source = SourceSettings(units={"micromolar": "uM", "RFU": "keep", "uM": "keep"})
    assert number(source, value="1", unit="micromolar") == potency(Relation.equal, 6.0)
    assert number(source, value="120", unit="RFU") == Number(Quantity.property, Relation.equal, 120.0, "RFU")
    assert number(source, value="120", unit="\u00b5M") == Number(Quantity.property, Relation.equal, 120.0, "uM")


def test_a_meaning_that_is_no_unit_is_refused_before_any_row_is_read() -> None:
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.units\.RFU: 'kep' is no unit; did you mean 'keep'"):
        read(SourceSettings(units={"RFU": "kep"}))


def test_an_unusable_unit_leaves_the_effect_that_the_row_names() -> None:
    assert read(effect="inhibitor", value="3", unit="furlong") == Reading(Effect.inhibitor, "", None, "3 furlong")
    assert read(flag="Active", value="3") == Reading(Effect.unstated, "", None, "3")


def test_an_unknown_unit_is_answered_with_the_nearest_and_the_setting() -> None:
    problem = read(value="3", unit="umol/litre")
    assert isinstance(problem, Problem)
    assert "did you mean 'umol/l'?" in problem.reason
    assert "data.sources.x.units" in problem.reason


@pytest.mark.parametrize("standard_type", ["pIC50", "PIC50", "pic50 "])
def test_a_type_on_the_p_scale_counts_before_the_unit_of_the_settings(standard_type: str) -> None:
    assert number(standard_type=standard_type, value="7.2", default_unit="nM") == potency(Relation.equal, 7.2)
    reading = read(standard_type=standard_type, value="7.2")
    assert isinstance(reading, Reading)
    assert reading.standard_type == "IC50"
    assert code(standard_type=standard_type, value="7.2", unit="nM") == "unit_differs"


def test_a_value_that_does_not_fit_its_p_value_is_noted() -> None:
    reading = read(p_value="6", value="1", unit="nM")
    assert isinstance(reading, Reading)
    assert reading.number == potency(Relation.equal, 6.0)
    assert reading.note == "the p value 6 was taken, not 1 nM"
    rounded = read(p_value="8.3", value="5.3", unit="nM", relation=">")
    assert isinstance(rounded, Reading)
    assert rounded.note == ""


def test_a_size_that_nothing_has_is_impossible() -> None:
    assert code(value="1e308", unit="%") == code(value="-1e13", unit="ng/mL") == "impossible"


def test_a_unit_may_stand_after_its_value() -> None:
    assert number(value=">10 \u00b5M") == potency(Relation.below, 5.0)
    assert number(value="10uM", unit="uM") == potency(Relation.equal, 5.0)
    assert number(value="10 uM", default_unit="nM") == potency(Relation.equal, 5.0)
    assert number(value="\u2265 50 %") == Number(Quantity.response, Relation.above, 50.0, "%")
    assert number(value="1.2\u00d710\u207b\u2077 M") == potency(Relation.equal, 6.920819)


def test_a_word_in_the_place_of_a_value_is_its_effect() -> None:
    assert read(value="Inactive", unit="nM") == Reading(Effect.inactive, "", None)
    assert read(value="inactive", effect="inhibitor") == Reading(Effect.inactive, "", None, "inactive")


def test_ones_and_zeros_are_effects_where_the_settings_say_so_and_there_is_no_unit() -> None:
    source = SourceSettings(effects={"1": "unstated", "0": "inactive"})
    assert [read(source, value=text) for text in "10"] == [
        Reading(Effect.unstated, "", None),
        Reading(Effect.inactive, "", None),
    ]
    assert number(source, value="1", unit="nM") == potency(Relation.equal, 9.0)


def test_words_beside_a_number_that_are_no_effect_are_noted() -> None:
    reading = read(value="10", unit="nM", flag="Inconclusive")
    assert reading == Reading(Effect.unstated, "", potency(Relation.equal, 8.0), "Inconclusive")
    assert read(p_value="8", flag="Not Active", value="-") == Reading(Effect.inactive, "", potency(Relation.equal, 8.0))


def test_decimal_commas_are_read_where_the_settings_say_so() -> None:
    source = SourceSettings(decimal_comma=True)
    assert number(source, value="1.234,5-1.300,5", unit="nM").low == pytest.approx(5.885889)
    assert number(source, p_value="7,5") == potency(Relation.equal, 7.5)
    assert isinstance(read(source, value="1.234", unit="nM"), Problem)
    workbook = SourceSettings(path=Path("a.xlsx"), decimal_comma=True)
    assert number(workbook, value="1.234", unit="pX") == potency(Relation.equal, 1.234)


def test_a_comma_that_could_be_either_names_the_setting_that_decides() -> None:
    problem = read(value="1,5", unit="nM")
    assert isinstance(problem, Problem)
    assert "data.sources.x.decimal_comma=true" in problem.reason


def test_a_misspelt_constant_effect_is_refused_with_its_key() -> None:
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.effect: .*did you mean 'activator'"):
        read(SourceSettings(effect="activater"))
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.readouts\.a\.effect: "):
        read(SourceSettings(readouts={"a": ReadoutSettings(effect="nonsense")}))


def test_a_misspelt_constant_unit_is_refused_before_any_row_is_read() -> None:
    with pytest.raises(
        SettingsError, match=r"data\.sources\.x\.unit: The unit 'nMM' is not known; did you mean 'nM'\?"
    ):
        read(SourceSettings(unit="nMM"))
    with pytest.raises(SettingsError, match=r"data\.sources\.x\.readouts\.a\.unit: "):
        read(SourceSettings(readouts={"a": ReadoutSettings(value="v", unit="nMM")}))
    assert number(SourceSettings(units={"nMM": "nM"}, unit="nMM"), value="1", unit="nMM") == potency(
        Relation.equal, 9.0
    )

"""Numbers as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discovery.assay.curation.numerals import Notation
from discovery.assay.curation.values import Value, combined, parse_relation, parse_value
from discovery.assay.schema import Relation
from discovery.chem.compound import Problem

EQUAL, BELOW, ABOVE = Relation.equal, Relation.below, Relation.above


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10", Value(EQUAL, 10.0, 10.0)),
        (" -2.5 ", Value(EQUAL, -2.5, -2.5)),
        ("1e-6", Value(EQUAL, 1e-6, 1e-6)),
        (".5", Value(EQUAL, 0.5, 0.5)),
        ("<10", Value(BELOW, 10.0, 10.0)),
        ("> 10000", Value(ABOVE, 10000.0, 10000.0)),
        ("\u2264 3", Value(BELOW, 3.0, 3.0)),
        (">=3", Value(ABOVE, 3.0, 3.0)),
        ("~50", Value(EQUAL, 50.0, 50.0)),
        ("10-20", Value(EQUAL, 10.0, 20.0)),
        ("40 \u2013 20", Value(EQUAL, 20.0, 40.0)),
        ("1e-7-1e-6", Value(EQUAL, 1e-7, 1e-6)),
        ("<10-20", Value(BELOW, 20.0, 20.0)),
        ("12 \u00b1 3", Value(EQUAL, 12.0, 12.0)),
        ("1,234.5", Value(EQUAL, 1234.5, 1234.5)),
        ("\u22122.5", Value(EQUAL, -2.5, -2.5)),
        ("\u20132.5", Value(EQUAL, -2.5, -2.5)),
        ("10\u00a0000", Value(EQUAL, 10000.0, 10000.0)),
        ("10\u2009000.5", Value(EQUAL, 10000.5, 10000.5)),
        ("10'000", Value(EQUAL, 10000.0, 10000.0)),
        ("1.2\u00d710^-9", Value(EQUAL, 1.2e-9, 1.2e-9)),
        ("1.2 x 10\u207b\u2079", Value(EQUAL, 1.2e-9, 1.2e-9)),
        ("1.2x10-9", Value(EQUAL, 1.2e-9, 1.2e-9)),
        ("10^-7", Value(EQUAL, 1e-7, 1e-7)),
        ("\u2265\u00a050", Value(ABOVE, 50.0, 50.0)),
        ("1.5 to 2.5", Value(EQUAL, 1.5, 2.5)),
        ("1...2", Value(EQUAL, 1.0, 2.0)),
        ("-5 - -2", Value(EQUAL, -5.0, -2.0)),
    ],
)
def test_what_people_write(text: str, expected: Value) -> None:
    assert parse_value(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1,5", "decimal_comma"),
        ("1,5-2,5", "decimal_comma"),
        ("10 20", "not_a_number"),
        ("10\u00b2 3", "not_a_number"),
        ("1,500", "decimal_comma"),
        ("<1,5", "decimal_comma"),
        ("~10-fold higher than tetracaine/dibucaine", "not_a_number"),
        ("n.d.", "not_a_number"),
        ("nan", "not_a_number"),
        ("inf", "not_a_number"),
        ("1e999", "not_a_number"),
        ("10 uM", "not_a_number"),
        ("\u0661\u0662", "not_a_number"),
        ("", "not_a_number"),
        ("<", "not_a_number"),
    ],
)
def test_what_is_refused(text: str, code: str) -> None:
    problem = parse_value(text)
    assert isinstance(problem, Problem)
    assert problem.code == code


COMMA = Notation(decimal_comma=True)


@pytest.mark.parametrize("text", ["10-6", "10 -9", "5.10-6", "5.10-12", "> 10-5", "2024-03"])
def test_a_range_that_may_be_a_lost_superscript_or_a_month_is_refused(text: str) -> None:
    problem = parse_value(text)
    assert isinstance(problem, Problem)
    assert problem.code == "range"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,5", 1.5),
        ("-1,5", -1.5),
        (",5", 0.5),
        ("1,500", 1.5),
        ("1.234,5", 1234.5),
        ("1 234,5", 1234.5),
        ("1,2e-7", 1.2e-7),
        ("0.5", 0.5),
        ("0.125", 0.125),
        ("1.2E-3", 0.0012),
        ("1500", 1500.0),
    ],
)
def test_numbers_with_a_decimal_comma(text: str, number: float) -> None:
    assert parse_value(text, COMMA) == Value(EQUAL, number, number)


def test_a_point_that_could_part_thousands_is_refused_in_text_and_read_where_numbers_are_stored() -> None:
    problem = parse_value("1.234", COMMA)
    assert isinstance(problem, Problem)
    assert problem.code == "decimal_comma"
    assert parse_value("1.234", Notation(decimal_comma=True, typed=True)) == Value(EQUAL, 1.234, 1.234)


@given(st.text())
def test_no_text_breaks_the_parser(text: str) -> None:
    assert isinstance(parse_value(text), Value | Problem)
    assert isinstance(parse_value(text, COMMA), Value | Problem)


@given(st.floats(min_value=1e-12, max_value=1e12))
def test_a_number_survives_being_written(number: float) -> None:
    assert parse_value(repr(number)) == Value(EQUAL, number, number)


def test_relations_in_words_and_signs() -> None:
    assert parse_relation("") == parse_relation("~") == EQUAL
    assert parse_relation(" << ") == parse_relation("'<'") == BELOW
    assert isinstance(parse_relation("?"), Problem)


def test_relation_of_the_column_and_of_the_value_must_agree() -> None:
    assert combined(EQUAL, BELOW) == combined(BELOW, EQUAL) == combined(BELOW, BELOW) == BELOW
    assert isinstance(combined(BELOW, ABOVE), Problem)

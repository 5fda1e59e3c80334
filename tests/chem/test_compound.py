"""Reading a structure text that may be anything."""

import pytest
from rdkit import Chem

from discovery.chem.compound import Compound, Problem, parse
from discovery.chem.settings import StandardizeSettings

SETTINGS = StandardizeSettings()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("   ", "empty"),
        ("C" * 2001, "too_long"),
        ("C" * 151, "too_large"),
        ("CC\x00O", "control_character"),
        ("CCO\t", "control_character"),
        ("СCO", "not_ascii"),  # a Cyrillic first letter  # noqa: RUF001
        ("CCl₂O", "not_ascii"),
        ("CC O", "whitespace"),
        ("O |bad stuff", "whitespace"),
        ("C(", "syntax"),
        ("InChI=1S/CH5/h1H4", "syntax"),
        ("InChI=1S/CH4 /h1H4", "whitespace"),
        ("InChI=1S/" + "C" * 2000, "too_long"),
        ("CN(C)(C)C", "valence"),
        ("c1cccc1", "valence"),
        ("[H][H]", "no_atoms"),
        ("*", "no_atoms"),
    ],
)
def test_unusable_text_is_a_problem_with_a_code(text: str, code: str) -> None:
    problem = parse(text, SETTINGS)
    assert isinstance(problem, Problem)
    assert (problem.stage, problem.code) == ("structure", code)
    assert problem.reason.endswith(".")
    assert problem.reason.isascii()
    assert "\n" not in problem.reason


def test_an_inchi_is_read() -> None:
    mol = parse(" InChI=1S/C3H7NO2/c1-2(4)3(5)6/h2H,4H2,1H3,(H,5,6)/t2-/m0/s1", SETTINGS)
    assert not isinstance(mol, Problem)
    assert Chem.MolToSmiles(mol) == "C[C@H](N)C(=O)O"


def test_an_inchi_that_is_read_back_as_another_compound_is_refused() -> None:
    thienyl_lithium = "InChI=1S/C11H20NSSi2.Li/c1-14(2)8-9-15(3,4)12(14)10-11-6-5-7-13-11;/h6-7H,8-10H2,1-4H3;/q-1;+1"
    problem = parse(thienyl_lithium, SETTINGS)
    assert isinstance(problem, Problem)
    assert (problem.stage, problem.code) == ("structure", "inchi")


def test_what_a_text_is_taken_for_is_said() -> None:
    for text, kind in [("C(", "a SMILES"), ("InChI=1S/CH5/h1H4", "an InChI"), ("\nM  END", "a connection table")]:
        problem = parse(text, SETTINGS)
        assert isinstance(problem, Problem)
        assert kind.partition(" ")[2] in problem.reason


def test_spaces_around_a_smiles_are_no_fault() -> None:
    mol = parse(" CCO ", SETTINGS)
    assert not isinstance(mol, Problem)
    assert Chem.MolToSmiles(mol) == "CCO"


def test_limits_are_settings() -> None:
    settings = StandardizeSettings(max_length=5, max_heavy_atoms=3)
    assert isinstance(parse("CCO", settings), Chem.Mol)
    assert isinstance(parse("CCCO", settings), Problem)
    assert isinstance(parse("CCCCCO", settings), Problem)


def test_a_limit_of_zero_is_none() -> None:
    settings = StandardizeSettings(max_length=0, max_heavy_atoms=0)
    assert isinstance(parse("C" * 3000, settings), Chem.Mol)
    assert isinstance(parse("", settings), Problem)
    assert isinstance(parse("[H][H]", settings), Problem)


def test_compounds_are_equal_by_their_parent() -> None:
    left = Compound("CCN", "QUSNBJAOOMFDIB-UHFFFAOYSA-N", "QUSNBJAOOMFDIB", "CC[NH3+].[Cl-]", ("Cl",))
    right = Compound("CCN", "QUSNBJAOOMFDIB-UHFFFAOYSA-N", "QUSNBJAOOMFDIB", "NCC")
    assert left == right
    assert len({left, right}) == 1


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    for text in ("C(", "CN(C)(C)C", "c1cccc1"):
        parse(text, SETTINGS)
    assert capfd.readouterr().err == ""

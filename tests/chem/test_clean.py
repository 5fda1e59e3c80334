"""When a screen may leave out the standardisation."""

import pytest
from rdkit import Chem

from discovery.chem.clean import may_skip
from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings, StereoPolicy, TautomerPolicy
from discovery.chem.standardize import standardize


def test_a_clean_text_within_the_limits_is_not_standardised() -> None:
    assert may_skip("CCO", StandardizeSettings())
    assert not may_skip("CCO.Cl", StandardizeSettings())


@pytest.mark.parametrize(
    "text",
    [
        "C[C@](O)=N",
        "O[C@H]=N",
        "N=[C@@H]O",
        "O[C@@](C)=N",
        "O(C(N)=NC)",
        "O(-C(=N))",
        "N(C)(=C(O)C)",
        "C([C@](O)=N)C",
    ],
)
def test_an_odd_notation_hides_nothing_that_standardisation_changes(text: str) -> None:
    """Marks of stereochemistry where there is none, and a last neighbour in brackets."""
    compound = standardize(text, StandardizeSettings())
    assert isinstance(compound, Compound)
    assert compound.smiles != Chem.CanonSmiles(text)
    assert not may_skip(text, StandardizeSettings())


@pytest.mark.parametrize(
    "settings",
    [
        StandardizeSettings(max_heavy_atoms=2),
        StandardizeSettings(max_length=2),
        StandardizeSettings(stereo=StereoPolicy.remove),
        StandardizeSettings(tautomer=TautomerPolicy.canonical),
    ],
)
def test_a_policy_that_may_change_or_refuse_a_text_looks_at_every_one(settings: StandardizeSettings) -> None:
    assert not may_skip("CCO", settings)


def test_no_limit_lets_a_long_text_pass() -> None:
    assert may_skip("C" * 3000, StandardizeSettings(max_length=0, max_heavy_atoms=0))
    assert not may_skip("C" * 3000, StandardizeSettings(max_length=0))


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("C[C@H](O)N", StandardizeSettings(stereo=StereoPolicy.remove)),
        ("Oc1ccccn1", StandardizeSettings(tautomer=TautomerPolicy.canonical)),
    ],
)
def test_what_the_policy_changes_would_have_passed_as_clean(text: str, settings: StandardizeSettings) -> None:
    assert may_skip(text, StandardizeSettings())
    compound = standardize(text, settings)
    assert isinstance(compound, Compound)
    assert compound.smiles != text

"""Stereo and tautomer policies: what they pool, and what they must leave apart."""

import pytest
from rdkit import Chem

from discovery.chem.compound import Compound
from discovery.chem.settings import StandardizeSettings, StereoPolicy, TautomerPolicy
from discovery.chem.standardize import standardize, standardize_many
from discovery.errors import SettingsError

KEEP = StandardizeSettings()
FLAT = StandardizeSettings(stereo=StereoPolicy.remove)
TAUTOMER = StandardizeSettings(tautomer=TautomerPolicy.canonical)
BOTH = StandardizeSettings(stereo=StereoPolicy.remove, tautomer=TautomerPolicy.canonical)


def parents(texts: list[str], settings: StandardizeSettings) -> list[str]:
    results = [standardize(text, settings) for text in texts]
    assert all(isinstance(result, Compound) for result in results), results
    return [result.smiles for result in results if isinstance(result, Compound)]


@pytest.mark.parametrize(
    "isomers",
    [
        ["C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O", "CC(N)C(=O)O"],
        ["C/C=C/C", "C/C=C\\C", "CC=CC"],
        ["O[C@H]1CC[C@H](N)CC1", "O[C@@H]1CC[C@H](N)CC1"],
        ["CC(C)(C)[S@](N)=O", "CC(C)(C)[S@@](N)=O"],
    ],
)
def test_stereoisomers_are_one_compound_only_where_stereo_is_removed(isomers: list[str]) -> None:
    assert len(set(parents(isomers, KEEP))) == len(isomers)
    (flat,) = set(parents(isomers, FLAT))
    assert "@" not in flat
    assert not {"/", "\\"} & set(flat)
    assert len({standardize(text, FLAT) for text in isomers}) == 1  # the key as well


def test_a_mixture_of_enantiomers_has_no_salt_where_stereo_is_removed() -> None:
    mixture = "C[C@H](N)C(=O)O.C[C@@H](N)C(=O)O"
    kept, flat = standardize(mixture, KEEP), standardize(mixture, FLAT)
    assert isinstance(kept, Compound)
    assert isinstance(flat, Compound)
    assert len(kept.salts) == 1
    assert flat.salts == ()


@pytest.mark.parametrize(
    "tautomers",
    [
        ["Oc1ccccn1", "O=c1cccc[nH]1"],
        ["Cc1c[nH]cn1", "Cc1cnc[nH]1"],
        ["CC(=O)CC(C)=O", "CC(O)=CC(C)=O"],
        ["Nc1ccnc(=O)[nH]1", "N=c1cc[nH]c(=O)[nH]1"],
        ["N=C(NC)c1ccccc1", "NC(=NC)c1ccccc1"],
    ],
)
def test_tautomers_are_one_compound_only_where_the_canonical_one_is_asked_for(tautomers: list[str]) -> None:
    assert len(set(parents(tautomers, KEEP))) == 2
    assert len(set(parents(tautomers, TAUTOMER))) == 1


def test_the_canonical_tautomer_keeps_stereochemistry_unless_that_is_to_be_removed() -> None:
    amino_acids = ["C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O"]
    assert parents(amino_acids, TAUTOMER) == parents(amino_acids, KEEP)
    assert set(parents(amino_acids, BOTH)) == {"CC(N)C(=O)O"}


@pytest.mark.parametrize("settings", [FLAT, TAUTOMER, BOTH])
@pytest.mark.parametrize(
    "text",
    [
        "C=C(C)[C@@H]1CC[C@@]2(C)CCC(=O)C(C)=C2C1",  # its canonical tautomer once depended on stereo elsewhere
        "CC(/C=C/C1(C)C(C)C=CC(=O)C1C)=C\\Cc1c(O)c(Cl)c(C)c(C=O)c1O",
        "c1ccc([C@@H](CC2=NCCN2)c2ccccn2)cc1",
        "O=C1NC(=O)C(c2ccccc2)(c2ccccc2)N1",
        "CN1C(=O)C=C(c2ccccc2)N=C1S",
    ],
)
def test_the_order_of_atoms_and_a_second_pass_change_nothing(text: str, settings: StandardizeSettings) -> None:
    (once,) = parents([text], settings)
    shuffled = Chem.MolToRandomSmilesVect(Chem.MolFromSmiles(text), 10, randomSeed=1)
    assert set(parents([once, *shuffled], settings)) == {once}


def test_stereoisomers_become_the_same_tautomer() -> None:
    enone = "C=C(C)[C@@H]1CC[C@@]2(C)CCC(=O)C(C)=C2C1"
    isomers = [enone, enone.replace("@@", "@"), enone.replace("@", "")]
    results = [standardize(text, TAUTOMER) for text in isomers]
    assert len({result.skeleton for result in results if isinstance(result, Compound)}) == 1
    assert len(set(results)) == 3


def test_a_compound_with_too_many_tautomers_stays_as_it_is() -> None:
    peptide = (
        "CC=C1NC(=O)C(NC(=O)CCCCCCCCC)C(O)CNC(=O)C(C(O)CN)NC(=O)C(C(O)CN)NC(=O)C(CCCN=C(N)N)NC(=O)C(CC(C)C)NC(=O)"
        "C(CCN)NC1=O"
    )
    (result,) = standardize_many([peptide], TAUTOMER, workers=1, title="standardise")
    assert isinstance(result, Compound)
    assert [result.smiles] == parents([peptide], KEEP)


@pytest.mark.parametrize("setting", [{"max_length": -1}, {"max_heavy_atoms": -1}, {"seconds": 0.0}, {"policy": "own"}])
def test_a_policy_that_makes_no_sense_is_an_error_that_names_its_setting(setting: dict[str, float | str]) -> None:
    with pytest.raises(SettingsError, match=f"standardize.{next(iter(setting))}"):
        StandardizeSettings(**setting)  # type: ignore[arg-type]

"""The reference set, and the hash by which two sites compare how they standardise."""

import subprocess
import sys
from collections import Counter
from csv import DictReader
from importlib.resources import files

import pytest

from discovery.chem.compound import Compound, Problem, is_mol_block
from discovery.chem.policy import RULES, policy_version
from discovery.chem.reference import outcome_hash, reference_hash, reference_structures
from discovery.chem.settings import StandardizeSettings, StereoPolicy, TautomerPolicy
from discovery.chem.standardize import standardize

USUAL = StandardizeSettings()
ROWS = list(DictReader(files("discovery.chem").joinpath("reference.csv").read_text("utf-8").splitlines(keepends=True)))


@pytest.fixture(scope="module")
def usual() -> str:
    return reference_hash(USUAL)


@pytest.fixture(scope="module")
def results() -> list[Compound | Problem]:
    unlimited = StandardizeSettings(max_heavy_atoms=0)
    return [standardize(text, unlimited) for text in reference_structures()]


def test_the_set_holds_every_kind_of_difficulty() -> None:
    assert [row["structure"] for row in ROWS] == reference_structures()
    assert len({row["structure"] for row in ROWS}) >= 200
    kinds = Counter(row["kind"] for row in ROWS)
    assert {"drug", "salt", "tautomer", "isotope", "stereochemistry", "InChI", "refused"} <= set(kinds)
    assert sum(is_mol_block(text) for text in reference_structures()) == 6


def test_what_is_to_be_refused_is_and_the_rest_is_standardised(results: list[Compound | Problem]) -> None:
    refused = {row["name"] for row, result in zip(ROWS, results, strict=True) if isinstance(result, Problem)}
    assert refused == {row["name"] for row in ROWS if row["kind"] == "refused"}


def test_forms_of_one_drug_agree_whatever_they_are_written_in(results: list[Compound | Problem]) -> None:
    keys: dict[str, set[str]] = {}
    for row, result in zip(ROWS, results, strict=True):
        if isinstance(result, Compound):
            keys.setdefault(row["name"].partition(" ")[0], set()).add(result.inchikey)
    drugs = ("aspirin", "lidocaine", "sildenafil", "quinidine", "diclofenac", "flecainide", "dantrolene")
    assert {drug: len(keys[drug]) for drug in drugs} == dict.fromkeys(drugs, 1)


def test_every_policy_has_its_own_hash(usual: str) -> None:
    others = [
        StandardizeSettings(stereo=StereoPolicy.remove),
        StandardizeSettings(tautomer=TautomerPolicy.canonical),
        StandardizeSettings(max_heavy_atoms=0),
    ]
    assert len({usual, *(reference_hash(settings) for settings in others)}) == 4


def test_another_process_finds_the_same_hash(usual: str) -> None:
    code = (
        "from discovery.chem.reference import reference_hash\nfrom discovery.chem.settings import StandardizeSettings\n"
        "print(reference_hash(StandardizeSettings(seconds=99.0)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == usual


def test_a_hash_tells_what_becomes_of_structures_and_not_how_they_are_written() -> None:
    assert outcome_hash(["CCN.Cl", "C("], USUAL) == outcome_hash(["Cl.NCC", "C)"], USUAL)
    others = [["CCN", "C("], ["CCO.Cl", "C("], ["CCN.Cl", ""], ["C(", "CCN.Cl"], ["CCN.Cl"]]
    assert len({outcome_hash(texts, USUAL) for texts in [["CCN.Cl", "C("], *others]}) == 6


def test_the_version_of_the_policy_names_the_programs_that_decide() -> None:
    own, pipeline, rdkit = policy_version().split(", ")
    assert own == str(RULES)
    assert pipeline.startswith("chembl_structure_pipeline 1.")
    assert rdkit.startswith("rdkit 20")

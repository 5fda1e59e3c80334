"""Standardisation to the parent compound, one text at a time and many."""

import csv
from pathlib import Path

import pytest

from discovery.chem.compound import Compound, Problem
from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import skeleton_key
from discovery.chem.standardize import parent_smiles, standardize, standardize_many

SETTINGS = StandardizeSettings()
RYR = Path(__file__).parents[2] / "data" / "ryr" / "ryr_modulators.csv"

NASTY = [
    "C" * 100_000,  # OpenSMILES asks parsers to accept this length
    "C1CCCCC#CC1" * 130,  # crashed a canonicaliser
    "C(" * 5000 + "C" + ")" * 5000,  # deep recursion
    ".".join(["C"] * 20_000),  # takes RDKit minutes
    "NC1=NC(=N)N=C(N)C1C",  # endless loop in stereo perception, rdkit issue 6640
    "C1CC1)foo",
    "c%(100000)ccccc%(100000)",
    "[Fe@OH31]",
    "[4.5H]",
    "C[Fe@TB10](O)(Cl)(Br)F",
    "N->[Pt]",
    "[C-6]",
    "CC(C)(C)CO[H-]F",
    "CC1=CC=C[NH+2]([O-])C1",
    "CC(C)(C)*OO",
    "[Ga-]$[As+]",
    "",
]


def compound(text: str) -> Compound:
    result = standardize(text, SETTINGS)
    assert isinstance(result, Compound), result
    return result


@pytest.mark.parametrize(
    ("text", "smiles", "salts"),
    [
        ("OCC", "CCO", ()),
        ("CC[NH3+].[Cl-]", "CCN", ("Cl",)),
        ("CCN.Cl.Cl", "CCN", ("Cl",)),
        ("CC(=O)[O-].[Na+]", "CC(=O)O", ("[Na+]",)),
        ("CC[N+](C)(C)C.[Br-]", "CC[N+](C)(C)C", ("[Br-]",)),
        ("CCCCN.OC(=O)C(O)C(O)C(=O)O.O", "CCCCN", ("O", "O=C(O)C(O)C(O)C(=O)O")),
        ("[13CH3]C([2H])([2H])O", "CCO", ()),
        ("CN(=O)=O", "C[N+](=O)[O-]", ()),
        ("CS(C)=O", "C[S+](C)[O-]", ()),
        ("CC(O)=NC", "CNC(C)=O", ()),
        ("OC(=O)[C@H](O)[C@@H](O)C(O)=O", "O=C(O)C(O)C(O)C(=O)O", ()),
        ("C[C@H](N)C(=O)[O-]", "C[C@H](N)C(=O)O", ()),
        ("C[n+]1ccn(C)c1.F[P-](F)(F)(F)(F)F", "Cn1cc[n+](C)c1", ("F[P-](F)(F)(F)(F)F",)),  # an ion without a parent
        ("O", "O", ()),  # a solvent alone is a compound
        ("[Na+].[Cl-]", "Cl", ("[Na+]",)),
    ],
)
def test_parent_and_salts(text: str, smiles: str, salts: tuple[str, ...]) -> None:
    result = compound(text)
    assert (result.smiles, result.salts, result.original) == (smiles, salts, text)
    assert result.skeleton == skeleton_key(result.inchikey)


def test_largest_organic_fragment_of_a_mixture_is_the_parent() -> None:
    result = compound("CCCCO.c1ccccc1CCN.CCC(C)N")
    assert result.smiles == "NCCc1ccccc1"
    assert result.salts == ("CCC(C)N", "CCCCO")


def test_forms_of_one_compound_share_a_key() -> None:
    forms = ["CCN", "CC[NH3+].[Cl-]", "CCN.Cl", "NCC", "[H]N([H])CC"]
    assert len({compound(text) for text in forms}) == 1
    written_two_ways = (  # ChEMBL structure pipeline: the output was once not canonical
        "CCC(C(C)O)n1ncn(-c2ccc(N3CCN(c4ccc(OCC5COC(Cn6cncn6)(c6c(F)cc(F)cc6)C5)cc4)CC3)cc2)c1=O",
        "CCC(C(C)O)n1ncn(-c2ccc(N3CCN(c4ccc(OCC5COC(Cn6cncn6)(c6ccc(F)cc6F)C5)cc4)CC3)cc2)c1=O",
    )
    assert len({compound(text).smiles for text in written_two_ways}) == 1


def test_a_structure_without_an_inchikey_is_refused_rather_than_merged_with_others_that_have_none() -> None:
    unlimited = StandardizeSettings(max_length=0, max_heavy_atoms=0)
    for text in ("C" * 2000, "*CC", "[NH3]->[Pt](Cl)(Cl)<-[NH3]"):
        problem = standardize(text, unlimited)
        assert isinstance(problem, Problem)
        assert (problem.stage, problem.code) == ("standardise", "no_inchikey")


def test_stereoisomers_share_a_skeleton_but_not_a_key() -> None:
    left, right, flat = (compound(text) for text in ("C[C@H](N)C(=O)O", "C[C@@H](N)C(=O)O", "CC(N)C(=O)O"))
    assert len({left.inchikey, right.inchikey, flat.inchikey}) == 3
    assert {left.skeleton, right.skeleton, flat.skeleton} == {"QNAYBMKLOCPYGJ"}


def test_standardising_again_changes_nothing() -> None:
    with RYR.open(encoding="utf-8") as file:
        structures = sorted({row["smiles"] for row in csv.DictReader(file)})
    once = [compound(text) for text in structures]
    assert [compound(result.smiles) for result in once] == once


def test_keys_agree_with_the_ones_in_the_file() -> None:
    with RYR.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if "." not in row["smiles"] and "+" not in row["canonical_smiles"]]
    assert len(rows) > 60
    assert [row["name"] for row in rows if compound(row["smiles"]).inchikey != row["inchikey"]] == []


def test_many_keep_their_order_and_do_each_text_once() -> None:
    texts = ["CCO", "C(", "CC[NH3+].[Cl-]", "CCO"]
    results = standardize_many(texts, SETTINGS, workers=2, title="standardise")
    assert results == [standardize(text, SETTINGS) for text in texts]
    assert results[0] is results[3]
    assert standardize_many([], SETTINGS, workers=2, title="standardise") == []


def test_nasty_texts_cost_only_their_own_rows() -> None:
    texts = [text for nasty in NASTY for text in (nasty, "CCO")]
    results = standardize_many(texts, SETTINGS, workers=1, title="standardise")
    assert [result.smiles for result in results[1::2] if isinstance(result, Compound)] == ["CCO"] * len(NASTY)
    codes = [result.code for result in results[::2] if isinstance(result, Problem)]
    assert not {"crashed", "timeout"} & set(codes)


def test_a_text_that_takes_too_long_is_given_up() -> None:
    unlimited = StandardizeSettings(max_length=0, max_heavy_atoms=0, seconds=1.0)
    texts = ["CCO", ".".join(["C"] * 20_000), "CCN"]
    first, slow, last = standardize_many(texts, unlimited, workers=1, title="standardise")
    assert [first, last] == [compound("CCO"), compound("CCN")]
    assert isinstance(slow, Problem)
    assert (slow.stage, slow.code) == ("standardise", "timeout")
    assert "within 1 seconds" in slow.reason


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    for text in [text for text in NASTY if len(text) < 1000]:
        standardize(text, SETTINGS)
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    "text",
    [
        "CCN(CC)CC(=O)Nc1c(C)cccc1C.Cl",
        "[Na+].[O-]C(=O)c1ccccc1",
        "C[N+](C)(C)CCOC(=O)c1ccccc1.[Br-]",
        "CC(=O)O.NCCc1ccccc1.O",
        "[13CH3]C(O)=N",
        "CS(C)=O",
        "*CC",
        "N->[Pt]",
        "C$C",
        "[H][H]",
        "F[P-](F)(F)(F)(F)F",
        "C1CC",
        "",
    ],
)
def test_the_parent_alone_is_that_of_the_whole_standardisation(text: str) -> None:
    whole = standardize(text, StandardizeSettings())
    assert parent_smiles(text, StandardizeSettings()) == (whole if isinstance(whole, Problem) else whole.smiles)

"""What the names of columns say about the results in them."""

import pytest

from discovery.assay.inspection.headers import Header, header_of, plain_name, target_in

HEADERS = {
    "hERG IC50 (uM)": Header("IC50", "uM", "", "KCNH2"),
    "NaV1.5 IC50 (\u00b5M)": Header("IC50", "uM", "", "SCN5A"),
    "IC50_nM": Header("IC50", "nM"),
    "hERG_pIC50": Header("IC50", "pX", "", "KCNH2"),
    "exp_mean [nM]": Header("", "nM"),
    "y [pEC50/pKi]": Header("", "pX"),
    "Ki (nM)": Header("Ki", "nM"),
    "CI50 (\u00b5M)": Header("IC50", "uM"),
    "% inhibition @ 10 uM": Header("inhibition", "%", "10 uM"),
    "% Inhibition (10uM)": Header("inhibition", "%", "10 uM"),
    "hERG patch clamp: IC50 (uM)": Header("IC50", "uM", "", "KCNH2", "hERG patch clamp"),
    "Solubility (ug/mL)": Header("Solubility", "ug/mL", "", "Solubility"),
    "LogD": Header("LogD", "log", "", "LogD"),
    "ic50_uM": Header("IC50", "uM"),
    "herg ic50 (nM)": Header("IC50", "nM", "", "KCNH2"),
    "pic50": Header("IC50", "pX"),
    "ki": Header("Ki"),
    "PKD": Header(target="PKD"),
    "value": Header(),
    "activity": Header(),
}


@pytest.mark.parametrize("name", HEADERS)
def test_name_of_a_result_column(name: str) -> None:
    assert header_of(name) == HEADERS[name]


@pytest.mark.parametrize("name", ["value", "smiles", "Compound ID", "NR-AR", "Standard Value", "comment"])
def test_other_names_do_not_claim_a_result(name: str) -> None:
    assert not header_of(name).is_result


@pytest.mark.parametrize(
    ("text", "gene"),
    [("ctoxpred_herg_dev", "KCNH2"), ("RyR1 and RyR2", "RYR1"), ("RyR binding", "RYR"), ("charger", ""), ("ryr21", "")],
)
def test_nickname_counts_only_as_a_whole_word(text: str, gene: str) -> None:
    assert target_in(text) == gene


def test_one_name_in_many_spellings() -> None:
    spellings = ["Standard_Value", "standard value", "StandardValue", "STANDARD-VALUE", " Standard  Value "]
    assert {plain_name(name) for name in spellings} == {"standard value"}

"""Drawings that stand in a page without anything else."""

from xml.etree import ElementTree

import pytest

from discovery.chem.draw import svg

CROWN = "CCOC(=O)c1cc2OCCOCCOCCOCCOc3ccc(OCCOCCOCCOCCOc1cc2C(=O)OCC)cc3"  # rdkit issue 6530: ended the process


@pytest.mark.parametrize("smiles", ["CCO", "C[C@H](N)C(=O)O", "[Na+].[Cl-]", "O=[N+]([O-])c1ccccc1", CROWN])
def test_drawing_is_one_svg_element_with_lines(smiles: str) -> None:
    text = svg(smiles, width=300, height=200)
    root = ElementTree.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert (root.get("width"), root.get("height")) == ("300px", "200px")
    assert len(root) > 0
    assert "\n" not in text


def test_background_is_transparent_and_nothing_is_loaded() -> None:
    text = svg("c1ccccc1O")
    assert "<rect" not in text
    assert not any(word in text for word in ("href", "class=", "id=", "<?xml", "<!--", "rdkit"))


def test_unreadable_smiles_is_an_empty_drawing() -> None:
    assert len(ElementTree.fromstring(svg("C("))) == 0
    assert len(ElementTree.fromstring(svg("<script>"))) == 0

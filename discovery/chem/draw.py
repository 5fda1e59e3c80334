"""Drawings of structures for reports."""

import re

from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D
from rdkit.rdBase import BlockLogs

_REDUNDANT = re.compile(
    r"<!--.*?-->| class='[^']*'|fill-rule:evenodd;|fill-opacity:1;|stroke-(linecap:butt|linejoin:miter|opacity:1);?"
)
"""Comments, class names and default styles: more than half of what RDKit writes."""


def svg(smiles: str, width: int = 220, height: int = 150) -> str:
    """An `<svg>` element of `width` x `height` pixels that needs nothing else; it is empty for an unreadable SMILES.

    Its background is transparent, and it holds no identifiers, so that many of them can stand in one page.
    """
    drawer = rdMolDraw2D.MolDraw2DSVG(width, height)
    drawer.drawOptions().clearBackground = False
    with BlockLogs():
        mol = Chem.MolFromSmiles(smiles)
        if mol is not None:
            rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol)
    drawer.FinishDrawing()
    text: str = drawer.GetDrawingText()
    element = "<svg xmlns='http://www.w3.org/2000/svg' " + text[text.index("width=") :]
    return _REDUNDANT.sub("", element).replace("\n", " ").strip()

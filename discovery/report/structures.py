"""Structures of a page: each drawn once, all compressed together, drawn again when they come into view."""

import base64
import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rdkit import Chem
from rdkit.Chem.Draw import rdMolDraw2D

from discovery.chem.draw import svg

WIDTH, HEIGHT = 240, 160
LONG_DECIMALS = re.compile(r"(\.\d)\d+")


@dataclass(frozen=True)
class Structures:
    """Drawings of distinct molecules."""

    index: dict[str, int]
    """Place of each SMILES among the drawings."""
    packed: str
    """JSON list of SVG texts, deflated (zlib), in base64."""


def pack(smiles: Iterable[str | None]) -> Structures:
    """Draw each distinct SMILES once."""
    distinct = list(dict.fromkeys(text for text in smiles if text))
    drawings = [compact(svg(text, WIDTH, HEIGHT)) for text in distinct]
    deflated = zlib.compress(json.dumps(drawings).encode(), 9)
    return Structures({text: place for place, text in enumerate(distinct)}, base64.b64encode(deflated).decode())


def compact(drawing: str) -> str:
    """The drawing with one decimal, which is a twentieth of a line's width."""
    return LONG_DECIMALS.sub(r"\1", drawing)


def png(smiles: str, width: int, height: int) -> bytes:
    """A small picture for a workbook; b"" where the SMILES cannot be read."""
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        return b""
    drawer = rdMolDraw2D.MolDraw2DCairo(width, height)
    rdMolDraw2D.PrepareAndDrawMolecule(drawer, mol)
    drawer.FinishDrawing()
    picture: bytes = drawer.GetDrawingText()
    return picture


def places(structures: Structures, smiles: Sequence[str | None]) -> list[int | None]:
    """Place of each molecule's drawing; None where there is none."""
    return [structures.index.get(text) if text else None for text in smiles]

"""A compound as the program knows it, and the reading of a structure text that may be anything."""

import re
from dataclasses import dataclass, field

from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.settings import StandardizeSettings

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Compound:
    """A standardised parent structure; two are equal when they describe the same parent."""

    smiles: str
    """Canonical SMILES of the parent."""
    inchikey: str
    """Standard InChIKey of the parent."""
    skeleton: str
    """First block of the InChIKey: the parent without stereochemistry."""
    original: str = field(default="", compare=False)
    """The structure as it was written in the source."""
    salts: tuple[str, ...] = field(default=(), compare=False)
    """SMILES of the other fragments of the source structure, each once."""


@dataclass(frozen=True)
class Problem:
    """Why a row cannot be used: a failure that is a value, so that the row is kept."""

    stage: str
    """Step that failed, such as `structure` (reading the text) or `standardise`."""
    code: str
    """Short machine-readable reason, such as `syntax`."""
    reason: str
    """One sentence for a person."""


def parse(text: str, settings: StandardizeSettings) -> Chem.Mol | Problem:
    """Sanitised molecule of a SMILES, or why there is none; the text is checked before RDKit sees it."""
    text = text.strip(" ")
    problem = _text_problem(text, settings)
    if problem is not None:
        return problem
    with BlockLogs():
        mol = Chem.MolFromSmiles(text)
        if mol is None:
            return _unreadable(text)
    atoms = mol.GetNumHeavyAtoms()
    if atoms == 0:
        return Problem("structure", "no_atoms", "The structure has no heavy atom.")
    if atoms > settings.max_heavy_atoms:
        reason = f"The structure has {atoms} heavy atoms; at most {settings.max_heavy_atoms} are allowed."
        return Problem("structure", "too_large", reason)
    return mol


def _text_problem(text: str, settings: StandardizeSettings) -> Problem | None:
    if not text:
        return Problem("structure", "empty", "The structure is empty.")
    if len(text) > settings.max_length:
        reason = f"The structure text has {len(text)} characters; at most {settings.max_length} are read."
        return Problem("structure", "too_long", reason)
    if UNPRINTABLE.search(text):
        return Problem("structure", "control_character", "The structure text holds a control character.")
    if not text.isascii():
        odd = next(character for character in text if not character.isascii())
        reason = f"The structure text holds the character {odd!a}, which no SMILES has."
        return Problem("structure", "not_ascii", reason)
    if " " in text:
        return Problem("structure", "whitespace", "The structure text has a space inside; a SMILES has none.")
    return None


def _unreadable(text: str) -> Problem:
    """Tell a text that is no SMILES from a SMILES of an impossible molecule."""
    mol = Chem.MolFromSmiles(text, sanitize=False)
    if mol is None:
        return Problem("structure", "syntax", "The structure text is not a SMILES.")
    faults = Chem.DetectChemistryProblems(mol)
    detail = f": {faults[0].Message()}" if faults else ""
    return Problem("structure", "valence", f"The structure is chemically impossible{detail}.")

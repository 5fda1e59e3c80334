"""A compound as the program knows it, and the reading of a structure text that may be anything."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.settings import StandardizeSettings
from discovery.chem.skeleton import skeleton_key

UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f]")
MOL_BLOCK_END = "M  END"
COUNTS = re.compile(r"^.*V[23]000[ \t]*$", re.MULTILINE)
"""The line of a mol block that counts its atoms and bonds; three header lines stand before it."""
COUNTS_WIDTH = 39
"""Columns of that line, which are fixed: spaces lost at its start are put back by this."""
POLYMERS = frozenset({"ANY", "COP", "CRO", "GRA", "MER", "MOD", "MON", "SRU"})
"""Substance groups whose brackets mean a repeated unit."""


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
    """The structure as it was written in the source; of a mol block, the SMILES of what was read."""
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
    """Sanitised molecule of a SMILES, an InChI or a mol block (V2000, V3000), or why there is none.

    The text is checked before RDKit sees it.
    """
    if is_mol_block(text):
        mol = _of_mol_block(text, settings)
    elif text.lstrip(" ").startswith("InChI="):
        mol = _of_line(text, settings, "an InChI", _read_inchi)
    else:
        mol = _of_line(text, settings, "a SMILES", _read_smiles)
    return mol if isinstance(mol, Problem) else _within_size(mol, settings)


def is_mol_block(text: str) -> bool:
    """Whether a structure text is a connection table of several lines, as it stands in an SDF file."""
    return "\n" in text and MOL_BLOCK_END in text


def _of_line(
    text: str, settings: StandardizeSettings, kind: str, read: Callable[[str], Chem.Mol | Problem]
) -> Chem.Mol | Problem:
    text = text.strip(" ")
    problem = _text_problem(text, settings, kind)
    if problem is not None:
        return problem
    with BlockLogs():
        return read(text)


def _text_problem(text: str, settings: StandardizeSettings, kind: str) -> Problem | None:
    if not text:
        return Problem("structure", "empty", "The structure is empty.")
    if len(text) > (settings.max_length or len(text)):
        reason = f"The structure text has {len(text)} characters; at most {settings.max_length} are read."
        return Problem("structure", "too_long", reason)
    if UNPRINTABLE.search(text):
        return Problem("structure", "control_character", "The structure text holds a control character.")
    if not text.isascii():
        odd = next(character for character in text if not character.isascii())
        reason = f"The structure text holds the character {odd!a}, which {kind.replace('a', 'no', 1)} has."
        return Problem("structure", "not_ascii", reason)
    if " " in text:
        return Problem("structure", "whitespace", f"The structure text has a space inside; {kind} has none.")
    return None


def _read_smiles(text: str) -> Chem.Mol | Problem:
    mol = Chem.MolFromSmiles(text)
    if mol is not None:
        return mol
    return _unreadable(Chem.MolFromSmiles(text, sanitize=False), "The structure text is not a SMILES.")


def _read_inchi(text: str) -> Chem.Mol | Problem:
    unreadable = "The structure text is not an InChI that can be read back."
    try:
        mol = Chem.MolFromInchi(text)
        if mol is None:
            return _unreadable(Chem.MolFromInchi(text, sanitize=False), unreadable)
        if skeleton_key(Chem.MolToInchiKey(mol)) == skeleton_key(Chem.InchiToInchiKey(text)):
            return mol
    except (RuntimeError, ValueError):
        return Problem("structure", "syntax", unreadable)
    reason = "The InChI is read back as another compound: give this structure as a SMILES or a mol block."
    return Problem("structure", "inchi", reason)


def _of_mol_block(text: str, settings: StandardizeSettings) -> Chem.Mol | Problem:
    """Molecule of a connection table; one with a repeated unit or a query stands for many and is a Problem."""
    block = _tidied(text)
    lines = block.count("\n")
    if lines > (settings.max_length or lines):
        reason = f"The connection table has {lines} lines; at most {settings.max_length} are read."
        return Problem("structure", "too_long", reason)
    unreadable = "The connection table is not one of version V2000 or V3000 that can be read."
    with BlockLogs():
        try:
            mol = Chem.MolFromMolBlock(block)
            if mol is None:
                return _unreadable(Chem.MolFromMolBlock(block, sanitize=False), unreadable)
        except (RuntimeError, ValueError):
            return Problem("structure", "syntax", unreadable)
    if any(group.GetProp("TYPE") in POLYMERS for group in Chem.GetMolSubstanceGroups(mol)):
        return Problem("structure", "polymer", "The connection table has a repeated unit: it stands for a polymer.")
    if any(part.HasQuery() for part in (*mol.GetAtoms(), *mol.GetBonds())):
        reason = "The connection table is a query with atom or bond lists: it stands for many structures."
        return Problem("structure", "query", reason)
    return _without_racemic_centres(mol)


def _without_racemic_centres(mol: Chem.Mol) -> Chem.Mol:
    """The molecule without the mark of each stereocentre that its V3000 table calls racemic or unknown by itself.

    Centres that are racemic or unknown together stay as drawn, because how they lie to each other is known.
    """
    absolute = Chem.StereoGroupType.STEREO_ABSOLUTE
    groups = [group.GetAtoms() for group in mol.GetStereoGroups() if group.GetGroupType() != absolute]
    lone = [atoms[0] for atoms in groups if len(atoms) == 1]
    for atom in lone:
        atom.SetChiralTag(Chem.ChiralType.CHI_UNSPECIFIED)
    if lone:
        Chem.AssignStereochemistry(mol, cleanIt=True, force=True)
    return mol


def _tidied(text: str) -> str:
    """A mol block whose three header lines are there and hold nothing but the mark of 3D coordinates, if any.

    A cell that was trimmed on its way here has lost the blank ones; a title may hold any character.
    """
    text = text.replace("\r\n", "\n")
    counts = COUNTS.search(text)
    if counts is None:
        return text
    mark = "3D" if any(line[20:22] == "3D" for line in text[: counts.start()].splitlines()) else ""
    table = text[counts.end() :].partition(MOL_BLOCK_END)[0]
    return f"\n{mark:>22}\n\n{counts[0].rstrip():>{COUNTS_WIDTH}}{table}{MOL_BLOCK_END}\n"


def _within_size(mol: Chem.Mol, settings: StandardizeSettings) -> Chem.Mol | Problem:
    atoms = mol.GetNumHeavyAtoms()
    if atoms == 0:
        return Problem("structure", "no_atoms", "The structure has no heavy atom.")
    if atoms > (settings.max_heavy_atoms or atoms):
        reason = f"The structure has {atoms} heavy atoms; at most {settings.max_heavy_atoms} are allowed."
        return Problem("structure", "too_large", reason)
    return mol


def _unreadable(mol: Chem.Mol | None, reason: str) -> Problem:
    """Tell a text that cannot be read, for the reason given, from the text of an impossible molecule."""
    if mol is None:
        return Problem("structure", "syntax", reason)
    faults = Chem.DetectChemistryProblems(mol)
    detail = f": {faults[0].Message()}" if faults else ""
    return Problem("structure", "valence", f"The structure is chemically impossible{detail}.")

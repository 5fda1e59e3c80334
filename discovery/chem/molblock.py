"""Connection tables (MDL mol blocks, V2000 and V3000), as they stand in SDF files."""

from rdkit import Chem
from rdkit.rdBase import BlockLogs

from discovery.chem.compound import Problem

MAX_ATOMS = 2000
"""Writing a SMILES recurses by atom; a larger molecule could overflow the stack and end the process."""


def molblock_smiles(block: str) -> str | Problem:
    """Canonical SMILES of a connection table, or why there is none."""
    with BlockLogs():
        try:
            mol: Chem.Mol | None = Chem.MolFromMolBlock(block)
        except (RuntimeError, ValueError) as error:
            detail = str(error).strip().partition("\n")[0]
            return Problem("read", "unreadable", f"The connection table cannot be parsed: {detail}.")
        if mol is None:
            return _diagnosis(block)
        if not 0 < mol.GetNumAtoms() <= MAX_ATOMS:
            reason = f"The structure has {mol.GetNumAtoms()} atoms; from 1 to {MAX_ATOMS} can be used."
            return Problem("read", "size", reason)
        return str(Chem.MolToSmiles(mol))


def _diagnosis(block: str) -> Problem:
    """Why RDKit refuses a connection table."""
    mol = Chem.MolFromMolBlock(block, sanitize=False)
    faults = () if mol is None else Chem.DetectChemistryProblems(mol)
    if faults:
        return Problem("read", "invalid", f"The structure is chemically impossible: {faults[0].Message()}.")
    return Problem("read", "unreadable", "The connection table cannot be parsed.")

"""Connection tables (MDL mol blocks, V2000 and V3000), as they stand in SDF files."""

from rdkit import Chem

from discovery.chem.compound import Problem, parse
from discovery.chem.settings import StandardizeSettings


def molblock_smiles(block: str, settings: StandardizeSettings) -> str | Problem:
    """Canonical SMILES of a connection table, or why there is none.

    It can crash or hang the process, as reading any structure can.
    """
    mol = parse(block, settings)
    return mol if isinstance(mol, Problem) else str(Chem.MolToSmiles(mol))

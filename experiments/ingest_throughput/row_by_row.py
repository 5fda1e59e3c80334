"""What a notebook does: the ChEMBL structure pipeline, one structure after the other, without limits or care."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor

from chembl_structure_pipeline import standardizer
from rdkit import Chem, RDLogger

CHUNK = 200
"""Structures handed to a process at a time."""
Parent = tuple[str, str] | None
"""SMILES and InChIKey; None for what cannot be read."""


def parent(smiles: str) -> Parent:
    """The pipeline's parent of one structure."""
    mol = Chem.MolFromSmiles(smiles)
    if mol is None:
        return None
    stripped, _ = standardizer.get_parent_mol(standardizer.standardize_mol(mol))
    return Chem.MolToSmiles(stripped), Chem.MolToInchiKey(stripped)


def in_one_process(texts: Sequence[str]) -> list[Parent]:
    """A plain loop."""
    quiet()
    return [parent(text) for text in texts]


def in_processes(texts: Sequence[str], workers: int) -> list[Parent]:
    """The same loop, divided among processes."""
    with ProcessPoolExecutor(workers, initializer=quiet) as pool:
        return list(pool.map(parent, texts, chunksize=CHUNK))


def quiet() -> None:
    """No line of log a structure, which would cost time."""
    RDLogger.DisableLog("rdApp.*")

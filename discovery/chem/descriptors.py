"""Molecular descriptors that chemists look at, one array each."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Chem import QED, Crippen, Descriptors, rdMolDescriptors
from rdkit.rdBase import BlockLogs

_FUNCTIONS: Mapping[str, Callable[[Chem.Mol], float]] = MappingProxyType(
    {
        "mol_weight": Descriptors.MolWt,  # average mass, g/mol
        "logp": Crippen.MolLogP,  # Wildman and Crippen 1999, doi 10.1021/ci990307l
        "tpsa": rdMolDescriptors.CalcTPSA,  # Å², Ertl et al. 2000, doi 10.1021/jm000942e
        "hbd": rdMolDescriptors.CalcNumHBD,
        "hba": rdMolDescriptors.CalcNumHBA,
        "rotatable_bonds": rdMolDescriptors.CalcNumRotatableBonds,
        "fraction_sp3": rdMolDescriptors.CalcFractionCSP3,  # of the carbon atoms
        "qed": QED.qed,  # Bickerton et al. 2012, doi 10.1038/nchem.1243
        "heavy_atoms": Chem.Mol.GetNumHeavyAtoms,
    }
)

NAMES: tuple[str, ...] = tuple(_FUNCTIONS)


def descriptors(smiles: Sequence[str]) -> dict[str, NDArray[np.float64]]:
    """Each descriptor of NAMES as an array [n] for n SMILES; NaN where a SMILES is unreadable."""
    table = np.full((len(NAMES), len(smiles)), np.nan)
    with BlockLogs():
        for row, text in enumerate(smiles):
            mol = Chem.MolFromSmiles(text)
            if mol is not None and mol.GetNumAtoms() > 0:
                table[:, row] = [function(mol) for function in _FUNCTIONS.values()]
    return dict(zip(NAMES, table, strict=True))

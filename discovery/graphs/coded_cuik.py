"""Featurising with cuik-molmaker (C++): the fast back end, about as fast as reading the SMILES alone."""

from collections.abc import Sequence
from importlib.machinery import PathFinder
from importlib.util import find_spec, module_from_spec
from types import ModuleType

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem, rdBase

from discovery.graphs.coded import CodedGraphs
from discovery.graphs.vocabulary import ATOM_COMPONENTS, BOND_COMPONENTS, feature_codes


def _load_extension() -> ModuleType:
    """The package's C++ module alone: its `__init__` would import pandas and scipy, which costs over a second."""
    package = find_spec("cuik_molmaker")
    spec = package and PathFinder.find_spec("cuik_molmaker_cpp", package.submodule_search_locations)
    if spec is None or spec.loader is None:
        raise ImportError("cuik_molmaker is not installed")
    extension = module_from_spec(spec)
    spec.loader.exec_module(extension)
    return extension


_cuik = _load_extension()
_ATOM_ONE_HOT = _cuik.atom_onehot_feature_names_to_array(
    ["atomic-number-common", "total-degree", "formal-charge", "num-hydrogens", "hybridization-expanded"]
)
_ATOM_FLOAT = _cuik.atom_float_feature_names_to_array(["chirality", "aromatic"])  # S 0, R 1, other 2
# The order as a number stands where the vocabulary has the order "other", whose weight in a code is 0.
_BOND = _cuik.bond_feature_names_to_array(["bond-type-float", "bond-type-onehot", "conjugated", "in-ring", "stereo"])
_ATOM_CODES = np.delete(feature_codes(ATOM_COMPONENTS), [-4, -2])  # chirality is one number here, not three features
_BOND_CODES = feature_codes(BOND_COMPONENTS)


def coded_graphs(smiles: Sequence[str]) -> CodedGraphs:
    """Graphs of n molecules; one that RDKit cannot read gets no atoms."""
    try:
        atoms, bonds, ends, molecule = _features(smiles)
    except RuntimeError:  # one SMILES with an impossible valence ends the whole call
        atoms, bonds, ends, molecule = _features([text if _is_readable(text) else "" for text in smiles])
    atom_count = np.bincount(molecule, minlength=len(smiles))
    first_atom = np.cumsum(atom_count) - atom_count
    bond_molecule = molecule[ends[0]]
    begin, end = ends - first_atom[bond_molecule]
    return CodedGraphs(
        (atoms @ _ATOM_CODES).astype(np.int32),
        _bond_codes(bonds),
        begin,
        end,
        atom_count,
        np.bincount(bond_molecule, minlength=len(smiles)),
    )


def _features(
    smiles: Sequence[str],
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.int64], NDArray[np.int64]]:
    """Atom features [A, F], bond features [B, F], bond ends [2, B] and molecule of each atom [A]."""
    add_hydrogens = offset_carbon = both_directions = self_loops = False
    with rdBase.BlockLogs():
        atoms, bonds, ends, _, molecule = _cuik.batch_mol_featurizer(
            list(smiles), _ATOM_ONE_HOT, _ATOM_FLOAT, _BOND, add_hydrogens, offset_carbon, both_directions, self_loops
        )
    return atoms, bonds, ends, molecule


def _bond_codes(bonds: NDArray[np.float32]) -> NDArray[np.int32]:
    """[B] codes of bonds; cuik-molmaker calls a dative or quadruple bond aromatic, but its number is not 1.5."""
    other_order = (bonds[:, 4] == 1.0) & (bonds[:, 0] != 1.5)
    codes: NDArray[np.int32] = (bonds @ _BOND_CODES - 4.0 * other_order).astype(np.int32)
    return codes


def _is_readable(smiles: str) -> bool:
    with rdBase.BlockLogs():
        return Chem.MolFromSmiles(smiles) is not None

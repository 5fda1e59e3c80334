"""Six count fingerprints of one molecule, each of which sees another side of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rdkit import Chem
from rdkit.Avalon.pyAvalonTools import GetAvalonCountFP
from rdkit.Chem import rdFingerprintGenerator as generators
from rdkit.DataStructs import ConvertToNumpyArray
from rdkit.rdBase import BlockLogs

from discovery.arrays import gather_ranges, offsets_of

LEVELS = 15
"""Occurrences of a fragment that are told apart; more count as so many."""


class CountKind(StrEnum):
    """What is counted; chirality is seen wherever RDKit can see it, which is everywhere but in Avalon."""

    morgan2 = "morgan2"
    """Circular environments of radius 2 (Rogers and Hahn 2010, doi 10.1021/ci100050t)."""
    morgan3 = "morgan3"
    feature = "feature"
    """Circular environments of radius 2 of pharmacophoric features: donor, acceptor, aromatic, halogen, acid, base."""
    atom_pair = "atom_pair"
    """Pairs of atoms and their distance (Carhart et al. 1985, doi 10.1021/ci00046a002)."""
    torsion = "torsion"
    """Chains of four atoms (Nilakantan et al. 1987, doi 10.1021/ci00054a008)."""
    avalon = "avalon"
    """Atoms, bonds, paths and rings of the Avalon toolkit (Gedeck et al. 2006, doi 10.1021/ci050413p)."""


@dataclass(frozen=True, eq=False)
class Counts:
    """One count fingerprint of each of n molecules, stored row by row (CSR): about 3 bytes a fragment."""

    offsets: NDArray[np.int64]
    """[n + 1] molecule i owns the fragments offsets[i]:offsets[i + 1]."""
    bit: NDArray[np.uint16]
    """[m] position of the fragment in the fingerprint, rising within a molecule."""
    count: NDArray[np.uint8]
    """[m] occurrences of the fragment, from 1 to LEVELS."""

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def take(self, rows: NDArray[np.int64]) -> "Counts":
        """Fingerprints of the given molecules, in the given order."""
        picked, offsets = gather_ranges(self.offsets, rows)
        return Counts(offsets, self.bit[picked], self.count[picked])

    def totals(self) -> NDArray[np.int64]:
        """[n] occurrences of all fragments of each molecule."""
        return np.diff(np.concatenate([[0], np.cumsum(self.count, dtype=np.int64)])[self.offsets])


@dataclass(frozen=True, eq=False)
class CountFingerprints:
    """All count fingerprints of n molecules."""

    kinds: Mapping[CountKind, Counts]
    readable: NDArray[np.bool_]
    """[n] false where a SMILES cannot be read or is empty; such a molecule has no fragments."""

    def __len__(self) -> int:
        return len(self.readable)

    def take(self, rows: NDArray[np.int64]) -> "CountFingerprints":
        """Fingerprints of the given molecules, in the given order."""
        return CountFingerprints({kind: counts.take(rows) for kind, counts in self.kinds.items()}, self.readable[rows])


def count_fingerprints(smiles: Sequence[str], bits: int = 4096) -> CountFingerprints:
    """Fingerprints of n SMILES, each hashed to so many bits (2^16 at most); 1.3 ms a molecule, half of it Avalon's."""
    makers = _makers(bits)
    found: dict[CountKind, list[NDArray[np.intp]]] = {kind: [] for kind in CountKind}
    counts: dict[CountKind, list[NDArray[np.uint8]]] = {kind: [] for kind in CountKind}
    readable = np.zeros(len(smiles), np.bool_)
    nothing = np.zeros(bits, np.uint32)
    with BlockLogs():
        for row, text in enumerate(smiles):
            mol = Chem.MolFromSmiles(text)
            readable[row] = mol is not None and mol.GetNumAtoms() > 0
            for kind, occurrences in makers.items():
                dense = occurrences(mol) if readable[row] else nothing
                bit = np.flatnonzero(dense)
                found[kind].append(bit)
                counts[kind].append(np.minimum(dense[bit], LEVELS).astype(np.uint8))
    return CountFingerprints({kind: _joined(found[kind], counts[kind]) for kind in CountKind}, readable)


def _makers(bits: int) -> dict[CountKind, Callable[[Any], NDArray[np.uint32]]]:
    """Molecule -> occurrences [bits], by kind."""
    chiral = {"fpSize": bits, "includeChirality": True}
    features = generators.GetMorganFeatureAtomInvGen()
    made = {
        CountKind.morgan2: generators.GetMorganGenerator(radius=2, **chiral),
        CountKind.morgan3: generators.GetMorganGenerator(radius=3, **chiral),
        CountKind.feature: generators.GetMorganGenerator(radius=2, atomInvariantsGenerator=features, **chiral),
        CountKind.atom_pair: generators.GetAtomPairGenerator(**chiral),
        CountKind.torsion: generators.GetTopologicalTorsionGenerator(**chiral),
    }
    makers = {kind: generator.GetCountFingerprintAsNumPy for kind, generator in made.items()}
    return {**makers, CountKind.avalon: partial(_avalon, bits)}


def _avalon(bits: int, mol: Any) -> NDArray[np.uint32]:
    dense = np.zeros(bits, np.uint32)
    ConvertToNumpyArray(GetAvalonCountFP(mol, nBits=bits), dense)
    return dense


def _joined(bits: Sequence[NDArray[np.intp]], counts: Sequence[NDArray[np.uint8]]) -> Counts:
    offsets = offsets_of(np.array([len(bit) for bit in bits], np.int64))
    if not bits:
        return Counts(offsets, np.empty(0, np.uint16), np.empty(0, np.uint8))
    return Counts(offsets, np.concatenate(bits).astype(np.uint16), np.concatenate(counts))

"""A graph store as the bytes of one file, as small as its numbers allow: about 115 bytes a drug-like molecule.

The format is safetensors. Offsets are written as counts, and atom types in one byte where there are few of them.
"""

import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from discovery.arrays import offsets_of
from discovery.errors import InputError
from discovery.graphs.store import GraphStore
from discovery.graphs.vocabulary import Vocabulary

ONE_BYTE = 256
"""Types that one byte can tell apart."""


def pack(store: GraphStore) -> bytes:
    """The store as the content of a file."""
    few = len(store.vocabulary.atoms) <= ONE_BYTE
    content: bytes = save(
        {
            "atom_type": store.atom_type.astype(np.uint8 if few else np.uint16),
            "bond_type": store.bond_type,
            "bond_begin": store.bond_begin,
            "bond_end": store.bond_end,
            "atom_count": np.diff(store.atom_offset).astype(np.uint8),
            "bond_count": np.diff(store.bond_offset).astype(np.uint16),
            "atoms": store.vocabulary.atoms,
            "bonds": store.vocabulary.bonds,
        }
    )
    return content


def unpack(content: bytes, where: str) -> GraphStore:
    """The store that `pack` wrote; raises InputError, naming `where` the bytes are from, for anything else."""
    try:
        arrays: dict[str, NDArray[np.generic]] = load(content)
        return GraphStore(
            arrays["atom_type"].astype(np.uint16),
            arrays["bond_type"].astype(np.uint8, copy=False),
            arrays["bond_begin"].astype(np.uint8, copy=False),
            arrays["bond_end"].astype(np.uint8, copy=False),
            offsets_of(arrays["atom_count"].astype(np.int64)),
            offsets_of(arrays["bond_count"].astype(np.int64)),
            Vocabulary(arrays["atoms"].astype(np.int32, copy=False), arrays["bonds"].astype(np.int32, copy=False)),
        )
    except (SafetensorError, KeyError) as error:
        raise InputError(f"{where} holds no graphs ({error}); make the library again") from error

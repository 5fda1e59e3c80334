from dataclasses import fields

import numpy as np
import pytest
from safetensors.numpy import save

from discovery.errors import InputError
from discovery.graphs.featurize import featurize
from discovery.graphs.packed import pack, unpack
from discovery.graphs.store import GraphStore


def arrays(store: GraphStore) -> list[np.ndarray]:
    """Everything that a store holds."""
    own = [getattr(store, field.name) for field in fields(store) if field.name != "vocabulary"]
    return [*own, store.vocabulary.atoms, store.vocabulary.bonds]


@pytest.mark.parametrize("smiles", [["CCO", "fff", "c1ccccc1[N+](=O)[O-]"], ["fff"], []])
def test_what_is_unpacked_is_what_was_packed(smiles):
    store = featurize(smiles)
    found = unpack(pack(store), "here")
    for one, other in zip(arrays(found), arrays(store), strict=True):
        assert one.dtype == other.dtype
        np.testing.assert_array_equal(one, other)


def test_many_atom_types_take_two_bytes(library):
    store = featurize(library[:50])
    codes = np.union1d(store.vocabulary.atoms, np.arange(1000, dtype=np.int32))
    many = GraphStore(
        np.searchsorted(codes, store.vocabulary.atoms)[store.atom_type].astype(np.uint16),
        *(getattr(store, name) for name in ("bond_type", "bond_begin", "bond_end", "atom_offset", "bond_offset")),
        type(store.vocabulary)(codes, store.vocabulary.bonds),
    )
    np.testing.assert_array_equal(unpack(pack(many), "here").atom_type, many.atom_type)
    assert many.atom_type.max() > 255


def test_drug_like_molecules_take_little_room(library):
    assert len(pack(featurize(library[:1000]))) / 1000 < 150


@pytest.mark.parametrize("content", [b"", b"no graphs", save({"atom_type": np.zeros(3, np.uint8)})])
def test_foreign_bytes_are_named_in_one_line(content):
    with pytest.raises(InputError, match=r"a\.graphs holds no graphs .*; make the library again"):
        unpack(content, "a.graphs")

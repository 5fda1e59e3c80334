import numpy as np
import pytest

from discovery.graphs.vocabulary import (
    ATOM_COMPONENTS,
    ATOM_FEATURES,
    BOND_COMPONENTS,
    BOND_FEATURES,
    Vocabulary,
    code_features,
    feature_codes,
)


@pytest.mark.parametrize("components", [ATOM_COMPONENTS, BOND_COMPONENTS])
def test_features_and_codes_are_each_others_inverse(components):
    codes = np.arange(np.prod(list(components.values())), dtype=np.int32)
    picked = codes if len(codes) < 1000 else np.random.default_rng(0).choice(codes, 1000)
    features = code_features(picked, components)
    np.testing.assert_array_equal(features @ feature_codes(components), picked)
    assert codes[-1] < 2**24  # sums of codes stay exact in float32


def test_every_component_has_one_value():
    one_hot = code_features(np.arange(50, dtype=np.int32) * 9_001, ATOM_COMPONENTS)
    np.testing.assert_array_equal(one_hot[:, :38].sum(axis=1), 1)
    assert one_hot.shape == (50, ATOM_FEATURES)


def test_union_holds_the_types_of_both():
    left = Vocabulary(np.array([1, 5], np.int32), np.array([2], np.int32))
    right = Vocabulary(np.array([3, 5], np.int32), np.array([0, 2], np.int32))
    both = left.union(right)
    assert both.atoms.tolist() == [1, 3, 5]
    assert both.bonds.tolist() == [0, 2]
    assert both.bond_features().shape == (2, BOND_FEATURES)

"""Decision trees as flat arrays: fitted by scikit-learn, then neither kept nor loaded as Python objects."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

BLOCK = 100
"""Trees walked down at a time: few enough that their nodes stay in the processor's cache."""


@dataclass(frozen=True, eq=False)
class Trees:
    """T binary trees with N nodes in all; a leaf is its own child."""

    root: NDArray[np.int32]
    """[T] first node of each tree."""
    feature: NDArray[np.int32]
    """[N] column that the node looks at."""
    threshold: NDArray[np.uint8]
    """[N] a row whose value is not above this goes to the left."""
    left: NDArray[np.int32]
    """[N]"""
    right: NDArray[np.int32]
    """[N]"""
    value: NDArray[np.float32]
    """[N] prediction of a leaf: mean value, or share of the active."""

    def predict(self, rows: NDArray[np.uint8]) -> NDArray[np.float32]:
        """[n, T] prediction of each tree for n count fingerprints [n, bits]."""
        blocks = [self._walk(rows, self.root[start : start + BLOCK]) for start in range(0, len(self.root), BLOCK)]
        return np.concatenate(blocks, axis=1)

    def _walk(self, rows: NDArray[np.uint8], root: NDArray[np.int32]) -> NDArray[np.float32]:
        """[n, B] predictions of the B trees that begin at the given roots."""
        counts, bits = rows.ravel(), rows.shape[1]
        leaf = np.tile(root, len(rows))
        walking = np.arange(len(leaf))
        at, first_bit = leaf.copy(), np.repeat(np.arange(len(rows)) * bits, len(root))
        while len(walking):
            goes_left = counts.take(first_bit + self.feature.take(at)) <= self.threshold.take(at)
            below = np.where(goes_left, self.left.take(at), self.right.take(at))
            leaf[walking] = below
            on = np.flatnonzero(below != at)
            walking, at, first_bit = walking.take(on), below.take(on), first_bit.take(on)
        return self.value.take(leaf).reshape(len(rows), len(root))


def join(parts: Sequence[Trees]) -> Trees:
    """All trees, one after the other."""
    sizes = [len(part.value) for part in parts]
    first = np.cumsum([0, *sizes[:-1]], dtype=np.int32)
    shifted = [(part.root + at, part.left + at, part.right + at) for part, at in zip(parts, first, strict=True)]
    root, left, right = (np.concatenate(arrays) for arrays in zip(*shifted, strict=True))
    return Trees(
        root,
        np.concatenate([part.feature for part in parts]),
        np.concatenate([part.threshold for part in parts]),
        left,
        right,
        np.concatenate([part.value for part in parts]),
    )


def trees_of(forest: Any) -> Trees:
    """The trees of a fitted RandomForestRegressor, or of a RandomForestClassifier of the classes 0 and 1."""
    return join([_tree(estimator.tree_, getattr(forest, "classes_", None)) for estimator in forest.estimators_])


def _tree(tree: Any, classes: NDArray[Any] | None) -> Trees:
    is_leaf = tree.children_left < 0
    own = np.arange(tree.node_count)
    return Trees(
        np.zeros(1, np.int32),
        np.where(is_leaf, 0, tree.feature).astype(np.int32),
        np.where(is_leaf, 0, np.floor(tree.threshold)).astype(np.uint8),
        np.where(is_leaf, own, tree.children_left).astype(np.int32),
        np.where(is_leaf, own, tree.children_right).astype(np.int32),
        _leaf_values(tree, classes).astype(np.float32),
    )


def _leaf_values(tree: Any, classes: NDArray[Any] | None) -> NDArray[np.float64]:
    """[N] mean value, or weighted share of class 1 (0 or 1 throughout where the forest saw one class)."""
    values: NDArray[np.float64] = tree.value[:, 0, :]
    if classes is None:
        return values[:, 0]
    shares: NDArray[np.float64] = (values * (classes == 1)).sum(axis=1) / values.sum(axis=1)
    return shares

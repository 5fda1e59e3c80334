"""Which compounds are learnt when: the target's few labels may join only after everything else is learnt."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import PRESUMED, Labels
from discovery.assay.splits.split import Split
from discovery.target.settings import TargetSettings

FEW = 500
"""A family with fewer measured compounds than this is too small to be learnt, and judged, by a split of its own."""


@dataclass(frozen=True)
class Plan:
    """Rows of the compounds to learn from, in one phase or two."""

    train: NDArray[np.int64]
    """Learnt from in the first phase."""
    validation: NDArray[np.int64]
    """Decide when the first phase ends."""
    adapt: NDArray[np.int64]
    """Learnt from in the second phase; empty where there is only one."""
    family: NDArray[np.bool_]
    """[E] endpoints of the target and its family."""
    measured: int
    """Compounds measured on the family."""

    @property
    def two_phases(self) -> bool:
        return len(self.adapt) > 0

    @property
    def rows(self) -> NDArray[np.int64]:
        """Every compound that any phase sees, in rising order."""
        return np.unique(np.concatenate([self.train, self.validation, self.adapt]))

    def first_endpoints(self) -> NDArray[np.bool_]:
        """[E] endpoints whose labels the first phase sees."""
        return ~self.family if self.two_phases else np.ones_like(self.family)


def plan_phases(labels: Labels, skeletons: Sequence[str], split: Split, target: TargetSettings) -> Plan:
    """Two phases where the family is small and there is something else to learn from first; one otherwise.

    In two phases, no compound that shares a skeleton with a family compound enters the first: the first network
    can then be adapted without a left-out compound, as if that had never been seen.
    """
    family = np.array([endpoint.target in target.members for endpoint in labels.endpoints], dtype=bool)
    measured = np.unique(labels.rows()[family[labels.endpoint] & (labels.origin != PRESUMED)])
    relatives = same_skeleton(skeletons, measured)
    if 0 < len(measured) < FEW:
        first = labels.keep(~family[labels.endpoint])
        train = with_labels(first, np.setdiff1d(split.train, relatives))
        validation = with_labels(first, np.setdiff1d(split.validation, relatives))
        if len(train):
            presumed = np.unique(labels.rows()[labels.origin == PRESUMED])
            adapt = np.union1d(measured, np.intersect1d(presumed, split.train))
            return Plan(train, validation, adapt, family, len(measured))
    train, validation = with_labels(labels, split.train), with_labels(labels, split.validation)
    return Plan(train, validation, np.empty(0, np.int64), family, len(measured))


def same_skeleton(skeletons: Sequence[str], rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """All rows that share a skeleton with one of the given rows, these included."""
    _, skeleton = np.unique(np.asarray(skeletons), return_inverse=True)
    return np.flatnonzero(np.isin(skeleton, skeleton[rows]))


def with_labels(labels: Labels, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Those of the rows that have a label at all."""
    return rows[np.diff(labels.offsets)[rows] > 0]

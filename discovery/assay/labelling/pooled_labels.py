"""Several numbers of a compound as one regression label."""

import numpy as np
from numpy.typing import NDArray

from discovery.assay.labelling.labels import ABOVE, BELOW, EQUAL, MEASURED
from discovery.assay.labelling.measured import EndpointLabels, Measured
from discovery.target.endpoint import Endpoint


def pooled_labels(endpoint: Endpoint, facts: Measured) -> EndpointLabels:
    """One label a compound, from numbers on the scale of the endpoint, all of which are measured on its target."""
    rows, member = np.unique(facts.compound, return_inverse=True)
    value, relation = _pooled(facts.value, facts.relation, member, len(rows))
    weight = np.ones(len(rows), np.float32)
    origin = np.full(len(rows), MEASURED, np.int8)
    return EndpointLabels(endpoint, rows, value.astype(np.float32), relation, weight, origin)


def _pooled(
    value: NDArray[np.float64], relation: NDArray[np.int8], member: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
    """One value [count] and relation [count] a compound, from m numbers.

    The mean of the exact ones; without any, the highest lower bound; without that either, the lowest upper bound.
    """
    exact, above, below = relation == EQUAL, relation == ABOVE, relation == BELOW
    number = np.bincount(member[exact], minlength=count)
    total = np.bincount(member[exact], weights=value[exact], minlength=count)
    lower, upper = np.full(count, -np.inf), np.full(count, np.inf)
    np.maximum.at(lower, member[above], value[above])
    np.minimum.at(upper, member[below], value[below])
    bound = np.where(np.isfinite(lower), lower, upper)
    side = np.where(np.isfinite(lower), ABOVE, BELOW)
    pooled = np.where(number > 0, total / np.maximum(number, 1), bound)
    return pooled, np.where(number > 0, EQUAL, side).astype(np.int8)
